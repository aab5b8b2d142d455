"""Regular expressions that people write, matched in a time that grows with the text and never explodes.

The engine is the one of pydantic (the ``regex`` crate of Rust): it never goes back over what it has read, so nested
repeats cost nothing, and what it cannot promise that for (look-around, back-references) it refuses. Counted repeats are
written out by it, one inside the other multiplied; so a pattern is measured, and may be ``MOST_PLACES`` long written out.
"""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import SchemaError

LONGEST = 300
"""Characters of a pattern."""
MOST_PLACES = 300
"""Characters that a pattern says something of, when its counted repeats are written out."""

PIECE = re.compile(
    r"""\\[pPxuU]\{[^}]*\} | \\. | (?P<class>\[) | (?P<open>\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*:?))?) | (?P<close>\))
    | (?P<count>\{\s*(\d*)\s*(?:(,)\s*(\d*)\s*)?\}) | [*+?|^$] | .""",
    re.X | re.S,
)
SPACED = re.compile(r"\(\?[a-zA-Z]*x")
"""A pattern that says ``x`` has blanks and remarks that mean nothing: it cannot be measured."""


def is_safe(pattern: str) -> bool:
    """Whether a pattern can be matched at all: it is one, and it is small enough."""
    return _matcher(pattern) is not None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole of the text is written so. A pattern that is not safe asks nothing: everything fits."""
    matcher = _matcher(pattern)
    if matcher is None:
        return True
    try:
        matcher.validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=500)
def _matcher(pattern: str) -> TypeAdapter[Any] | None:
    if len(pattern) > LONGEST or SPACED.search(pattern) or _places(pattern) > MOST_PLACES:
        return None
    try:
        _compiled(pattern)  # alone, so that no bracket of it closes one of ours
        return _compiled(rf"\A(?:{pattern})\z")
    except SchemaError:
        return None


def _compiled(pattern: str) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)], config=ConfigDict(regex_engine="rust-regex"))


def _places(pattern: str) -> int:
    """How many characters it says something of, written out. Too many rather than too few, also of what is no pattern."""
    sums, last, at = [0], 0, 0
    while at < len(pattern):
        piece = PIECE.match(pattern, at)
        assert piece is not None  # the last way takes anything
        at = piece.end()
        if piece["class"]:
            at = _end_of_class(pattern, at)
        if piece["open"]:
            sums.append(0)
            last = 0
            continue
        if piece["close"]:
            last = sums.pop() if len(sums) > 1 else 0
        elif piece["count"]:
            # written out so often: what stood before it is there once already
            last, extra = _times(last, piece[5], piece[6], piece[7])
            sums[-1] = min(sums[-1] + extra, MOST_PLACES + 1)
            continue
        elif piece[0] in ("*", "+", "?", "|", "^", "$"):
            continue
        else:
            last = 1
        sums[-1] = min(sums[-1] + last, MOST_PLACES + 1)
    return sum(sums)


def _times(places: int, least: str, comma: str | None, most: str | None) -> tuple[int, int]:
    """How long it is when it is repeated so, and how much longer than once."""
    often = max(int((most or least or "1")[:6]), int((least or "0")[:6]), 1)
    return places * often, places * (often - 1)


def _end_of_class(pattern: str, at: int) -> int:
    """After the bracket that closes a class; classes may hold classes."""
    depth = 1
    while at < len(pattern) and depth:
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            depth += 1
        elif pattern[at] == "]" and pattern[at - 1] not in "[^":
            depth -= 1
        at += 1
    return at
