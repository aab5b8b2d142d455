import datetime as dt

import pytest

from bollkoll.ui import dates

STOCKHOLM = dates.STOCKHOLM
NOW = dt.datetime(2026, 10, 7, 12, 0, tzinfo=STOCKHOLM)  # a Wednesday


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("when", "swedish", "english"),
    [
        ("2026-10-07 11:59:30", "nyss", "just now"),
        ("2026-10-07 12:00:30", "strax", "any moment"),
        ("2026-10-07 11:48", "för 12 min sedan", "12 min ago"),
        ("2026-10-07 09:05", "i dag 09.05", "today 09:05"),
        ("2026-10-06 14:20", "i går 14.20", "yesterday 14:20"),
        ("2026-10-05 14:20", "mån 14.20", "Mon 14:20"),
        ("2026-10-01 14:20", "tors 14.20", "Thu 14:20"),
        ("2026-09-30 14:20", "30 sep.", "30 Sep"),
        ("2025-10-03 14:20", "3 okt. 2025", "3 Oct 2025"),
        ("2026-10-07 12:25", "om 25 min", "in 25 min"),
        ("2026-10-07 14:00", "om 2 h", "in 2 h"),
        ("2026-10-07 18:30", "i dag 18.30", "today 18:30"),
        ("2026-10-08 08:00", "i morgon 08.00", "tomorrow 08:00"),
        ("2026-10-12 08:00", "på mån 08.00", "on Mon 08:00"),
        ("2026-12-24 08:00", "24 dec.", "24 Dec"),
    ],
)
def test_a_moment_is_said_as_people_say_it(when, swedish, english):
    assert dates.person_time(moment(when), NOW, "sv") == swedish
    assert dates.person_time(moment(when), NOW, "en") == english


def test_the_same_moment_can_be_said_without_counting():
    assert dates.clock_time(moment("2026-10-07 12:25"), NOW) == "i dag 12.25"


def test_yesterday_is_a_matter_of_the_date_and_not_of_hours():
    just_after_midnight = moment("2026-10-07 00:30")
    assert dates.person_time(moment("2026-10-06 22:30"), just_after_midnight) == "i går 22.30"


def test_moments_stored_in_utc_are_said_by_the_clock_in_stockholm():
    assert dates.person_time(dt.datetime(2026, 10, 6, 12, 20, tzinfo=dt.UTC), NOW) == "i går 14.20"


def test_hours_ahead_across_midnight_name_the_day_instead():
    late = moment("2026-10-07 23:00")
    assert dates.person_time(moment("2026-10-08 01:00"), late) == "i morgon 01.00"


def test_the_night_when_clocks_are_set_back_is_still_yesterday():
    sunday = dt.datetime(2026, 10, 25, 12, 0, tzinfo=STOCKHOLM)
    assert dates.person_time(moment("2026-10-24 12:00"), sunday) == "i går 12.00"


def test_a_day_without_a_time_has_no_clock():
    assert dates.person_time(dt.date(2026, 10, 7), NOW) == "i dag"
    assert dates.person_time(dt.date(2026, 10, 3), NOW) == "lör"
    assert dates.exact(dt.date(2026, 10, 3)) == "lördag 3 oktober 2026"


def test_the_exact_moment_has_weekday_date_and_clock():
    assert dates.exact(moment("2026-10-05 14:20"), "sv") == "måndag 5 oktober 2026 kl. 14.20"
    assert dates.exact(moment("2026-10-05 14:20"), "en-gb") == "Monday 5 October 2026, 14:20"


@pytest.mark.parametrize(
    ("length", "swedish"),
    [
        (dt.timedelta(), "0 min"),
        (dt.timedelta(seconds=20), "< 1 min"),
        (dt.timedelta(minutes=12), "12 min"),
        (dt.timedelta(hours=2, minutes=15), "2 h 15 min"),
        (dt.timedelta(hours=3), "3 h"),
        (dt.timedelta(days=1), "1 dag"),
        (dt.timedelta(days=3, hours=4), "3 dagar 4 h"),
        (dt.timedelta(days=12, hours=4), "12 dagar"),
        (5400, "1 h 30 min"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_parts(length, swedish):
    assert dates.duration(length) == swedish


def test_one_day_is_not_days_in_english():
    assert dates.duration(dt.timedelta(days=1), "en") == "1 day"
    assert dates.duration(dt.timedelta(days=2), "en") == "2 days"
