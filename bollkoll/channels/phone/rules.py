"""Pure rules of the telephone: numbers as they are compared and shown, and the signature of an exchange."""

import hashlib
import hmac
import re
import unicodedata

from bollkoll.kit.text import clean

COUNTRY = "46"
"""The country that a number without one is of: Sweden."""
SHORTEST, LONGEST = 7, 15
"""Digits of a number with its country: at most 15 (ITU-T E.164 §6.1)."""
MOST_TYPED = 200

_SEVERAL = re.compile(r"[,;\n]|\s/\s|\s(?:eller|or)\s", re.I)
_EXTENSION = re.compile(r"(?:;ext=|\b(?:ankn(?:ytning)?|anknytn|ext(?:ension)?|x)\b\.?\s*:?)\s*\d+.*$", re.I | re.S)
_PUNCTUATION = re.compile(r"[\s().\-–—‐‑/]")
_TWO = {"8"}
_THREE = re.findall(r"..", "10111316181920212326313335364042444654606370727376777990")
"""Swedish area codes without their zero, of one and two digits; the others have three (PTS's numbering plan)."""


def key(text: str) -> str:
    """A number as it is compared: ``+`` and digits with the country (E.164). Empty when it is not a whole number.

    ``08-123 45 67``, ``+46 (0)8 123 45 67`` and ``0046812345 67`` have the same key. An extension behind it is left out.
    """
    digits = _dialled(_EXTENSION.sub("", clean(text[:MOST_TYPED])).strip())
    if digits.startswith("+"):
        digits = digits[1:]
        if digits.startswith(COUNTRY):
            digits = COUNTRY + digits[len(COUNTRY) :].lstrip("0")
    elif digits.startswith("0"):
        digits = COUNTRY + digits.lstrip("0")
    elif not (digits.startswith(COUNTRY) and len(digits) >= SHORTEST + 2):
        return ""
    return f"+{digits}" if SHORTEST <= len(digits) <= LONGEST else ""


def keys(text: str) -> list[str]:
    """The keys of all numbers that somebody wrote in one field: ``08-123 45 67, 070-123 45 67``."""
    return list(dict.fromkeys(filter(None, map(key, _SEVERAL.split(clean(text[:MOST_TYPED]))))))


def extension(text: str) -> str:
    """Two to six digits: a number inside an exchange. Empty when it is none."""
    digits = _dialled(clean(text[:MOST_TYPED]).strip())
    return digits if re.fullmatch(r"[0-9]{2,6}", digits) else ""


def _dialled(text: str) -> str:
    """Digits with a ``+`` before them when the country is told; empty when there is anything else in it."""
    text = unicodedata.normalize("NFKC", text).removeprefix("tel:")
    plain = _PUNCTUATION.sub("", re.sub(r"\(\s*0\s*\)", "", text))
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    return plain if re.fullmatch(r"\+?[0-9]*", plain, re.ASCII) else ""


def is_number_like(text: str) -> bool:
    """Whether somebody seems to type a number and no name: three digits or more, and nothing that numbers have not."""
    digits = _dialled(text[:MOST_TYPED].strip())
    return len(digits.lstrip("+")) >= 3


def beginning(text: str) -> str:
    """The beginning of a key, of a number that is still being typed: ``08-12`` begins ``+46812``. Empty when it is unknown."""
    digits = _dialled(text[:MOST_TYPED].strip())
    if digits.startswith("+"):
        rest = digits[1:]
        return f"+{COUNTRY}{rest[len(COUNTRY) :].lstrip('0')}" if rest.startswith(COUNTRY) else digits
    return f"+{COUNTRY}{digits.lstrip('0')}" if digits.startswith("0") else ""


def digits_of(text: str) -> str:
    """Only the digits that were typed."""
    return _dialled(text[:MOST_TYPED].strip()).lstrip("+")


def shown(number: str) -> str:
    """A key as people write it: ``08-123 45 67`` at home, ``+47 21 23 45 67`` from elsewhere."""
    if not number.startswith("+"):
        return number
    if not number.startswith(f"+{COUNTRY}"):
        return f"{number[:3]} {_grouped(number[3:])}"
    digits = number[1 + len(COUNTRY) :]
    area = digits[:1] if digits[:1] in _TWO else digits[:2] if digits[:2] in _THREE else digits[:3]
    return f"0{area}-{_grouped(digits[len(area) :])}"


def _grouped(digits: str) -> str:
    """Two by two from the end, three first when they are odd: ``123 45 67``."""
    first = 3 if len(digits) % 2 and len(digits) > 3 else 2
    return " ".join([digits[:first], *(digits[at : at + 2] for at in range(first, len(digits), 2))]).strip()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What an exchange signs with: HMAC-SHA256 over ``timestamp.body``, in hexadecimal (RFC 2104)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
