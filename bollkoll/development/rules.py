"""Pure rules: keys of issues, what a drafted answer says, how an answer says that it tells, when a series meets."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bollkoll.cases import rules as cases

PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,19}")
KEY = re.compile(r"([A-Z][A-Z0-9]{0,19})-([1-9][0-9]{0,9})")
"""As trackers write them: a project's prefix and a number, ``LTRE-41494``."""
BRACES = re.compile(r"\{([^{}\n]{1,40})\}")
PLACES = ("name", "number", "title", "version", "issues", "agent")
"""What the common text of many answers may hold in braces."""
WEEKS = timedelta(weeks=1)


def issue_key(typed: str) -> tuple[str, int] | None:
    """Prefix and number of what was typed, or ``None`` when it is no key. An address ending in the key will do."""
    last = typed.strip().rstrip("/").rpartition("/")[2].upper()
    found = KEY.fullmatch(last)
    return (found[1], int(found[2])) if found else None


def places(language: str) -> list[str]:
    """The places in their braces, as they are called in a language."""
    return cases.places(PLACES, language)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in, each once; what is no place stays as it is.

    A place that is empty and alone on its lines leaves no hole.
    """
    return re.sub(r"\n{3,}", "\n\n", cases.filled(text, values)).strip()


def unknown_places(text: str) -> list[str]:
    """Words in braces that are no places, each once."""
    return cases.unknown_places(text, PLACES, BRACES)


def in_swedish(text: str) -> str:
    """The places of a text by their Swedish names."""
    return cases.filled(text, dict(zip(PLACES, places("sv"), strict=True)))


def told_mark(version: int) -> str:
    """How an answer says that it tells its reporter of a version (``Message.marks``)."""
    return f"told:{version}"


def slots(first: date, every: int, after: date) -> Iterator[date]:
    """The days of a series that meets on ``first`` and every ``every`` weeks from then, later than ``after``; endless."""
    step = every * WEEKS
    day = first
    if after >= first:
        day = first + ((after - first) // step + 1) * step
    while True:
        yield day
        day += step


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a day."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    ahead = first + timedelta(days=95)
    return first, date(ahead.year, (ahead.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
