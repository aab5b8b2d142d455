from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.kit.hours import OFFICE_WEEK, Calendar, NoWorkingTime

STOCKHOLM = ZoneInfo("Europe/Stockholm")
office = Calendar()
night_shift = Calendar(week={day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)}, country="")
calendars = st.sampled_from([office, night_shift])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(0), timedelta(hours=200))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_an_hour_from_friday_afternoon_is_monday_morning():
    assert office.add(local(2026, 11, 20, 16), hours(1)) == local(2026, 11, 23, 8, 30)


def test_a_whole_day_ends_when_the_day_closes():
    assert office.add(local(2026, 11, 23, 8), hours(8.5)) == local(2026, 11, 23, 16, 30)


def test_nothing_added_at_night_is_the_next_morning():
    assert office.add(local(2026, 11, 23, 22), hours(0)) == local(2026, 11, 24, 8)


def test_answers_are_in_utc():
    assert office.add(local(2026, 11, 23, 9), hours(1)).tzinfo is UTC
    assert office.next_open(local(2026, 11, 23, 9)).tzinfo is UTC


@pytest.mark.parametrize(
    "day", [(2026, 6, 19), (2026, 12, 24), (2026, 12, 31), (2026, 5, 14), (2026, 4, 3), (2025, 6, 6), (2027, 1, 6)]
)
def test_holidays_and_their_eves_are_closed(day):
    assert not office.hours(date(*day))
    assert not office.is_open(local(*day, 10))
    assert office.holiday(date(*day))


def test_holidays_have_swedish_names():
    assert office.holiday(date(2026, 6, 19)) == "Midsommarafton"


def test_a_calendar_may_ignore_holidays():
    assert Calendar(country="").is_open(local(2026, 12, 24, 10))


def test_an_exception_goes_before_the_week_and_the_holidays():
    calendar = Calendar(exceptions={date(2026, 12, 24): [(time(9), time(11))], date(2026, 11, 23): []})
    assert calendar.is_open(local(2026, 12, 24, 10))
    assert not calendar.is_open(local(2026, 11, 23, 10))
    assert calendar.add(local(2026, 11, 20, 16), hours(1)) == local(2026, 11, 24, 8, 30)


def test_a_lunch_break_is_not_working_time():
    calendar = Calendar(week={0: [(time(13), time(16)), (time(8), time(12))]})
    assert calendar.between(local(2026, 11, 23, 8), local(2026, 11, 23, 16)) == hours(7)
    assert calendar.next_close(local(2026, 11, 23, 12)) == local(2026, 11, 23, 16)
    assert not calendar.is_open(local(2026, 11, 23, 12))


def test_closing_time_is_closed_and_opening_time_is_open():
    assert office.is_open(local(2026, 11, 23, 8))
    assert not office.is_open(local(2026, 11, 23, 16, 30))


def test_the_opening_before_and_the_closing_after():
    saturday = local(2026, 11, 21, 12)
    assert office.previous_open(saturday) == local(2026, 11, 20, 8)
    assert office.previous_open(local(2026, 11, 23, 9)) == local(2026, 11, 23, 8)
    assert office.previous_open(local(2026, 11, 23, 7)) == local(2026, 11, 20, 8)
    assert office.next_open(saturday) == local(2026, 11, 23, 8)
    assert office.next_close(saturday) == local(2026, 11, 23, 16, 30)


def test_opening_days_skip_weekends_and_holidays():
    days = list(office.opening_days(date(2026, 12, 22), date(2027, 1, 4)))
    assert [day.day for day in days] == [22, 23, 28, 29, 30, 4]
    assert list(islice(office.opening_days(date(2026, 11, 21)), 2)) == [date(2026, 11, 23), date(2026, 11, 24)]


def test_an_office_day_is_as_long_on_either_side_of_daylight_saving():
    assert office.between(local(2026, 3, 27, 0), local(2026, 3, 28, 0)) == hours(8.5)
    assert office.between(local(2026, 3, 30, 0), local(2026, 3, 31, 0)) == hours(8.5)
    assert office.add(local(2026, 3, 27, 16), hours(1)) == local(2026, 3, 30, 8, 30)


