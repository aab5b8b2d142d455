"""Working time: when somebody is there, and how long that is.

A :class:`Calendar` knows the opening hours of a week, the public holidays and the days that are otherwise. All moments
go in as aware datetimes and come out in UTC; all durations are *working* time, so ``add(friday 16.00, 1 h)`` is Monday
08.30. Hours are wall-clock hours: a day of 08.00–16.30 is eight and a half hours on either side of a change of
daylight saving, and an opening across the change itself is as long as it really was.

The public holidays are those of Sweden (lag 1989:253) with midsommarafton, julafton and nyårsafton, which the law on
annual leave (1977:480, 3 a §) and every agreement count as holidays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import holidays

Interval = tuple[time, time]
"""Open from, closed from, by the clock on the wall. Midnight as the second means the end of the day."""

Span = tuple[datetime, datetime]
"""Open from, closed from, in UTC."""

Stretch = tuple[date, date]
"""First day, last day, both included."""

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)
HORIZON = timedelta(days=400)
"""How long a closed stretch is searched before the calendar is called empty."""
LONGEST = timedelta(hours=10_000)
"""The most working time that can be added at once: some five years."""
FURTHEST = timedelta(days=20 * 366)
"""How far ahead anything is sought, however seldom the calendar opens."""
MOST_DAYS = 1_000
"""The most working days that can be added at once."""

OFFICE_WEEK: Mapping[int, tuple[Interval, ...]] = {weekday: ((time(8), time(16, 30)),) for weekday in range(5)}
"""*Helgfri måndag–fredag 08.00–16.30*. Monday is 0."""


class NoWorkingTime(Exception):
    """The calendar has no opening within the horizon: it was filled in wrongly."""


@cache
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year, with their names in the country's own language."""
    language = getattr(holidays, country).default_language
    days = holidays.country_holidays(country, years=year, categories=("public", "de_facto"), language=language)
    return dict(days.items())


