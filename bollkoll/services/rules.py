"""Rules about the support's own facts that need no database."""

from datetime import time

from django.utils.dates import WEEKDAYS

from bollkoll.kit.hours import Calendar, Interval


def hours_in_words(hours: tuple[Interval, ...]) -> str:
    """``08.00–11.30, 12.30–16.30``."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours)


def _clock(moment: time) -> str:
    return f"{moment:%H.%M}"


def week_in_words(calendar: Calendar) -> list[tuple[str, str]]:
    """The ordinary week as people say it, days alike taken together: ``[("måndag–fredag", "08.00–16.30")]``."""
    groups: list[tuple[list[int], tuple[Interval, ...]]] = []
    for day in range(7):
        hours = tuple(calendar.week.get(day, ()))
        if groups and groups[-1][1] == hours:
            groups[-1][0].append(day)
        else:
            groups.append(([day], hours))
    return [(_days(days), hours_in_words(hours)) for days, hours in groups if hours]


def _days(days: list[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    return first if len(days) == 1 else f"{first}–{last}"
