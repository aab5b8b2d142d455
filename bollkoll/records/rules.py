"""How a record is hashed. Pure: the same words always give the same digest, on every machine.

A part is hashed with a salt of its own, so that when a person's data is erased (text and salt go) nobody can find out by
guessing what stood there, and the chain still holds. A record is hashed with the head of the one before it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

SALT_BYTES = 32
FIRST = "0" * 64
"""What stands before the first record."""


@dataclass(frozen=True)
class Part:
    """One line of what is sealed: ``text``, or the ``digest`` (SHA-256) of a file, or both; by whom (a person's id), when.

    ``is_personal``: holds a person's data, and may be erased later.
    """

    label: str
    text: str = ""
    digest: str = ""
    by: int | None = None
    at: datetime | None = None
    is_personal: bool = False


def part_digest(salt: bytes, label: str, text: str, digest: str, by: int | None, at: datetime | None) -> str:
    content = [label, text, digest, by, moment(at)]
    return hashlib.sha256(salt + _canonical(content)).hexdigest()


def head(
    number: int, kind: str, title: str, subject: str, by: int | None, at: datetime, previous: str, parts: Sequence[str]
) -> str:
    """The digest of a whole record: what it says of itself, the head before it, and the digests of its parts in order."""
    return hashlib.sha256(_canonical([number, kind, title, subject, by, moment(at), previous, list(parts)])).hexdigest()


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def signed(number: int, head_: str) -> bytes:
    """What is signed of a record."""
    return f"bollkoll record\n{number}\n{head_}\n".encode()


def _canonical(content: list) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
