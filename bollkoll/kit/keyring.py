"""Keys for data that must not lie readable on a disk: AES-256-GCM, newest key first, each value tied to its place.

A value is sealed with the newest key and says which; older keys only open. The place (the row's own id) is
authenticated along with the value, so a sealed value that somebody moved to another row does not open there.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class BadKey(ValueError):
    """A key is not 32 bytes in base64."""


class NoKey(LookupError):
    """The key that sealed the value is not on the ring."""


class Spoiled(ValueError):
    """The sealed value was changed, cut or moved: it opens with no key."""


def new_key() -> str:
    """A fresh key as text, for the environment."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def key_id(key: bytes) -> str:
    """The name of a key: says nothing of the key itself."""
    return hashlib.sha256(b"bollkoll key name\0" + key).hexdigest()[:12]


class Keyring:
    """Several keys, newest first. Empty: nothing can be sealed or opened."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keys = {key_id(key): key for key in keys}

    @classmethod
    def read(cls, text: str) -> "Keyring":
        """From base64 texts with commas or spaces between, newest first. Raises :class:`BadKey`."""
        return cls(_key(word) for word in text.replace(",", " ").split())

    def __bool__(self) -> bool:
        return bool(self._keys)

    @property
    def names(self) -> list[str]:
        return list(self._keys)

    @property
    def newest(self) -> str:
        return next(iter(self._keys), "")

    def seal(self, text: str, place: bytes) -> tuple[str, bytes]:
        """The name of the key and the sealed value. Raises :class:`NoKey` when the ring is empty."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, content: bytes, place: bytes) -> tuple[str, bytes]:
        """The same for bytes."""
        if not self._keys:
            raise NoKey("")
        nonce = os.urandom(NONCE_BYTES)
        return self.newest, nonce + AESGCM(self._keys[self.newest]).encrypt(nonce, content, place)

    def open(self, name: str, sealed: bytes, place: bytes) -> str:
        """The value again. Raises :class:`NoKey` or :class:`Spoiled`."""
        return self.open_bytes(name, sealed, place).decode()

    def open_bytes(self, name: str, sealed: bytes, place: bytes) -> bytes:
        """The same for bytes."""
        if name not in self._keys:
            raise NoKey(name)
        try:
            return AESGCM(self._keys[name]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError) as problem:
            raise Spoiled(name) from problem


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadKey("a key is 32 bytes in base64") from problem
    if len(key) != KEY_BYTES:
        raise BadKey("a key is 32 bytes in base64")
    return key
