"""The arithmetic of the overviews: what is usual, what is fair."""

import math
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bollkoll.cases import rules as cases
from bollkoll.desk import rules
from bollkoll.desk.rules import Arrived, Bearer, ToDeal
from bollkoll.people.rules import next_weekday

STOCKHOLM = ZoneInfo("Europe/Stockholm")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=STOCKHOLM))
bearers = st.lists(
    st.builds(
        Bearer,
        id=st.integers(1, 10_000),
        share=st.integers(5, 100),
        open_balls=st.integers(0, 60),
        is_here=st.booleans(),
        is_leaving=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda one: one.id,
)


# What is usual


@given(st.integers(0, 60), st.floats(0.001, 40))
def test_the_tail_is_one_less_what_is_below_it(count, mean):
    below = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))
    assert math.isclose(rules.poisson_tail(count, mean), 1 - below, abs_tol=1e-9)


@given(st.integers(1, 400), st.floats(0, 300))
def test_more_is_never_likelier_and_a_higher_mean_never_makes_it_less_likely(count, mean):
    chance = rules.poisson_tail(count, mean)
    assert 0 <= rules.poisson_tail(count + 1, mean) <= chance <= 1
    assert chance <= rules.poisson_tail(count, mean + 1) + 1e-12


def test_what_never_comes_is_unusual_when_three_come_and_there_is_something_to_compare_with():
    assert Arrived(3, 0.0, 10).is_unusual
    assert not Arrived(2, 0.0, 10).is_unusual
    assert not Arrived(3, 0.0, rules.LEAST_WEEKS - 1).is_unusual
    assert Arrived(8, 2.0, 10).is_unusual
    assert not Arrived(5, 2.0, 10).is_unusual


@given(moments)
def test_the_same_hours_are_the_same_weekday_and_clock_also_across_the_change_to_summer_time(end):
    spans = rules.same_hours(end, lambda day: False)
    assert len(spans) == rules.WEEKS
    for week, (first, last) in enumerate(spans, start=1):
        assert (end.date() - last.date()).days == 7 * week
        assert last.replace(tzinfo=None).time() == end.replace(tzinfo=None).time()
        assert last.replace(tzinfo=None) - first.replace(tzinfo=None) == rules.WINDOW


@given(moments, st.sets(st.integers(1, rules.WEEKS)), st.integers(0, 80))
def test_holidays_and_what_was_before_the_first_case_are_left_out(end, weeks, days):
    holidays = {end.date() - timedelta(weeks=week) for week in weeks}
    first = end - timedelta(days=days)
    spans = rules.same_hours(end, holidays.__contains__, first)
    assert all(last.date() not in holidays and start >= first for start, last in spans)


def test_what_came_only_before_is_counted_too():
    found = rules.arrived({"a": 4}, {"a": 10, "b": 5}, 10)
    assert (found["a"].count, found["a"].mean) == (4, 1.0)
    assert (found["b"].count, found["b"].mean) == (0, 0.5)
    assert rules.arrived({"a": 1}, {}, 0)["a"].mean == 0


# What is fair


@given(st.integers(0, 80), bearers)
def test_nobody_away_gets_anything_and_everybody_is_asked_in_the_same_order_each_time(count, people):
    cases_to_deal = [ToDeal(number) for number in range(count)]
    dealt = rules.deal(cases_to_deal, people)
    here = {one.id for one in people if one.is_here}
    staying = {one.id for one in people if one.is_here and not one.is_leaving}
    assert set(dealt) == set(range(count))
    assert {one.person for one in dealt.values()} <= ((staying or here) or {None})
    assert dealt == rules.deal(cases_to_deal, list(reversed(people)))


@given(st.integers(0, 80), bearers)
def test_where_all_know_the_same_nobody_ends_with_more_than_their_share_and_one(count, people):
    dealt = rules.deal([ToDeal(number) for number in range(count)], people)
    able = [one for one in people if one.is_here and not one.is_leaving] or [one for one in people if one.is_here]
    got = {one.id: sum(found.person == one.id for found in dealt.values()) for one in able}
    whole = sum(one.open_balls for one in able) + count
    for one in able:
        even = whole * one.share / sum(other.share for other in able)
        assert not got[one.id] or one.open_balls + got[one.id] <= even + 1 + 1e-9


def test_who_knows_the_service_gets_it_until_they_carry_much_more():
    people = [Bearer(1, 100, 5, True), Bearer(2, 100, 0, True)]
    dealt = rules.deal([ToDeal(number, specialist=1) for number in range(6)], people)
    assert dealt[0].person == 1
    assert dealt[0].codes == ("specialist", "room")
    assert {one.person for one in dealt.values()} == {1, 2}


def test_a_case_goes_only_to_those_who_may_see_it():
    people = [Bearer(1, 100, 0, True), Bearer(2, 100, 50, True)]
    dealt = rules.deal([ToDeal("a", may=frozenset({2})), ToDeal("b", may=frozenset())], people)
    assert dealt["a"].person == 2
    assert dealt["b"].person is None


def test_who_leaves_tomorrow_is_suggested_after_those_who_stay_and_before_those_who_are_away():
    people = [
        {"id": 1, "is_present": True, "share": 100, "open_balls": 0, "is_leaving": True},
        {"id": 2, "is_present": False, "share": 100, "open_balls": 0},
        {"id": 3, "is_present": True, "share": 50, "open_balls": 80},
    ]
    ranked = cases.suggest(people, specialist_id=1, team_followers=frozenset({1, 2}))
    assert [one.person_id for one in ranked] == [3, 1, 2]
    assert "leaving" in ranked[1].reasons


def test_who_has_gone_home_is_not_here():
    monday = datetime(2026, 3, 2, 12, 30, tzinfo=STOCKHOLM)
    opening = [(time(8), time(16, 30))]
    assert not cases.is_at_work({"0": ["08.00", "12.00"]}, monday, opening)
    assert cases.is_at_work({"0": ["13.00", "17.00"]}, monday, opening)
    assert cases.is_at_work({"0": ["08:00", "16:30"]}, monday, opening)


def test_who_keeps_the_supports_hours_has_gone_home_when_it_closes_and_nobody_works_on_a_closed_day():
    opening, own = [(time(8), time(16, 30))], {"0": ["08.00", "20.00"]}
    assert cases.is_at_work({}, datetime(2026, 3, 2, 16, 29, tzinfo=STOCKHOLM), opening)
    assert not cases.is_at_work({}, datetime(2026, 3, 2, 16, 30, tzinfo=STOCKHOLM), opening)
    assert not cases.is_at_work({}, datetime(2026, 3, 7, 10, 0, tzinfo=STOCKHOLM), [])
    assert not cases.is_at_work(own, datetime(2026, 3, 2, 10, 0, tzinfo=STOCKHOLM), [])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_next_weekday_is_the_first_one_that_is_not_in_a_weekend(day):
    found = next_weekday(day)
    assert found > day
    assert found.weekday() < 5
    assert all((day + timedelta(days=n)).weekday() >= 5 for n in range(1, (found - day).days))
