"""The heads of the chain, signed and written to a place outside the database, a line of JSON each.

Whoever has the database in their hands can write a chain of their own; they cannot make it agree with this file, which
belongs on another disk, or on a host where lines can only be added (``BOLLKOLL_RECORD_HEADS``).
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from bollkoll.kit.signing import Signer, new_seed
from bollkoll.records import rules
from bollkoll.records.models import Record

logger = logging.getLogger(__name__)


def place() -> Path:
    """The file of the heads."""
    return Path(settings.CONFIG.record_heads or settings.HOME / "records-heads.jsonl")


def signer() -> Signer:
    """The key of ``BOLLKOLL_RECORD_KEY``; else the one in the home folder, made when there is none."""
    if settings.CONFIG.record_key:
        return Signer(settings.CONFIG.record_key)
    path = settings.HOME / "record-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Signer(path.read_text().strip())
    with os.fdopen(descriptor, "w") as file:
        file.write(new_seed())
    return Signer(path.read_text().strip())


def written() -> Iterator[dict[str, Any]]:
    """The lines of the file, oldest first; one that is no JSON is given as ``{"broken": its number}``."""
    path = place()
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                found = json.loads(line)
                yield found if isinstance(found, dict) else {"broken": number}
            except ValueError:
                yield {"broken": number}


def last() -> int:
    """The number of the newest record that the file has."""
    return max((int(line.get("number", 0)) for line in written()), default=0)


def write_missing() -> int:
    """Append a line for each record that the file does not have. Returns how many. Raises ``OSError``."""
    path, key = place(), signer()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # several processes may seal at the same moment
        rows = Record.objects.filter(number__gt=last()).order_by("number")
        lines = [_line(row, key) for row in rows]
        file.write("".join(lines))
        file.flush()
        os.fsync(file.fileno())
    return len(lines)


def write_quietly() -> None:
    """After a seal: the record stands, also when the place cannot be written now; the clock tries again."""
    try:
        write_missing()
    except OSError as problem:
        logger.error("the heads of the records cannot be written to %s: %s", place(), problem)


def _line(row: Record, key: Signer) -> str:
    said = {
        "number": row.number,
        "head": row.head,
        "sealed_at": rules.moment(row.sealed_at),
        "key": key.public,
        "signature": key.sign(rules.signed(row.number, row.head)),
    }
    return json.dumps(said) + "\n"
