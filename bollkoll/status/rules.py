"""Rules of operating information: which states follow which, what a good notice says, when somebody is reminded."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bollkoll.ui import dates

PLANNED, DISTURBANCE, INFORMATION = "planned", "disturbance", "information"
FIRST_STATE = {PLANNED: "scheduled", DISTURBANCE: "ongoing", INFORMATION: "ongoing"}
STATES = {
    PLANNED: ("scheduled", "under_way", "resolved", "cancelled"),
    DISTURBANCE: ("ongoing", "monitoring", "resolved", "cancelled"),
    INFORMATION: ("ongoing", "resolved", "cancelled"),
}
OVER = ("resolved", "cancelled")
DEGREES = ("operational", "read_only", "maintenance", "degraded", "partial", "down")
"""From the least to the worst."""
PART = ("service", "environment", "degree")
"""What an update keeps of a part."""

REMIND_BEFORE = timedelta(minutes=10)
"""So long before a promise somebody is reminded; of a short promise half the time."""
ALARM_AFTER = timedelta(minutes=5)
ALARM_EVERY = timedelta(minutes=15)
HISTORY = timedelta(days=90)
FARTHEST_UPDATE = timedelta(days=92)
"""Nothing more than this ahead is a next update that anybody waits for: a slip of the finger."""
FARTHEST = timedelta(days=730)
"""Nothing is planned further ahead."""
CLOCKS_DIFFER = timedelta(minutes=1)
DATES_AHEAD = 4
"""So many dates of a series of planned work are always known."""
ZONE = ZoneInfo("Europe/Stockholm")
CHIPS = (30, 60, 120)
"""Minutes until the next update that can be chosen with one key; and tomorrow at ``MORNING``."""
MORNING = time(8)


def remind_at(made_at: datetime, owed_at: datetime) -> datetime:
    """When to remind of a promise made at one moment for another."""
    return owed_at - min(REMIND_BEFORE, max(owed_at - made_at, timedelta(0)) / 2)


def worst(degrees: Iterable[str]) -> str:
    """The worst of them; ``operational`` when there are none."""
    return max(degrees, key=DEGREES.index, default="operational")


def regraded(parts: Iterable[Mapping[str, Any]], degree: str, services: Collection[str] = ()) -> list[dict[str, Any]]:
    """The parts when ``services`` work as ``degree`` says: those named, else all that stand there. What is named and not there
    comes last. A part is ``{"service": key, "environment": key or None, "degree": …}`` and whatever else it has."""
    found = [dict(one) for one in parts]
    for one in found:
        if not services or one["service"] in services:
            one["degree"] = degree
    there = {one["service"] for one in found}
    new = [key for key in dict.fromkeys(services) if key not in there]
    return found + [{"service": key, "environment": None, "degree": degree} for key in new]


def changed_parts(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What an update says of it, ``{name: [before, after]}``; nothing when they are the same."""
    old, new = ([{name: one.get(name) for name in PART} for one in parts] for parts in (before, after))
    if old == new:
        return {}
    degrees = [worst(str(one["degree"]) for one in parts) for parts in (old, new)]
    return {"parts": [old, new]} | ({"degree": degrees} if old and degrees[0] != degrees[1] else {})


# Series


