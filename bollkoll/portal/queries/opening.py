"""When the support is open, and its telephone, as reporters are told them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language

from bollkoll.kit import hours
from bollkoll.services import queries as services
from bollkoll.services.models import CalendarException
from bollkoll.ui import dates


def phone_url() -> str:
    """The support's telephone number as a link; empty when it has none."""
    dialled = "".join(sign for sign in services.organisation().phone if sign.isdigit() or sign == "+")
    return f"tel:{dialled}" if dialled else ""


@dataclass(frozen=True)
class Deviation:
    """A coming day that differs from the ordinary week. ``opens`` is empty when it is closed."""

    day: date
    opens: str
    why: str


@dataclass(frozen=True)
class Opening:
    """When the support is open, worded in the language of the moment."""

    calendar: hours.Calendar
    at: datetime
    reasons: dict[date, str]

    @property
    def is_open(self) -> bool:
        return self.calendar.is_open(self.at)

    @property
    def closes_at(self) -> datetime:
        return self.calendar.next_close(self.at)

    @property
    def opens_at(self) -> datetime:
        return self.calendar.next_open(self.at)

    @property
    def week(self) -> list[tuple[str, str]]:
        """Days in a row with the same hours, together: ``[("måndag–fredag", "08.00–16.30")]``."""
        words = dates.wording(get_language())
        runs: list[tuple[list[int], str]] = []
        for weekday in range(7):
            said = _hours(self.calendar.week.get(weekday, ()))
            if not said:
                continue
            if runs and runs[-1][1] == said and runs[-1][0][-1] == weekday - 1:
                runs[-1][0].append(weekday)
            else:
                runs.append(([weekday], said))
        return [
            (
                words.weekdays[days[0]] if len(days) == 1 else f"{words.weekdays[days[0]]}–{words.weekdays[days[-1]]}",
                said,
            )
            for days, said in runs
        ]

    @property
    def deviations(self) -> list[Deviation]:
        """What differs in the coming three weeks: public holidays on a weekday, and the support's own exceptions."""
        today = timezone.localdate(self.at)
        found = []
        for ahead in range(22):
            day = today + timedelta(days=ahead)
            ordinary, real = tuple(self.calendar.week.get(day.weekday(), ())), self.calendar.hours(day)
            if ordinary != real:
                why = self.reasons.get(day) or self.calendar.holiday(day) or ""
                found.append(Deviation(day, _hours(real), why))
        return found


def _hours(intervals: Iterable[hours.Interval]) -> str:
    language = get_language() or "sv"
    return ", ".join(f"{dates.clock(opens, language)}–{dates.clock(closes, language)}" for opens, closes in intervals)


def opening(at: datetime | None = None) -> Opening:
    """The support's hours as reporters are told them."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    soon = CalendarException.objects.filter(
        calendar__is_default=True, day__gte=today, day__lte=today + timedelta(days=22)
    )
    return Opening(services.calendar(), at, {row.day: row.why for row in soon})
