"""A file sealed in pieces opens whole, and not at all when it was cut, changed or moved."""

import base64
import io

import pytest

from bollkoll.kit import sealed_files
from bollkoll.kit.keyring import Keyring, NoKey, Spoiled, new_key

PLACE = b"0123456789abcdef"


@pytest.fixture
def ring():
    return Keyring([base64.urlsafe_b64decode(new_key())])


def sealed(ring, content: bytes) -> bytes:
    return b"".join(sealed_files.seal(io.BytesIO(content), ring, PLACE))


def opened(ring, content: bytes, place: bytes = PLACE) -> bytes:
    return b"".join(sealed_files.opened(io.BytesIO(content), ring.newest, ring, place))


@pytest.mark.parametrize("size", [0, 1, sealed_files.PIECE - 1, sealed_files.PIECE, 2 * sealed_files.PIECE + 7])
def test_it_opens_whole(ring, size):
    content = bytes(size)
    assert opened(ring, sealed(ring, content)) == content


def test_what_was_cut_does_not_open(ring):
    whole = sealed(ring, bytes(2 * sealed_files.PIECE))
    first = 4 + int.from_bytes(whole[:4], "big")
    for cut in (whole[:first], whole[first:], whole[:-1], b""):
        with pytest.raises(Spoiled):
            opened(ring, cut)


def test_what_was_changed_or_moved_does_not_open(ring):
    whole = bytearray(sealed(ring, b"hemligt"))
    with pytest.raises(Spoiled):
        opened(ring, bytes(whole), b"another place...")
    whole[-1] ^= 1
    with pytest.raises(Spoiled):
        opened(ring, bytes(whole))


def test_without_its_key_it_does_not_open(ring):
    whole = sealed(ring, b"hemligt")
    with pytest.raises(NoKey):
        b"".join(sealed_files.opened(io.BytesIO(whole), "another", ring, PLACE))
