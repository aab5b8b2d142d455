"""Signatures that say who wrote something and that it is unchanged: Ed25519, with keys as short texts."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
SEED_BYTES = 32


class BadKey(ValueError):
    """A key is not 32 bytes in base64."""


def new_seed() -> str:
    """A fresh private key as text."""
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    return base64.b64encode(raw).decode()


class Signer:
    """Signs with one private key."""

    def __init__(self, seed: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(_bytes(seed))

    @property
    def public(self) -> str:
        """What others need to check a signature, as text."""
        return base64.b64encode(self._key.public_key().public_bytes(*RAW)).decode()

    def sign(self, content: bytes) -> str:
        return base64.b64encode(self._key.sign(content)).decode()


def is_signed(public: str, content: bytes, signature: str) -> bool:
    """Whether the holder of ``public`` has signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(base64.b64decode(signature), content)
    except (InvalidSignature, BadKey, binascii.Error, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """A public key in a form that people can compare: four groups of four."""
    digest = hashlib.sha256(public.encode()).hexdigest()[:16]
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadKey("a key is 32 bytes in base64") from problem
    if len(raw) != SEED_BYTES:
        raise BadKey("a key is 32 bytes in base64")
    return raw