@dataclass(frozen=True)
class Calendar:
    """Opening hours in one time zone.

    ``week`` maps weekday (Monday 0) to intervals; ``exceptions`` maps a date to the intervals of just that day, none
    meaning closed, and goes before holidays; ``country`` is whose public holidays are closed days, empty for none;
    ``closures`` are stretches of days that are closed whatever else is said (a kind of case is paused, somebody is away).
    Calendars are values: equal ones compare and hash alike, whatever order they were written in.
    """

    week: Mapping[int, Iterable[Interval]] = field(default_factory=lambda: OFFICE_WEEK)
    exceptions: Mapping[date, Iterable[Interval]] = field(default_factory=dict)
    country: str = "SE"
    timezone: str = "Europe/Stockholm"
    closures: tuple[Stretch, ...] = ()
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _spans: dict[date, tuple[Span, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := set(self.week) - set(range(7)):
            raise ValueError(f"Not a weekday, 0–6: {unknown}")
        week = {weekday: _checked(self.week[weekday]) for weekday in sorted(self.week)}
        exceptions = {day: _checked(self.exceptions[day]) for day in sorted(self.exceptions)}
        object.__setattr__(self, "week", {weekday: hours for weekday, hours in week.items() if hours})
        object.__setattr__(self, "exceptions", exceptions)
        object.__setattr__(self, "closures", tuple(sorted(set(self.closures))))
        if any(last < first for first, last in self.closures):
            raise ValueError("A stretch of days ends before it begins")
        object.__setattr__(self, "_zone", ZoneInfo(self.timezone))

    def __hash__(self) -> int:
        return hash(
            (tuple(self.week.items()), tuple(self.exceptions.items()), self.country, self.timezone, self.closures)
        )

    # Others made of it

    def closed_for(self, stretches: Iterable[Stretch]) -> "Calendar":
        """The same calendar, closed for some stretches of days more."""
        stretches = tuple(stretches)
        return replace(self, closures=(*self.closures, *stretches)) if stretches else self

    def of_somebody(self, week: Mapping[int, Iterable[Interval]], away: Iterable[Stretch] = ()) -> "Calendar":
        """When somebody works who keeps hours of their own (``week``; empty: those of the calendar) and is at times away.

        They are free on the same holidays and closed days; on a day with other hours they work what is common to both.
        """
        theirs = {weekday: _checked(week[weekday]) for weekday in week}
        if not any(theirs.values()):
            return self.closed_for(away)
        exceptions = {
            day: _common(tuple(hours), theirs.get(day.weekday(), ())) for day, hours in self.exceptions.items()
        }
        return replace(self, week=theirs, exceptions=exceptions).closed_for(away)

    # Days

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday, or nothing on an ordinary day."""
        return public_holidays(self.country, day.year).get(day) if self.country else None

    def hours(self, day: date) -> tuple[Interval, ...]:
        """When the day is open, by the clock on the wall."""
        if any(first <= day <= last for first, last in self.closures):
            return ()
        if day in self.exceptions:
            return tuple(self.exceptions[day])
        return () if self.holiday(day) else tuple(self.week.get(day.weekday(), ()))

    def intervals(self, day: date) -> tuple[Span, ...]:
        """When the day is open, in UTC: in order, never overlapping, none of them empty."""
        spans = self._spans.get(day)
        if spans is None:
            if len(self._spans) > 5_000:
                self._spans.clear()
            spans = self._spans[day] = tuple(self._in_utc(day))
        return spans

    def opening_days(self, first: date, last: date | None = None) -> Iterator[date]:
        """Days with an opening, from ``first`` to ``last`` inclusive, or on and on.

        Raises NoWorkingTime where an endless search finds nothing within the horizon, or gets too far.
        """
        day, found = first, first
        while last is None or day <= last:
            if self.intervals(day):
                found = day
                yield day
            elif last is None and day - found > HORIZON:
                raise NoWorkingTime(f"No opening in {HORIZON.days} days after {found}")
            if last is None and day - first > FURTHEST:
                raise NoWorkingTime(f"Too little working time in {FURTHEST.days} days after {first}")
            day += ONE_DAY

    # Moments

    def is_open(self, at: datetime) -> bool:
        """Open from the first moment of an interval until, and not at, its end."""
        day = self._day(at)
        return any(start <= at < end for start, end in self.intervals(day))

    def next_open(self, at: datetime) -> datetime:
        """``at`` itself when open, otherwise the next opening."""
        start, _ = next(self._spans_after(at))
        return max(start, at.astimezone(UTC))

    def next_close(self, at: datetime) -> datetime:
        """When the opening that goes on, or else the next one, ends."""
        return next(self._spans_after(at))[1]

    def previous_open(self, at: datetime) -> datetime:
        """When the opening that goes on, or else the latest one, began."""
        last = self._day(at)
        for back in range(HORIZON.days + 1):
            for start, _ in reversed(self.intervals(last - back * ONE_DAY)):
                if start <= at:
                    return start
        raise NoWorkingTime(f"No opening in {HORIZON.days} days before {last}")

    def add(self, at: datetime, working_for: timedelta) -> datetime:
        """The moment when ``working_for`` of open time has passed since ``at``.

        A closing time belongs to the day it ends: 8.5 h from 08.00 is 16.30, not 08.00 on the morrow. Nothing added
        gives the next open moment. Never earlier for a later ``at`` or for more time.
        """
        if not ZERO <= working_for <= LONGEST:
            raise ValueError(f"Working time to add must be between nothing and {LONGEST}, not {working_for}")
        at = at.astimezone(UTC) if at.tzinfo else at
        for start, end in self._spans_after(at):
            start = max(start, at)
            if working_for <= end - start:
                return start + working_for
            working_for -= end - start
        raise AssertionError("unreachable: the spans never end")

    def add_days(self, at: datetime, days: int) -> datetime:
        """When the ``days``-th opening day after the day of ``at`` closes: what comes in on Monday is done within one
        working day on Tuesday at closing time, and what comes in on Saturday on Monday. Never earlier for a later ``at``.
        """
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"Working days to add must be between 1 and {MOST_DAYS}, not {days}")
        ahead = self.opening_days(self._day(at) + ONE_DAY)
        return self.intervals(next(islice(ahead, days - 1, None)))[-1][1]

    def between(self, earlier: datetime, later: datetime) -> timedelta:
        """Open time from one moment to another; negative when they come in the other order."""
        first, last = self._day(earlier), self._day(later)
        if earlier > later:
            return -self.between(later, earlier)
        total, day = ZERO, first
        while day <= last:
            for start, end in self.intervals(day):
                total += max(min(end, later) - max(start, earlier), ZERO)
            day += ONE_DAY
        return total

    # Within

    def _day(self, at: datetime) -> date:
        if at.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {at!r}")
        return at.astimezone(self._zone).date()

    def _spans_after(self, at: datetime) -> Iterator[Span]:
        """Every opening that has not ended at ``at``, in order, without end."""
        for day in self.opening_days(self._day(at)):
            for start, end in self.intervals(day):
                if end > at:
                    yield start, end

    def _in_utc(self, day: date) -> Iterator[Span]:
        latest = datetime.min.replace(tzinfo=UTC)
        for opens, closes in self.hours(day):
            ends_on = day if closes > opens else day + ONE_DAY
            # A time that the clock skips in spring is moved on by the hour (PEP 495), so it may run into the next.
            start = max(datetime.combine(day, opens, self._zone).astimezone(UTC), latest)
            end = datetime.combine(ends_on, closes, self._zone).astimezone(UTC)
            if start < end:
                yield start, end
                latest = end


def _checked(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The intervals in order; raises ValueError when one is turned round or two overlap."""
    ordered = tuple(sorted((opens, closes) for opens, closes in intervals))
    for opens, closes in ordered:
        if opens >= closes != time(0):
            raise ValueError(f"Closes before it opens: {opens}–{closes}")
    for (_, closes), (opens, _) in pairwise(ordered):
        if closes == time(0) or opens < closes:
            raise ValueError(f"Opening hours overlap at {opens}")
    return ordered


def _common(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """What is in both. Midnight as an end is later than every beginning."""

    def end(closes: time) -> tuple[bool, time]:
        return closes == time(0), closes

    found = []
    for opens, closes in one:
        for begins, ends in other:
            first, last = max(opens, begins), min(closes, ends, key=end)
            if (False, first) < end(last):
                found.append((first, last))
    return tuple(sorted(found))
