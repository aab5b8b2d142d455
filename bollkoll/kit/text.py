"""Plain text from strangers: made safe to store, to show on a line, to compare and to sort.

Everything here is total: any string goes in, also one with lone surrogates, and nothing raises.
"""

import re
import unicodedata
from typing import NamedTuple

SUBJECT_LIMIT = 200
SORT_KEY_LIMIT = 120

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufeff]")
"""What PostgreSQL refuses (NUL) and what moves the cursor of a terminal. Tab and newline stay."""
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks, overrides and isolates that turn text round: ``fdp.exe`` that looks like ``exe.pdf`` (Unicode TR 36 §3.1)."""
SURROGATES = re.compile("[\ud800-\udfff]")
UNSEEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}
"""Unicode's categories of what takes no ink: spaces, joiners and spaces of no width. Beside letters they stay."""
TOKENS = re.compile(r"[0-9]+|[^\W\d_]+|[^\W0-9_]|\s+")
LIKE_SWEDISH = str.maketrans(
    {"æ": "ä", "ø": "ö", "ü": "y", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i"}
)
AFTER_Z = {"z": "z0", "å": "z1", "ä": "z2", "ö": "z3"}


class OneLine(NamedTuple):
    """A line, and whether some of the text did not fit."""

    text: str
    cut: bool


def clean(text: str) -> str:
    """The text without control characters and direction marks, newlines as ``\\n``, composed (NFC), valid UTF-8.

    Empty when nothing in it can be seen, but for spaces and newlines alone, which stay.
    """
    text = LINE_BREAKS.sub("\n", text)
    text = SURROGATES.sub("\ufffd", DIRECTION.sub("", CONTROL.sub("", text)))
    if not text.isspace() and all(unicodedata.category(letter) in UNSEEN for letter in text):
        return ""
    return unicodedata.normalize("NFC", text)


def one_line(text: str, limit: int = SUBJECT_LIMIT) -> OneLine:
    """The whole text cleaned on one line of at most ``limit`` characters, for a subject.

    What is cut ends in an ellipsis, and the answer says so: the rest belongs in the body, never nowhere.
    """
    line = " ".join(clean(text).split())
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in line):
        return OneLine("", False)  # nothing that can be seen: joiners, spaces of no width
    if len(line) <= limit:
        return OneLine(line, False)
    return OneLine(_cut(line, limit - 1) + "…", True)


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of the text on one line, cut between words, for lists and previews."""
    line, cut = one_line(text, limit)
    if not cut:
        return line
    head, space, _ = line.rpartition(" ")
    return head + "…" if space and len(head) > limit // 2 else line


def quote(text: str) -> str:
    """The text as it is quoted in a mailed answer, a ``>`` before every line."""
    return "\n".join(f"> {line}".rstrip() if not line.startswith(">") else f">{line}" for line in text.split("\n"))


def fold_key(text: str) -> str:
    """The same for texts that people would call the same name: to be stored beside it and made unique."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean(text)).casefold()).split())


def sort_key(text: str) -> str:
    """A key in a–z and 0–9 that sorts in Swedish order in any database and under any collation.

    å, ä and ö come after z; other accents do not count; ü sorts as y, æ as ä and ø as ö (Svenska skrivregler); a number
    sorts by its value, before letters. Other scripts come last. At most 120 characters.
    """
    key = []
    for token in TOKENS.findall(_plain_letters(text[: 4 * SORT_KEY_LIMIT])):
        if token.isspace():
            key.append("0")
        elif token[0].isascii() and token.isdigit():
            number = token.lstrip("0")
            key.append(f"1{min(len(number), 9)}{number}")
        else:
            key.extend(map(_letter, token))
    return "".join(key)[:SORT_KEY_LIMIT]


def _plain_letters(text: str) -> str:
    """Lower case, å ä ö kept, every other accent gone."""
    folded = fold_key(text).translate(LIKE_SWEDISH)
    return "".join(
        letter if letter in "åäö" else "".join(part for part in _decomposed(letter) if not unicodedata.combining(part))
        for letter in folded
    )


def _decomposed(letter: str) -> str:
    return "y" if letter in "ǖǘǚǜ" else unicodedata.normalize("NFD", letter)


def _letter(letter: str) -> str:
    if "a" <= letter <= "y":
        return letter
    return AFTER_Z.get(letter) or f"z9{ord(letter):06x}"


def _cut(line: str, limit: int) -> str:
    """At most ``limit`` characters, not torn inside an accented letter or a joined emoji."""
    while 0 < limit < len(line) and (unicodedata.combining(line[limit]) or "\u200d" in line[limit - 1 : limit + 1]):
        limit -= 1
    return line[:limit].rstrip()
