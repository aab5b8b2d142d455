"""Dates and durations as people say them, in Swedish and English.

Pure functions: the moment, the present moment and the language come in, text goes out. The words stand here and not in
the catalogue because the languages differ in order and punctuation ("14.20" and "14:20"), not only in words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Wording:
    today: str
    yesterday: str
    tomorrow: str
    just_now: str
    any_moment: str
    ago: str
    ahead: str
    minutes: str
    hours: str
    day: str
    days: str
    coming: str
    clock: str
    exact: str
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]


SWEDISH = Wording(
    today="i dag",
    yesterday="i går",
    tomorrow="i morgon",
    just_now="nyss",
    any_moment="strax",
    ago="för {} sedan",
    ahead="om {}",
    minutes="{} min",
    hours="{} h",
    day="{} dag",
    days="{} dagar",
    coming="på {}",
    clock="{:02d}.{:02d}",
    exact="{day} kl. {clock}",
    weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    weekdays_short=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=(
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    months_short=("jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."),
)  # fmt: skip

ENGLISH = Wording(
    today="today",
    yesterday="yesterday",
    tomorrow="tomorrow",
    just_now="just now",
    any_moment="any moment",
    ago="{} ago",
    ahead="in {}",
    minutes="{} min",
    hours="{} h",
    day="{} day",
    days="{} days",
    coming="on {}",
    clock="{:02d}:{:02d}",
    exact="{day}, {clock}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec"),
)  # fmt: skip


def wording(language: str | None) -> Wording:
    return ENGLISH if (language or "sv").lower().startswith("en") else SWEDISH


def clock(moment: dt.datetime | dt.time, language: str = "sv") -> str:
    """The time of day: "14.20" in Swedish, "14:20" in English."""
    return wording(language).clock.format(moment.hour, moment.minute)


def exact(value: dt.datetime | dt.date, language: str = "sv", zone: dt.tzinfo = STOCKHOLM) -> str:
    """The whole moment, for titles and print: "måndag 5 oktober 2026 kl. 14.20"."""
    local = _local(value, zone)
    if not isinstance(local, dt.datetime):
        return _exact_day(local, language)
    return wording(language).exact.format(day=_exact_day(local.date(), language), clock=clock(local, language))


@lru_cache(maxsize=2048)
def _exact_day(day: dt.date, language: str) -> str:
    words = wording(language)
    return f"{words.weekdays[day.weekday()]} {day.day} {words.months[day.month - 1]} {day.year}"


def person_time(
    value: dt.datetime | dt.date, now: dt.datetime, language: str = "sv", zone: dt.tzinfo = STOCKHOLM
) -> str:
    """A moment or a day as somebody would say it at `now`, by the local clock.

    Within an hour it counts minutes; ahead, within six hours of the same day, hours; otherwise it names the day.
    """
    local, here = _local(value, zone), now.astimezone(zone)
    if isinstance(local, dt.datetime):
        same_day = local.date() == here.date()
        near = _near(int((local - here).total_seconds()), same_day=same_day, words=wording(language))
        if near:
            return near
    return _named(local, here.date(), language)


def clock_time(
    value: dt.datetime | dt.date, now: dt.datetime, language: str = "sv", zone: dt.tzinfo = STOCKHOLM
) -> str:
    """The same without counting: "i dag 14.20", "i går 14.20", "3 okt."."""
    return _named(_local(value, zone), now.astimezone(zone).date(), language)


def duration(value: dt.timedelta | float, language: str = "sv") -> str:
    """A length of time in its two largest sensible parts: "12 min", "2 h 15 min", "3 dagar 4 h", "12 dagar"."""
    words = wording(language)
    seconds = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    minutes = int(abs(seconds) // MINUTE)
    if minutes < 1:
        return words.minutes.format("< 1" if seconds else 0)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        said = (words.day if days == 1 else words.days).format(days)
        return f"{said} {words.hours.format(hours)}" if hours and days < 7 else said
    if hours:
        said = words.hours.format(hours)
        return f"{said} {words.minutes.format(left)}" if left else said
    return words.minutes.format(minutes)


def _local(value: dt.datetime | dt.date, zone: dt.tzinfo) -> dt.datetime | dt.date:
    if isinstance(value, dt.datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return value


def _near(seconds: int, *, same_day: bool, words: Wording) -> str:
    if -MINUTE < seconds <= 0:
        return words.just_now
    if 0 < seconds < MINUTE:
        return words.any_moment
    if -HOUR < seconds < 0:
        return words.ago.format(words.minutes.format(-seconds // MINUTE))
    if 0 < seconds < HOUR:
        return words.ahead.format(words.minutes.format(seconds // MINUTE))
    if same_day and HOUR <= seconds < 6 * HOUR:
        return words.ahead.format(words.hours.format(round(seconds / HOUR)))
    return ""


def _named(local: dt.datetime | dt.date, today: dt.date, language: str) -> str:
    """The day, and the time of it when it is within a week."""
    if not isinstance(local, dt.datetime):
        return _day(local, today, language)
    day = local.date()
    named = _day(day, today, language)
    return f"{named} {clock(local, language)}" if abs((day - today).days) < 7 else named


@lru_cache(maxsize=2048)
def _day(day: dt.date, today: dt.date, language: str) -> str:
    words, away = wording(language), (day - today).days
    named = {0: words.today, -1: words.yesterday, 1: words.tomorrow}
    if away in named:
        return named[away]
    if -7 < away < 0:
        return words.weekdays_short[day.weekday()]
    if 0 < away < 7:
        return words.coming.format(words.weekdays_short[day.weekday()])
    said = f"{day.day} {words.months_short[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year}"
