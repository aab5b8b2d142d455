"""Pure rules: keys of issues, what a drafted answer says, how an answer says that it tells, when a series meets."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,19}")
KEY = re.compile(r"([A-Z][A-Z0-9]{0,19})-([1-9][0-9]{0,9})")
"""As trackers write them: a project's prefix and a number, ``LTRE-41494``."""
PLACE = re.compile(r"\{([^\W\d]\w*)\}")
PLACES = {
    "first_name": "förnamn", "number": "nummer", "title": "rubrik", "version": "version", "issues": "rättelser",
    "agent": "handläggare",
}  # fmt: skip
"""What the common text of many answers may hold in braces, and what it is called in Swedish. Both are understood."""
ENGLISH = {swedish: english for english, swedish in PLACES.items()}
WEEKS = timedelta(weeks=1)


def issue_key(typed: str) -> tuple[str, int] | None:
    """Prefix and number of what was typed, or ``None`` when it is no key. An address ending in the key will do."""
    last = typed.strip().rstrip("/").rpartition("/")[2].upper()
    found = KEY.fullmatch(last)
    return (found[1], int(found[2])) if found else None


def places(language: str) -> list[str]:
    """The places in their braces, as they are called in a language."""
    return [f"{{{place}}}" for place in (ENGLISH if language == "sv" else PLACES)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in, each once; what is no place stays as it is.

    A place that is empty and alone on its lines leaves no hole.
    """
    filled = PLACE.sub(lambda place: values.get(ENGLISH.get(place[1], place[1]), place[0]), text)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def unknown_places(text: str) -> list[str]:
    """Words in braces that are no places, each once."""
    known = PLACES.keys() | ENGLISH.keys()
    return list(dict.fromkeys(name for name in re.findall(r"\{([^{}\n]{1,40})\}", text) if name not in known))


def in_swedish(text: str) -> str:
    """The places of a text by their Swedish names."""
    return PLACE.sub(lambda place: f"{{{PLACES.get(place[1], place[1])}}}", text)


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
