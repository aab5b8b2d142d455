"""Working time keeps its laws whatever the calendar and the moment, also where the clock is put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bollkoll.kit.hours import HORIZON, LONGEST, OFFICE_WEEK, ZERO, Calendar, NoWorkingTime

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
"""The clock goes forward from 02 to 03, and back from 03 to 02."""

quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def days(draw):
    """The intervals of a day: none, some, over noon or up to midnight, at any quarter of an hour."""
    marks = sorted(draw(st.sets(quarters, max_size=6)))
    pairs = [(marks[n], marks[n + 1]) for n in range(0, len(marks) - 1, 2)]
    if len(marks) % 2:
        pairs.append((marks[-1], time(0)))
    return tuple(pairs)


near = st.dates(date(2026, 1, 1), date(2027, 2, 28))
stretches = st.lists(
    st.tuples(near, st.integers(0, 60)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))), max_size=4
)
weeks = st.dictionaries(st.integers(0, 6), days(), max_size=7)
calendars = st.builds(
    Calendar,
    week=weeks.filter(lambda week: any(week.values())),
    exceptions=st.dictionaries(near, days(), max_size=5),
    country=st.sampled_from(["SE", ""]),
    closures=stretches.map(tuple),
)
moments = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.tuples(st.sampled_from(CHANGES), st.timedeltas(timedelta(hours=-60), timedelta(hours=60))).map(
        lambda pair: pair[0] + pair[1]
    ),
)
durations = st.timedeltas(ZERO, timedelta(hours=60))
night = Calendar(week={day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)}, country="")


def inside(calendar: Calendar, at: datetime) -> bool:
    """Open, or the very moment of closing, which belongs to the day it ends."""
    return calendar.is_open(at) or calendar.is_open(at - timedelta(microseconds=1))


@given(calendars, moments, durations, durations)
@example(night, CHANGES[0] - timedelta(hours=3), timedelta(hours=5), timedelta(hours=9))
@example(night, CHANGES[1] - timedelta(hours=3), timedelta(hours=5), timedelta(hours=9))
def test_time_added_in_two_goes_is_time_added_in_one(calendar, at, one, other):
    assert calendar.add(calendar.add(at, one), other) == calendar.add(at, one + other) or other == ZERO


@given(calendars, moments, durations)
@example(night, CHANGES[0] - timedelta(hours=3), timedelta(hours=9))
@example(night, CHANGES[1] - timedelta(hours=3), timedelta(hours=9))
def test_as_much_time_lies_between_as_was_added(calendar, at, span):
    assert calendar.between(at, calendar.add(at, span)) == span


@given(calendars, moments, moments, durations, durations)
def test_a_later_start_or_more_time_never_ends_earlier(calendar, one, other, less, more):
    first, last = sorted((one, other))
    short, long = sorted((less, more))
    assert calendar.add(first, short) <= calendar.add(last, short)
    assert calendar.add(first, short) <= calendar.add(first, long)


@given(calendars, moments, durations)
def test_what_is_added_ends_inside_the_opening_hours_and_never_before_it_began(calendar, at, span):
    found = calendar.add(at, span)
    assert found >= at
    assert inside(calendar, found)


@given(calendars, moments, moments, st.integers(1, 30), st.integers(1, 30))
def test_days_added_end_when_an_opening_day_closes_and_keep_the_order(calendar, one, other, less, more):
    first, last = sorted((one, other))
    few, many = sorted((less, more))
    found = calendar.add_days(first, few)
    assert not calendar.is_open(found) or calendar.is_open(found - timedelta(microseconds=1))
    assert found > first
    assert found <= calendar.add_days(last, few)
    assert found <= calendar.add_days(first, many)
    ends = found - timedelta(microseconds=1)  # midnight is the end of the day before
    between = calendar.opening_days(*(moment.astimezone(STOCKHOLM).date() for moment in (first, ends)))
    assert few <= len(list(between)) <= few + 1  # the day it came in may be one more


@given(calendars, moments, durations, stretches)
def test_nothing_falls_due_on_a_day_that_is_closed_for_it(calendar, at, span, paused):
    found = calendar.closed_for(paused).add(at, span)
    end = (found - timedelta(microseconds=1) if not calendar.is_open(found) else found).astimezone(STOCKHOLM).date()
    assert not any(first <= end <= last for first, last in paused)
    assert found >= calendar.add(at, span)


@given(calendars, weeks, stretches, moments, durations)
def test_somebodys_time_is_within_their_own_hours_and_never_when_they_are_away(calendar, week, away, at, span):
    assume(any(week.values()))
    theirs = calendar.of_somebody(week, away)
    try:
        found = theirs.add(at, span)
    except NoWorkingTime:
        assert not set(week) & set(range(7)) or not any(week.values()) or calendar.exceptions
        return
    assert inside(theirs, found)
    last = found if theirs.is_open(found) else found - timedelta(microseconds=1)
    day, hour = last.astimezone(STOCKHOLM).date(), last.astimezone(STOCKHOLM).time()
    assert week.get(day.weekday())
    assert not any(first <= day <= end for first, end in away)
    assert calendar.exceptions.get(day, True)  # a day that is closed for all is closed for them
    if day not in {change.date() for change in CHANGES}:  # then a time that was skipped is moved on by the hour
        assert any(opens <= hour < (closes if closes != time(0) else time.max) for opens, closes in week[day.weekday()])


def test_who_works_monday_to_wednesday_is_not_due_on_thursday():
    half = Calendar().of_somebody({day: OFFICE_WEEK[day] for day in range(3)})
    wednesday = datetime(2026, 11, 25, 15, tzinfo=STOCKHOLM)
    assert half.add(wednesday, timedelta(hours=2)) == datetime(2026, 11, 30, 8, 30, tzinfo=STOCKHOLM)
    away = half.closed_for([(date(2026, 11, 30), date(2026, 11, 30))])
    assert away.add(wednesday, timedelta(hours=2)) == datetime(2026, 12, 1, 8, 30, tzinfo=STOCKHOLM)


def test_on_a_short_day_somebody_works_what_is_common():
    eve = date(2026, 12, 23)
    calendar = Calendar(exceptions={eve: [(time(8), time(12))], date(2026, 12, 28): []})
    theirs = calendar.of_somebody({2: [(time(10), time(18))], 0: [(time(10), time(18))]})
    assert theirs.hours(eve) == ((time(10), time(12)),)
    assert theirs.hours(date(2026, 12, 28)) == ()
    assert theirs.hours(date(2026, 12, 30)) == ((time(10), time(18)),)


def test_hours_up_to_midnight_have_their_evening_in_common():
    late = Calendar(week={0: [(time(12), time(0))]}, exceptions={date(2026, 11, 23): [(time(18), time(0))]}, country="")
    assert late.of_somebody({0: [(time(20), time(0))]}).hours(date(2026, 11, 23)) == ((time(20), time(0)),)


def test_a_month_without_a_working_day_is_passed_over():
    july = Calendar(closures=((date(2027, 7, 1), date(2027, 7, 31)),))
    assert july.add(datetime(2027, 6, 30, 16, tzinfo=STOCKHOLM), timedelta(hours=1)) == datetime(
        2027, 8, 2, 8, 30, tzinfo=STOCKHOLM
    )
    assert july.add_days(datetime(2027, 6, 30, 9, tzinfo=STOCKHOLM), 1) == datetime(
        2027, 8, 2, 16, 30, tzinfo=STOCKHOLM
    )


@pytest.mark.parametrize(
    "ask",
    [lambda c, at: c.add(at, timedelta(hours=1)), lambda c, at: c.add_days(at, 1), Calendar.next_open],
)
def test_a_calendar_that_is_closed_for_years_says_so_and_does_not_search_for_ever(ask):
    shut = Calendar(closures=((date(2026, 1, 1), date(2026, 1, 1) + 2 * HORIZON),))
    with pytest.raises(NoWorkingTime):
        ask(shut, datetime(2026, 1, 5, tzinfo=UTC))


def test_a_calendar_that_opens_too_seldom_says_so_instead_of_searching_for_ever():
    seldom = Calendar(week={0: [(time(8), time(8, 1))]}, country="")
    with pytest.raises(NoWorkingTime):
        seldom.add(datetime(2026, 1, 5, tzinfo=UTC), LONGEST)


@pytest.mark.parametrize("count", [0, -1, 1_001])
def test_days_to_add_are_within_reason(count):
    with pytest.raises(ValueError, match="Working days"):
        Calendar().add_days(datetime(2026, 1, 5, tzinfo=UTC), count)


def test_a_stretch_turned_round_is_refused_and_equal_calendars_are_alike():
    with pytest.raises(ValueError, match="ends before"):
        Calendar(closures=((date(2026, 2, 1), date(2026, 1, 1)),))
    one, two = (date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 3, 1), date(2026, 3, 2))
    assert Calendar(closures=(one, two)) == Calendar(closures=(two, one, one))
    assert hash(Calendar(closures=(one, two))) == hash(Calendar(closures=(two, one)))
    assert Calendar().closed_for([]) is not None and Calendar().of_somebody({}) == Calendar()