@pytest.mark.parametrize(("day", "length"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 23), 24)])
def test_an_opening_across_the_change_is_as_long_as_it_was(day, length):
    around_the_clock = Calendar(week={day: [(time(0), time(0))] for day in range(7)}, country="")
    start = local(*day)
    assert around_the_clock.between(start, start + timedelta(days=1)) == hours(length)


def test_hours_that_the_clock_skips_neither_overlap_nor_count_twice():
    broken = Calendar(week={6: [(time(2), time(2, 15)), (time(2, 30), time(3)), (time(3), time(4))]}, country="")
    spans = broken.intervals(date(2026, 3, 29))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert sum((end - start for start, end in spans), timedelta()) == hours(1)


def test_time_between_counts_backwards_too():
    morning, noon = local(2026, 11, 23, 9), local(2026, 11, 23, 12)
    assert office.between(noon, morning) == -office.between(morning, noon) == -hours(3)


@pytest.mark.parametrize(
    "ask",
    [
        office.is_open,
        office.next_open,
        office.next_close,
        office.previous_open,
        lambda at: office.add(at, hours(1)),
        lambda at: office.between(at, at),
    ],
)
def test_a_moment_without_time_zone_is_refused(ask):
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 11, 23, 9))


@pytest.mark.parametrize("ask", [lambda c, at: c.add(at, hours(1)), Calendar.next_open, Calendar.previous_open])
def test_a_calendar_that_never_opens_says_so(ask):
    with pytest.raises(NoWorkingTime):
        ask(Calendar(week={}), local(2026, 11, 23, 9))


def test_time_between_in_a_closed_calendar_is_nothing():
    assert Calendar(week={}).between(local(2026, 1, 1), local(2026, 12, 1)) == timedelta(0)


@pytest.mark.parametrize("amount", [timedelta(seconds=-1), timedelta(days=100_000)])
def test_absurd_amounts_are_refused(amount):
    with pytest.raises(ValueError, match="Working time"):
        office.add(local(2026, 11, 23, 9), amount)


@pytest.mark.parametrize(
    "week",
    [
        {0: [(time(16), time(8))]},
        {0: [(time(8), time(8))]},
        {0: [(time(8), time(12)), (time(11), time(16))]},
        {0: [(time(8), time(0)), (time(9), time(10))]},
        {7: [(time(8), time(12))]},
    ],
)
def test_hours_that_cannot_be_are_refused(week):
    with pytest.raises(ValueError, match=r"opens|overlap|weekday"):
        Calendar(week=week)


def test_equal_calendars_are_one_value():
    same = Calendar(week={**dict(reversed(OFFICE_WEEK.items())), 6: ()})
    assert office == same
    assert len({office, same, night_shift}) == 2


@given(calendars, moments, durations)
def test_what_was_added_is_what_lies_between(calendar, at, working_for):
    assert calendar.between(at, calendar.add(at, working_for)) == working_for


@given(calendars, moments, durations)
def test_the_answer_is_open_or_at_closing_time(calendar, at, working_for):
    due = calendar.add(at, working_for)
    assert calendar.is_open(due) or calendar.is_open(due - timedelta(microseconds=1))
    assert due >= at


@given(calendars, moments, moments, durations, durations)
def test_later_or_more_is_never_earlier(calendar, one, other, less, more):
    one, other, less, more = min(one, other), max(one, other), min(less, more), max(less, more)
    assert calendar.add(one, less) <= calendar.add(other, less)
    assert calendar.add(one, less) <= calendar.add(one, more)


@given(calendars, moments, durations, durations)
def test_adding_twice_is_adding_the_sum(calendar, at, first, second):
    if second:
        assert calendar.add(calendar.add(at, first), second) == calendar.add(at, first + second)


@given(calendars, moments, moments, moments)
def test_time_between_adds_up(calendar, one, two, three):
    one, two, three = sorted((one, two, three))
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)
