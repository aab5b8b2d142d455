"""Short secrets that people can read aloud and mail servers may turn into small letters."""

import hmac
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Digits and small letters without 0 o, 1 i l: 31 characters, 4.95 bits each."""


def short_token(length: int = 26) -> str:
    """A random token. The default holds 128 bits; 13 characters hold 64."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_token(text: str) -> str:
    """A token as a person or a mail client may have written it: any case, with spaces or hyphens between."""
    return "".join(text.split()).replace("-", "").casefold()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