def slots(first_on: date, every_weeks: int, skipped: Iterable[date], since: date, count: int) -> list[date]:
    """The next ``count`` days of a series from ``since`` on, without those that are skipped."""
    left_out, found = set(skipped), []
    step = timedelta(weeks=every_weeks)
    day = first_on if first_on >= since else first_on + -(-(since - first_on).days // step.days) * step
    for _turn in range(count + len(left_out)):
        if day not in left_out:
            found.append(day)
        day += step
    return found[:count]


def span(day: date, begins: time, lasts_for: timedelta) -> tuple[datetime, datetime]:
    """From when to when by the clock on the wall: four hours from 18.00 end at 22.00 also when clocks are changed."""
    start = datetime.combine(day, begins)
    return start.replace(tzinfo=ZONE), (start + lasts_for).replace(tzinfo=ZONE)


def announce_at(starts_at: datetime, days: int, at: time) -> datetime:
    """When planned work is told of: so many days before, at a time of day. Never after it begins."""
    day = starts_at.astimezone(ZONE).date() - timedelta(days=days)
    return min(datetime.combine(day, at, ZONE), starts_at)


# Words of templates

PLACES = ("day", "start", "end", "end_day")
"""What a template's texts may have in braces."""


def unknown_places(text: str) -> list[str]:
    """Words in braces that nothing is filled in for; ``{`` alone when the braces do not match."""
    try:
        named = [name for _text, name, _spec, _how in Formatter().parse(text) if name is not None]
    except ValueError:
        return ["{"]
    return [name for name in named if name not in PLACES]


def fill(text: str, language: str, starts_at: datetime, ends_at: datetime | None) -> str:
    """The text with its places filled in: ``{day}`` "torsdag 3 december", ``{start}`` "18.00"."""
    if unknown_places(text):
        return text
    start = starts_at.astimezone(ZONE)
    end = ends_at.astimezone(ZONE) if ends_at else None
    return text.format(
        day=day_in_words(start, language), start=dates.clock(start, language),
        end=dates.clock(end, language) if end else "…", end_day=day_in_words(end, language) if end else "…",
    )  # fmt: skip


def day_in_words(moment: datetime, language: str) -> str:
    words = dates.wording(language)
    return f"{words.weekdays[moment.weekday()]} {moment.day} {words.months[moment.month - 1]}"


def moved_title(title: str, language: str, before: datetime, after: datetime) -> str:
    """The title with the day that the work was moved to, where it has the old one: "onsdag 9 december", "9 december", "9/12"."""
    old, new = before.astimezone(ZONE), after.astimezone(ZONE)
    if old.date() == new.date():
        return title
    words = dates.wording(language)
    weekday, month = words.weekdays[old.weekday()], words.months[old.month - 1]
    long = re.compile(
        rf"(?:\b(?P<weekday>{weekday})(?P<between>(?:en)?,?(?: den)? ))?(?<![0-9]){old.day} {month}\b", re.IGNORECASE
    )

    def said(match: re.Match[str]) -> str:
        day = f"{new.day} {words.months[new.month - 1]}"
        if not match["weekday"]:
            return day
        named = words.weekdays[new.weekday()]
        return (named.capitalize() if match["weekday"][0].isupper() else named) + match["between"] + day

    title = long.sub(said, title)
    title = re.sub(rf"(?<![0-9/]){old.day}/{old.month}(?![0-9/])", f"{new.day}/{new.month}", title)
    return title.replace(f"{old:%Y-%m-%d}", f"{new:%Y-%m-%d}")


BEGUN = {"sv": "Arbetet har börjat.", "en": "The work has begun."}
ENDED = {"sv": "Arbetet är klart.", "en": "The work is finished."}
PASSED = {"sv": "Informationen gäller inte längre.", "en": "This information no longer applies."}
"""What the clock says of planned work that begins and ends by itself, and of information whose time is over."""


def restored(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """That a disturbance is over, of its own services only (Swedish and English names): others may go on."""
    known = list(dict.fromkeys(names))
    if not known:
        return {"sv": "Störningen är över.", "en": "The disturbance is over."}
    swedish, english = (_listed([one[at] for one in known], word) for at, word in ((0, "och"), (1, "and")))
    return {
        "sv": f"{swedish} fungerar åter.",
        "en": f"{english} {'is' if len(known) == 1 else 'are'} working again.",
    }


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# What a good notice says

TO_DO = re.compile(
    r"\b(vänta|försök|använd|undvik|spara|logga|kontakta|ladda|starta|behöver (?:inte|ni)|ingen åtgärd|rekommendera\w*|"
    r"under tiden|går (?:bra|det) att|wait|try|use|avoid|save|log|contact|reload|need(?:s)? (?:not|to)|no action|meanwhile)\b",
    re.IGNORECASE,
)  # fmt: skip


def lacks(draft: Mapping[str, object]) -> list[str]:
    """What a stressed reader would miss, of ``what who since do next end english``. Never stops anything.

    ``draft``: ``kind title_sv text_sv parts is_for_all institutions starts_at expected_end_at next_update_at
    workaround_sv text_en``, as far as they are filled in.
    """
    text, kind = str(draft.get("text_sv") or ""), draft.get("kind")
    found = []
    if not draft.get("parts"):
        found.append("what")
    if not draft.get("is_for_all") and not draft.get("institutions"):
        found.append("who")
    if not draft.get("starts_at"):
        found.append("since")
    if kind != INFORMATION and not draft.get("workaround_sv") and not TO_DO.search(text):
        found.append("do")
    if kind == DISTURBANCE and not draft.get("next_update_at"):
        found.append("next")
    if kind == PLANNED and not draft.get("expected_end_at"):
        found.append("end")
    if not draft.get("text_en"):
        found.append("english")
    return found


def stamp(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC to the second, as all times are published."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def next_update(choice: str, at: datetime) -> datetime | None:
    """The moment that a chip means: so many minutes from now, rounded up to five, or tomorrow morning."""
    if choice == "morning":
        return datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), MORNING, ZONE)
    if choice.isdigit():
        moment = at + timedelta(minutes=int(choice))
        over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
        return moment + (timedelta(minutes=5) - over if over else timedelta(0))
    return None
