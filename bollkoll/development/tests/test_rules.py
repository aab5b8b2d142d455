"""Keys, what is filled in, what an answer names, when a series meets."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.development import rules


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("LTRE-41494", ("LTRE", 41494)),
        (" ltre-41494 ", ("LTRE", 41494)),
        ("https://tracker.example/browse/LTRE-7", ("LTRE", 7)),
        ("https://tracker.example/browse/ltre-7/", ("LTRE", 7)),
        ("A1-1", ("A1", 1)),
        ("LTRE", None),
        ("LTRE-0", None),
        ("LTRE-012", None),
        ("LTRE-99999999999", None),
        ("1A-4", None),
        ("LTRE-4 och mer", None),
        ("", None),
    ],
)
def test_a_key_is_read_as_people_paste_it(typed, key):
    assert rules.issue_key(typed) == key


def test_places_are_filled_in_once_and_leave_no_hole():
    said = rules.fill(
        "Hej {first_name}!\n\n{issues}\n\nVersion {version} {strange}",
        {"name": "{version}", "issues": "", "version": "7"},
    )
    assert said == "Hej {version}!\n\nVersion 7 {strange}"


def test_words_in_braces_that_are_no_places_are_told():
    assert rules.unknown_places("{first_name} {smeknamn} {issues} {smeknamn} {tid}") == ["smeknamn", "tid"]
    assert rules.unknown_places("{förnamn} {namn} {rättelser} {handläggare}") == []


def test_places_are_called_by_their_name_in_either_language():
    values = {"name": "Lars", "issues": "- LTRE-1", "agent": "Asta"}
    english = "{first_name}: {issues}. {agent}"
    assert rules.in_swedish(english) == "{namn}: {rättelser}. {handläggare}"
    assert rules.fill(english, values) == rules.fill(rules.in_swedish(english), values) == "Lars: - LTRE-1. Asta"


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from([1, 2]), st.integers(-800, 800))
def test_a_series_keeps_its_weekday_and_its_weeks(first, every, days):
    after = first + timedelta(days=days)
    found = list(islice(rules.slots(first, every, after), 4))
    assert all(day > after and (day - first).days % (7 * every) == 0 and day >= first for day in found)
    assert found[0] - timedelta(weeks=every) <= after or found[0] == first


@given(st.dates(date(1995, 1, 1), date(2100, 1, 1)))
def test_a_day_is_in_its_quarter(day):
    first, last = rules.quarter(day)
    assert first <= day <= last
    assert rules.quarter(last + timedelta(days=1))[0] == last + timedelta(days=1)
