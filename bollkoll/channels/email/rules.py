"""Pure rules of mail: which reasons there are, what counts as a flood, whom nobody answers."""

import hashlib
import re
from datetime import timedelta
from email.utils import parseaddr

FLOOD_WINDOW = timedelta(minutes=10)
FLOOD_SAME_SUBJECT = 10
"""Mails with the same subject (digits aside) that one address may send within the window: more is a robot."""
FLOOD_ALL = 60
"""Mails of any kind that one address may send within the window."""

POISON_AFTER = 4
"""A message that has failed this many times is held with its error instead of being tried again."""

STRANGER_ANSWER_EVERY = timedelta(hours=24)
STRANGER_ANSWERS_PER_HOUR = 60
"""At most so many polite answers to strangers in an hour, all together, so that we are nobody's amplifier."""

_PREFIX = re.compile(r"^\s*(?:(?:re|sv|fwd?|vb|vs|aw|wg|antw|ang)\s*(?:\[\d+\]|\(\d+\))?\s*[::]\s*|\[#\d+\]\s*)+", re.I)
_NUMBER = re.compile(r"\[#(\d{1,12})\]")
_SILENT = re.compile(
    r"^(?:.*[._+-])?(?:no-?reply|do-?not-?reply|ej-?svara|svara-?ej|mailer-?daemon|postmaster|bounces?|abuse|root|daemon|"
    r"listserv|majordomo|owner|request|notifications?|news-?letter)(?:[._+-].*)?$",
    re.I,
)
_AUTHORS_FIELDS = (
    b"message-id", b"from", b"to", b"cc", b"subject", b"date", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip


def bare_subject(subject: str) -> str:
    """The subject without what clients put before it and without our case number."""
    return _PREFIX.sub("", subject).strip() or subject.strip()


def subject_number(subject: str) -> int | None:
    """The case number in ``[#1042]``."""
    match = _NUMBER.search(subject)
    return int(match[1]) if match else None


def flood_key(subject: str) -> str:
    """Subjects that only differ in digits and prefixes are the same for whoever counts."""
    return re.sub(r"\d+", "#", bare_subject(subject)).casefold()[:200]


def is_silent_address(address: str) -> bool:
    """Whether nobody reads what is sent there."""
    local = parseaddr(address)[1].rpartition("@")[0] or address.rpartition("@")[0]
    return not local or bool(_SILENT.match(local))


def content_key(raw: bytes) -> str:
    """The same for two copies of what an author wrote, whatever the servers on the way have added above it.

    The headers that authors write (not the traces of transport) and the body, with line ends alike.
    """
    head, gap, body = raw.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = {}
    for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(b" ".join(value.split()))
    digest = hashlib.sha256()
    for name in _AUTHORS_FIELDS:
        digest.update(name + b":" + b"|".join(fields.get(name, [])) + b"\n")
    digest.update(gap + body.rstrip())
    return digest.hexdigest()


def status_class(code: int | None, status: str) -> str:
    """``hard`` (never will), ``soft`` (try again) or ``unknown``, of an SMTP reply code or an enhanced status (RFC
    3463).
    """
    first = status[:1] or str(code or "")[:1]
    return {"5": "hard", "4": "soft"}.get(first, "unknown")
