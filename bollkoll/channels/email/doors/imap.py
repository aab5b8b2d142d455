"""The mailbox: fetched by IMAP, by UID. Nothing depends on \\Seen, and nothing is deleted.

What has been fetched is what the database has rows for (mailbox, UIDVALIDITY, UID), so a poll that is cut anywhere
goes on where it was, also with the mails it missed in between. With ``?move=1`` in the address a fetched mail is
moved to the folder ``Bollkoll``; else it stays where it is.

The first time, mail of the last two weeks is fetched (``?days=…`` for another number; 0 for everything).
"""

import logging
import re
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from bollkoll.channels.email import storing
from bollkoll.channels.email.models import InboundMail
from bollkoll.kit.mailserver import MailServer
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor

logger = logging.getLogger(__name__)

FOLDER = "Bollkoll"
LOOK_BACK = 5000
"""UIDs before the last known one that are looked at again: a mail that could not be stored is found there."""
FIRST_DAYS = 14
TIMEOUT_SECONDS = 60
MOST_AT_ONCE = 500
READ = "mailbox:"
"""Prefix of the cursor that tells when a mailbox was last read to its end."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def poll(url: str) -> int:
    """Fetch what is new in a mailbox (``imaps://user:word@host/INBOX?move=1``). Returns how many were stored.

    Raises what the mail server, the disk or the database says; what was stored before stays stored.
    """
    place = MailServer(url)
    folder = place.path or "INBOX"
    mailbox = f"{place.user}@{place.host}/{folder}"[:255]
    stored = 0
    with _connect(place).login(place.user, place.word, initial_folder=None) as box:
        box.folder.set(folder)
        uidvalidity = int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        for uid in _new(box, mailbox, uidvalidity, place)[:MOST_AT_ONCE]:
            stored += _fetch(box, mailbox, uidvalidity, uid)
            if place.options.get("move") == "1":
                _move(box, uid)
    with housekeeping("mailbox"):
        Cursor.objects.update_or_create(name=mailbox_name(url), defaults={"moved_at": timezone.now()})
    return stored


def expect(url: str) -> None:
    """Begin to watch a mailbox: from now on the auditor asks whether it is read."""
    with housekeeping("mailbox"):
        Cursor.objects.get_or_create(name=mailbox_name(url), defaults={"moved_at": timezone.now()})


def mailbox_name(url: str) -> str:
    """What a mailbox is called where its reading is noted: without the password."""
    place = MailServer(url)
    return f"{READ}{place.user}@{place.host}/{place.path or 'INBOX'}"[:80]


def _connect(place: MailServer) -> BaseMailBox:
    kind = {"imap": MailBoxUnencrypted, "imap+starttls": MailBoxStartTls}.get(place.scheme, MailBox)
    return kind(place.host, place.port, timeout=TIMEOUT_SECONDS)


def _new(box: BaseMailBox, mailbox: str, uidvalidity: int, place: MailServer) -> list[int]:
    """UIDs that we have no row for, oldest first."""
    rows = InboundMail.objects.filter(mailbox=mailbox, uidvalidity=uidvalidity)
    span = rows.aggregate(first=Min("uid"), last=Max("uid"))
    if span["last"] is None:
        days = int(place.options.get("days", FIRST_DAYS))
        since = timezone.localdate() - timedelta(days=days)
        there = _search(box, "ALL" if days == 0 else f"SINCE {since:%d-%b-%Y}")
        known: set[int] = set()
    else:
        low = max(span["first"], span["last"] - LOOK_BACK)
        there = [uid for uid in _search(box, f"UID {low}:*") if uid >= low]
        known = {uid for uid in rows.filter(uid__gte=low).values_list("uid", flat=True) if uid is not None}
    return sorted(set(there) - known)


def _search(box: BaseMailBox, what: str) -> list[int]:
    status, found = box.client.uid("SEARCH", *what.split())
    if status != "OK":
        raise OSError(f"the mail server refused to search: {found!r}")
    return [int(uid) for uid in (found[0] or b"").split()]


def _fetch(box: BaseMailBox, mailbox: str, uidvalidity: int, uid: int) -> int:
    """Store one message. BODY.PEEK leaves \\Seen as it was."""
    size = _SIZE.search(_answer(box, uid, "(RFC822.SIZE)"))
    too_large = size is not None and int(size[1]) > settings.CONFIG.max_message_mb * 1024 * 1024
    raw = _body(box, uid, "BODY.PEEK[HEADER]" if too_large else "BODY.PEEK[]")
    if raw is None:
        return 0  # it was moved or deleted while we looked
    mail = storing.store(
        raw, source=InboundMail.Source.IMAP, envelope_to=[mailbox], mailbox=mailbox, uidvalidity=uidvalidity, uid=uid
    )
    if too_large:
        with housekeeping("read as too large"):
            InboundMail.objects.filter(pk=mail.pk).update(reason=InboundMail.Reason.TOO_LARGE)
    return 1


def _answer(box: BaseMailBox, uid: int, what: str) -> bytes:
    status, parts = box.client.uid("FETCH", str(uid), what)
    if status != "OK":
        raise OSError(f"the mail server refused to fetch: {parts!r}")
    return b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in parts if part)


def _body(box: BaseMailBox, uid: int, what: str) -> bytes | None:
    status, parts = box.client.uid("FETCH", str(uid), f"({what})")
    if status != "OK":
        raise OSError(f"the mail server refused to fetch: {parts!r}")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _move(box: BaseMailBox, uid: int) -> None:
    """Out of the way for people who look into the mailbox; not moving it is no fault."""
    try:
        if not box.folder.exists(FOLDER):
            box.folder.create(FOLDER)
        box.move(str(uid), FOLDER)
    except Exception as error:
        logger.warning("mail %s stays in its folder: %s", uid, error)
