"""Accept first: a message is safe on disk and in the database before anything looks into it.

The order is what makes it durable: the file is written and flushed to the disk, then the row is committed (in SQLite
with a flush of its own), and only then does the door say yes. A crash between the two leaves a file without a row,
and the sender, who was never told yes, sends again.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from bollkoll.channels.email import commands
from bollkoll.channels.email.models import InboundMail
from bollkoll.kit.ids import uuid7
from bollkoll.people.actor import SYSTEM


def store(
    raw: bytes,
    *,
    source: str,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    mailbox: str = "",
    uidvalidity: int | None = None,
    uid: int | None = None,
) -> InboundMail:
    """Store a message durably and return its row; the same message by the same door gives the row it has already.

    ``envelope_to``: the recipients that the door was told. Raises what the disk or the database says; nothing is
    accepted then.
    """
    digest = hashlib.sha256(raw).hexdigest()
    recipients = sorted({each.strip().lower() for each in envelope_to})
    key = hashlib.sha256("\n".join(recipients).encode("utf-8", "replace")).hexdigest()
    known = InboundMail.objects.filter(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid)
    if uid is None:
        known = InboundMail.objects.filter(sha256=digest, recipients_key=key, uid=None)
    row = known.first()
    if row is not None:
        return row
    mail_id = uuid7()
    path = _write(f"mail/{timezone.now():%Y/%m}/{mail_id}.eml", raw)
    try:
        with _flushed_commit():
            return commands.accept(
                SYSTEM, None, mail_id=mail_id, path=path, sha256=digest, size=len(raw), source=source,
                envelope_from=envelope_from, envelope_to=list(envelope_to), recipients_key=key,
                mailbox=mailbox, uidvalidity=uidvalidity, uid=uid,
            )  # fmt: skip
    except Exception:
        default_storage.delete(path)
        row = known.first()  # the same message came through the same door at the same moment
        if row is not None:
            return row
        raise


def read(mail: InboundMail) -> bytes:
    """The raw message. Raises ``FileNotFoundError`` when the storage has lost it."""
    with default_storage.open(mail.path, "rb") as file:
        return file.read()


def _write(path: str, raw: bytes) -> str:
    path = default_storage.save(path, File(BytesIO(raw)))
    try:
        place = Path(default_storage.path(path))
    except NotImplementedError:
        return path  # a storage service keeps what it has answered for
    for each in (place, place.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return path


@contextmanager
def _flushed_commit() -> Iterator[None]:
    """SQLite in WAL mode does not wait for the disk at commit; for accepted mail it has to."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
