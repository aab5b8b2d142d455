"""Files: uploaded first, attached when the form is sent, so that a refused form loses none."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.cases.commands.scanning import ask_for_scan
from bollkoll.cases.events import FileRemoved, FileUploaded
from bollkoll.cases.models import Attachment, Contribution, Message
from bollkoll.kit import files as kit
from bollkoll.kit.ids import uuid7
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

MOST_LOOSE = 60
"""Uploaded and not yet sent files that one person may have: a form has a handful, a script has thousands."""

REASONS = {
    "too-big": gettext_lazy("%(name)s is too big. The limit is %(limit)s MB."),
    "forbidden-extension": gettext_lazy(
        "%(name)s is a kind of file that can run when it is opened. It is not accepted."
    ),
    "executable": gettext_lazy("%(name)s is a program, whatever it is called. It is not accepted."),
    "image-too-big": gettext_lazy("%(name)s has too many pixels. Make the picture smaller and try again."),
    "empty": gettext_lazy(
        "%(name)s is empty: there is nothing in it. Save it once more from the program that made it, and attach that."
    ),
    "archive": gettext_lazy(
        "%(name)s is packed so that it grows far too much when opened. Send what is in it instead."
    ),
}
HARMLESS = {"archive-broken", "image-broken"}
"""What cannot be read is kept for download, as a file of an unknown kind."""


@command
def upload_file(
    actor: Actor, subject: None = None, *, file: BinaryIO, name: str, content_id: str = "", is_inline: bool = False
) -> Attachment:
    """Store a file and return its (loose) attachment. Forbidden kinds and archives that explode are refused.

    The type is found by content, never believed. A mail's files come this way too, so nothing is served that was not judged.
    """
    safe = kit.safe_name(name)
    if not actor.is_machine and Attachment.objects.loose().filter(owner=actor.person).count() >= MOST_LOOSE:
        raise Refused(_("You have too many files that have not been sent. Send or remove some first."), "too_many")
    content_type = judge(file, safe)
    digest, size = hashlib.sha256(), 0
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
        size += len(chunk)
    if not size and actor.via == "web":
        raise Refused(REASONS["empty"] % {"name": safe}, "empty")
    file.seek(0)
    key = uuid7()
    path = f"{now():%Y/%m}/{key}"
    try:
        path = default_storage.save(path, File(file))
        row = Attachment.objects.create(
            id=key,
            owner=actor.person,
            name=safe,
            content_type=content_type,
            size=size,
            sha256=digest.hexdigest(),
            path=path,
            content_id=content_id[:255],
            is_inline=is_inline,
            checked=Attachment.Checked.WAITING if settings.CONFIG.clamav else Attachment.Checked.NOT,
            added_at=now(),
        )
        if row.is_held:
            ask_for_scan(row)
    except BaseException:
        default_storage.delete(path)
        raise
    record(FileUploaded(file=str(row.pk), size=size))
    return row


def judge(file: BinaryIO, name: str) -> str:
    """What the file is, by its content. Raises :class:`Refused` for what is not accepted. Leaves the file at its start."""
    head = file.read(kit.HEAD)
    size = file.seek(0, 2)
    file.seek(0)
    limit = settings.CONFIG.max_file_mb
    kind = kit.content_type(head, name)
    try:
        if size > limit * kit.MB:
            raise kit.Refused("too-big")
        kit.refuse(head, name, 0)
        if head.startswith(b"PK\x03\x04"):
            kit.inspect_archive(file)
        elif kind.startswith("image/") and kit.may_preview(kind):
            kit.inspect_image(file)
    except kit.Refused as refusal:
        if refusal.code not in HARMLESS:
            said = REASONS.get(refusal.code) or REASONS["archive"]
            raise Refused(said % {"name": name, "limit": limit}, refusal.code.replace("-", "_")) from refusal
        kind = kit.UNKNOWN
    finally:
        file.seek(0)
    return kind


@command
def remove_file(actor: Actor, file: Attachment) -> None:
    """Remove a file that is not attached to anything yet: its owner, or the clock after a day."""
    if file.message_id or file.contribution_id or not (actor.is_machine or file.owner_id == actor.person_id):
        raise Refused(_("The file is part of a message and stays with it."), "attached")
    path, key = file.path, str(file.pk)
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(path))
    record(FileRemoved(file=key))


def dispose_of(files: Iterable[Attachment]) -> int:
    """Inside a command: the content goes for good; that it was there, with its name, size and digest, stays. How many went."""
    gone = 0
    for file in files:
        path = file.path
        file.checked, gone = Attachment.Checked.GONE, gone + 1
        file.save(update_fields=["checked"])
        transaction.on_commit(partial(default_storage.delete, path))
    return gone


def attach(files: Sequence[Attachment], message: Message) -> None:
    """Make loose files part of a message."""
    if files:
        Attachment.objects.loose().filter(pk__in=[f.pk for f in files]).update(message=message)


def attach_to_question(files: Sequence[Attachment], said: Contribution) -> None:
    """Make loose files part of what is written in a question: they reach the reporter no more than its words do."""
    if files:
        Attachment.objects.loose().filter(pk__in=[f.pk for f in files]).update(contribution=said)
