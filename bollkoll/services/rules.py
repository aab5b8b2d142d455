"""Rules about the support's own facts that need no database."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from enum import IntEnum

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from bollkoll.kit.hours import Calendar, Interval, Stretch
from bollkoll.ui import dates
from bollkoll.ui.looks import KINDS

ONE_DAY = timedelta(days=1)


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


# Kinds

KIND = re.compile(r"^(fault|question|change|order(:[a-z0-9][a-z0-9-]{0,31})?)$")
OFFERED = ("fault", "question", "change", "order", "order:certificate")
"""The kinds that are always offered in the staffing calendar; a sort of order may have any key of its own."""
ORDERS = {
    "certificate": pgettext_lazy("sort of order", "certificate"),
    "access": pgettext_lazy("sort of order", "access to the support"),
    "permission": pgettext_lazy("sort of order", "national permission"),
}


def general(kind: str) -> str:
    """``order`` of ``order:certificate``; of other kinds themselves."""
    return kind.partition(":")[0]


def kind_in_words(kind: str) -> str:
    """``Order: certificate``."""
    whole, _colon, sort = kind.partition(":")
    name = str(KINDS[whole][1]) if whole in KINDS else whole
    return f"{name}: {ORDERS.get(sort, sort)}" if sort else name


# Staffing


class Acute(IntEnum):
    """How acute a case is: not, as the reporter says, or as the desk has judged (priority 1)."""

    NO = 0
    SAID = 1
    JUDGED = 2


HANDLED = {"acute": Acute.SAID, "paused": Acute.JUDGED}
"""How acute a case has to be to be handled all the same."""

Said = tuple[str, str, date, date]
"""Kind, level, first day, last day of a period."""


def closed_stretches(kind: str, periods: Iterable[Said], acute: Acute = Acute.NO) -> tuple[Stretch, ...]:
    """When a case of the kind is not handled. What is said of a sort of order goes before what is said of orders.

    The stretches of the sort itself, and those of the general kind where nothing is said of the sort.
    """
    said = list(periods)
    own = [(first, last) for of, _level, first, last in said if of == kind]

    def shut(of: str) -> list[Stretch]:
        return [(f, last) for k, level, f, last in said if k == of and acute < HANDLED.get(level, Acute.NO)]

    whole = shut(general(kind)) if general(kind) != kind else []
    return tuple(sorted({*shut(kind), *(left for one in whole for left in without(one, own))}))


def without(stretch: Stretch, others: Iterable[Stretch]) -> list[Stretch]:
    """What is left of a stretch of days without those of the others."""
    left = [stretch]
    for first, last in others:
        halves = [
            half
            for begins, ends in left
            for half in ((begins, min(ends, first - ONE_DAY)), (max(begins, last + ONE_DAY), ends))
        ]
        left = [(begins, ends) for begins, ends in halves if begins <= ends]
    return left


def in_weeks_of(year: int, day: date) -> timedelta:
    """How far to move ``day`` to be the same weekday of the same ISO week of ``year`` (53 becomes 52 when there is none)."""
    _year, week, weekday = day.isocalendar()
    last = date(year, 12, 28).isocalendar().week
    return date.fromisocalendar(year, min(week, last), weekday) - day


def names_days(text: str) -> bool:
    """Whether a text may name days of its year: it has a figure in it."""
    return any(sign.isdigit() for sign in text)


def days_in_words(first: date, last: date, today: date | None = None) -> str:
    """``6–17 juli``, ``29 juni–10 juli``, ``21 december 2026–8 januari 2027``; the year when it is not this one."""
    words = dates.wording(get_language())
    this_year = (today or date.today()).year
    year = f" {last.year}" if last.year != this_year or first.year != last.year else ""
    end = f"{last.day} {words.months[last.month - 1]}{year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {words.months[first.month - 1]} {first.year}–{end}"
    if first.month != last.month:
        return f"{first.day} {words.months[first.month - 1]}–{end}"
    return f"{first.day}–{end}"


def period_in_words(
    level: str, first: date, last: date, extra_days: int = 0, order_before: date | None = None,
    handled_before: date | None = None,
) -> str:  # fmt: skip
    """What a period says by itself to those who are about to send something."""
    blanks = {"days": days_in_words(first, last), "last": days_in_words(last, last)}
    if level == "acute":
        said = _(
            "%(days)s we only handle what is acute, and disturbances in operation. Everything else is handled after %(last)s."
        )
    elif level == "paused":
        said = _("%(days)s this is paused. What comes in is handled after %(last)s.")
    elif level == "delayed":
        said = ngettext(
            "%(days)s it takes longer: count on about %(number)s working day more than usual.",
            "%(days)s it takes longer: count on about %(number)s working days more than usual.",
            extra_days,
        )
    else:
        said = _("%(days)s this is handled as usual.")
    sentences = [said % (blanks | {"number": extra_days})]
    if order_before and handled_before:
        sentences.append(
            _("Send it before %(order)s to have it handled before %(handled)s.")
            % {
                "order": days_in_words(order_before, order_before),
                "handled": days_in_words(handled_before, handled_before),
            }
        )
    elif order_before:
        sentences.append(
            _("Send it before %(order)s to have it handled before that.")
            % {"order": days_in_words(order_before, order_before)}
        )
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


# Targets

PRIORITIES = {
    0: gettext_lazy("Every priority"),
    1: pgettext_lazy("priority", "Acute"),
    2: pgettext_lazy("priority", "High"),
    3: pgettext_lazy("priority", "Normal"),
    4: pgettext_lazy("priority", "Low"),
}
