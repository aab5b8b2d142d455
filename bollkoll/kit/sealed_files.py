"""Files that must not lie readable on a disk: sealed piece by piece, so that a large one is never whole in memory.

Each piece is four bytes of length and the sealed bytes, tied to the file's place, its own number and whether it is the
last: a file that was cut, or whose pieces were moved, does not open.
"""

from collections.abc import Iterator
from typing import Protocol

from bollkoll.kit.keyring import Keyring, Spoiled

PIECE = 1 << 20


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


LENGTH_BYTES = 4


def seal(file: Readable, ring: Keyring, place: bytes) -> Iterator[bytes]:
    """The sealed pieces of a file, with the newest key."""
    number, piece = 0, file.read(PIECE)
    while True:
        after = file.read(PIECE)
        _name, sealed = ring.seal_bytes(piece, _place(place, number, not after))
        yield len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed
        if not after:
            return
        number, piece = number + 1, after


def opened(file: Readable, name: str, ring: Keyring, place: bytes) -> Iterator[bytes]:
    """The bytes again. Raises ``NoKey`` or ``Spoiled``, the latter also at the end of a file that was cut."""
    number, length = 0, file.read(LENGTH_BYTES)
    while length:
        sealed = file.read(int.from_bytes(length, "big"))
        length = file.read(LENGTH_BYTES)
        yield ring.open_bytes(name, sealed, _place(place, number, not length))
        number += 1
    if not number:
        raise Spoiled(name)


def _place(place: bytes, number: int, is_last: bool) -> bytes:
    return place + number.to_bytes(8, "big") + bytes([is_last])
