"""Files: uploaded first, attached when the form is sent, so that a refused form loses none."""

import hashlib
from collections.abc import Sequence
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from bollkoll.cases.events import FileRemoved, FileUploaded
from bollkoll.cases.models import Attachment, Message
from bollkoll.kit import files as kit_files
from bollkoll.kit.ids import uuid7
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor


@command
def upload_file(
    actor: Actor, subject: None = None, *, file: IO[bytes], name: str, content_id: str = "", is_inline: bool = False
) -> Attachment:
    """Store a file and return its (loose) attachment. Forbidden kinds and archives that explode are refused.

    The type is found by content, never believed. A mail's files come this way too, so nothing is served that was not judged.
    """
    safe = kit_files.safe_name(name)
    head = file.read(8192)
    file.seek(0)
    refusal = kit_files.refusal(file, safe)
    if refusal:
        raise Refused(refusal.message, refusal.code)
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    key = uuid7()
    path = default_storage.save(f"{now():%Y/%m}/{key}", File(file))
    row = Attachment.objects.create(
        id=key,
        owner=actor.person,
        name=safe,
        content_type=kit_files.content_type(head, safe),
        size=size,
        sha256=digest.hexdigest(),
        path=path,
        content_id=content_id[:255],
        is_inline=is_inline,
        added_at=now(),
    )
    record(FileUploaded(file=str(row.pk), size=size))
    return row


@command
def remove_file(actor: Actor, file: Attachment) -> None:
    """Remove a file that is not attached to anything yet: its owner, or the clock after a day."""
    if file.message_id or not (actor.is_machine or file.owner_id == actor.person_id):
        raise Refused(_("The file is part of a message and stays with it."), "attached")
    path, key = file.path, str(file.pk)
    file.delete()
    default_storage.delete(path)
    record(FileRemoved(file=key))


def attach(files: Sequence[Attachment], message: Message) -> None:
    """Make loose files part of a message."""
    if files:
        Attachment.objects.filter(pk__in=[f.pk for f in files], message=None).update(message=message)
