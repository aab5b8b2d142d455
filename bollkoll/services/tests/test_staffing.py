"""The staffing calendar per kind of case, told from the pages, and what it does to working time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands, queries, rules
from bollkoll.services.models import Organisation, StaffingPeriod, Target
from bollkoll.services.rules import Acute
from tests.together import together
from tests.world import World

STOCKHOLM = ZoneInfo("Europe/Stockholm")
JULY = {"first_day": date(2027, 7, 12), "last_day": date(2027, 7, 25)}


def at(name, *args):
    return reverse(f"services:{name}", args=args)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)


def period(*kinds, level="paused", **more):
    facts = {**JULY, "level": level, **more}
    return commands.add_periods(SYSTEM, Organisation.objects.get(), kinds=kinds or ["change"], **facts)[0]


def written(**more):
    return {
        "kinds": ["question", "change"],
        "first_day": "2027-07-12",
        "last_day": "2027-07-25",
        "level": "acute",
    } | more


# --- rules

days = st.integers(0, 60).map(lambda n: date(2027, 6, 1) + timedelta(days=n))
periods = st.lists(
    st.tuples(st.sampled_from(["order", "order:certificate", "fault"]), st.sampled_from(StaffingPeriod.Level.values),
              days, st.integers(0, 20)).map(lambda p: (p[0], p[1], p[2], p[2] + timedelta(days=p[3]))),
    max_size=6,
)  # fmt: skip


@given(periods, st.sampled_from(["order", "order:certificate", "order:access", "fault"]), st.sampled_from(Acute), days)
def test_a_day_is_closed_just_when_the_nearest_period_of_the_kind_says_so(said, kind, acute, day):
    closed = any(first <= day <= last for first, last in rules.closed_stretches(kind, said, acute))
    on_day = [row for row in said if row[2] <= day <= row[3]]
    own = [row for row in on_day if row[0] == kind] or [row for row in on_day if row[0] == rules.general(kind)]
    assert closed == any(acute < rules.HANDLED.get(level, Acute.NO) for _kind, level, _first, _last in own)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_moved_to_the_same_weekday_of_the_same_week(day):
    year, week, weekday = day.isocalendar()
    moved = (day + rules.in_weeks_of(year + 1, day)).isocalendar()
    assert (moved.year, moved.weekday) == (year + 1, weekday)
    assert moved.week == week or (week, moved.week) == (53, 52)


@pytest.mark.parametrize(
    ("language", "first", "last", "said"),
    [
        ("sv", date(2026, 7, 6), date(2026, 7, 17), "6–17 juli"),
        ("sv", date(2026, 6, 29), date(2026, 7, 10), "29 juni–10 juli"),
        ("sv", date(2026, 12, 21), date(2027, 1, 8), "21 december 2026–8 januari 2027"),
        ("en", date(2027, 7, 6), date(2027, 7, 6), "6 July 2027"),
    ],
)
def test_days_are_said_as_people_say_them(language, first, last, said):
    with override(language):
        assert rules.days_in_words(first, last, date(2026, 11, 24)) == said


@pytest.mark.parametrize("kind", ["", "Order", "order:", "order:å", "incident ", "order:a:b", "fault:x"])
def test_a_kind_that_there_is_none_of_is_refused(world, kind):
    with pytest.raises(Refused, match="slag") as refusal, override("sv"):
        period(kind)
    assert refusal.value.code == "kind"


def test_a_sort_of_order_may_have_any_key(world):
    assert period("order:key-card").kind_name.endswith(": key-card")
    assert queries.kinds()[-1] == "order:key-card"


# --- the page

pytestmark = pytest.mark.django_db


def test_several_kinds_get_a_period_at_once(world):
    client = world.client(world.coordinator)
    response = client.post(at("add_periods"), written())
    assert (response.status_code, response.url) == (302, at("staffing") + "?year=2027")
    assert sorted(StaffingPeriod.objects.values_list("kind", flat=True)) == ["change", "question"]
    event = Event.objects.get(kind="services.staffing_changed")
    assert set(event.data) == {"periods"}
    page = client.get(at("staffing") + "?year=2027").content.decode()
    assert page.count('<th scope="row"') == 1  # the two say the same, and stand together
    assert "year-bar is-acute" in page


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("kinds", {"kinds": []}),
        ("first_day", {"first_day": ""}),
        ("first_day", {"first_day": "snart"}),
        ("last_day", {"last_day": "2027-07-01"}),
        ("level", {"level": "closed"}),
        ("extra_days", {"level": "delayed"}),
        ("extra_days", {"level": "delayed", "extra_days": "0"}),
        ("handled_before", {"handled_before": "2027-07-12"}),
        ("handled_before", {"order_before": "2027-07-01", "handled_before": "2027-07-01"}),
        ("text_sv", {"text_en": "Only in English"}),
        ("text_sv", {"text_sv": "Fråga inte om 19850412-2386."}),
        ("text_en", {"text_sv": "Fråga inte.", "text_en": "Do not ask about 850412\u200b2386."}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(world, field, more):
    response = world.client(world.coordinator).post(at("add_periods"), written(**more))
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not StaffingPeriod.objects.exists()


def test_days_that_the_kind_has_a_period_for_are_refused_with_what_is_there(world):
    period("change", level="paused")
    response = world.client(world.coordinator).post(
        at("add_periods"), written(first_day="2027-07-25", last_day="2027-07-30")
    )
    assert response.status_code == 422
    (said,) = response.context["form"].errors["first_day"]
    assert "12–25 juli" in said and "pausat" in said
    assert StaffingPeriod.objects.count() == 1  # the question has none either


def test_the_database_itself_refuses_days_in_common(world):
    row = period("change")
    with housekeeping("test"), transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        StaffingPeriod.objects.create(kind="change", level="acute", first_day=row.last_day, last_day=row.last_day)
    with housekeeping("test"):
        StaffingPeriod.objects.create(kind="fault", level="acute", first_day=row.last_day, last_day=row.last_day)
        row.last_day = date(2027, 8, 1)
        row.save()  # a period does not meet itself


def test_a_period_is_changed_and_removed(world):
    client, row = world.client(world.coordinator), period("change")
    more = {"first_day": "2027-07-12", "last_day": "2027-07-18", "level": "delayed", "extra_days": "3"}
    assert client.post(at("change_period", row.pk), more).status_code == 302
    row.refresh_from_db()
    assert (row.last_day, row.level, row.extra_days, row.kind) == (date(2027, 7, 18), "delayed", 3, "change")
    more["level"] = "paused"
    client.post(at("change_period", row.pk), more)
    assert world.fresh(row).extra_days is None
    assert client.post(at("remove_period", row.pk)).status_code == 302
    assert not StaffingPeriod.objects.exists()
    assert client.post(at("remove_period", row.pk)).status_code == 404


def test_periods_that_say_the_same_are_changed_and_removed_together_or_one_by_one(world):
    client, row = world.client(world.coordinator), period("fault", "question", "change")
    assert [other.kind for other in queries.like(row)] == ["question", "change"]
    first, second = (str(other.pk) for other in queries.like(row))
    page = client.get(at("change_period", row.pk)).content.decode()
    assert page.count("checked") >= 2 and "Fråga" in page
    more = {"first_day": "2027-07-12", "last_day": "2027-07-18", "level": "paused"}
    client.post(at("change_period", row.pk), {**more, "also": [first]})
    ends = dict(StaffingPeriod.objects.values_list("kind", "last_day"))
    assert ends == {"fault": date(2027, 7, 18), "question": date(2027, 7, 18), "change": date(2027, 7, 25)}
    client.post(at("change_period", row.pk), {**more, "also": [second]})  # says something else: is no choice
    assert world.fresh(row).last_day == date(2027, 7, 18)
    client.post(at("remove_period", row.pk), {"also": [first, second, "x", "9" * 30]})
    assert list(StaffingPeriod.objects.values_list("kind", flat=True)) == ["change"]


def test_a_change_of_several_is_refused_when_one_of_them_cannot(world):
    row = period("fault", "question")
    period("question", first_day=date(2027, 7, 26), last_day=date(2027, 7, 30))
    more = {"first_day": "2027-07-12", "last_day": "2027-07-27", "level": "paused", "also": [row.pk + 1]}
    assert world.client(world.coordinator).post(at("change_period", row.pk), more).status_code == 422
    assert world.fresh(row).last_day == JULY["last_day"]


def test_one_looks_before_one_saves(world):
    response = world.client(world.coordinator).post(at("add_periods"), written(preview="1"))
    assert dict(response.context["previews"])["sv"].startswith("12–25 juli 2027 tar vi bara hand om")
    assert dict(response.context["previews"])["en"].startswith("12–25 July 2027 we only handle")
    assert not StaffingPeriod.objects.exists()


@pytest.mark.parametrize("year", ["x", "12345", "-1", "1999", "²"])
def test_what_is_no_year_is_not_found(world, year):
    assert world.client(world.agent).get(at("staffing"), {"year": year}).status_code == 404


def test_agents_read_and_cannot_change(world):
    period("change")
    page = world.client(world.agent).get(at("staffing") + "?year=2027").content.decode()
    assert "12–25 juli" in page
    assert at("add_periods") not in page and "/remove" not in page and "copy-summer" not in page


def test_the_page_asks_as_much_for_many_periods_as_for_few(world):
    client = world.client(world.coordinator)
    period("change")
    url = at("staffing") + "?year=2027"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for month in (1, 2, 3, 9, 10):
        period("fault", "question", "order", first_day=date(2027, month, 1), last_day=date(2027, month, 9))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


# --- the same summer once more


def test_last_years_summer_is_copied_to_the_same_weeks(world):
    period("change", "question", level="acute")
    period("order", order_before=date(2027, 7, 1), handled_before=date(2027, 7, 12), text_sv="Beställ före 1 juli.")
    period("fault", first_day=date(2027, 12, 20), last_day=date(2028, 1, 5))  # is no summer
    client = world.client(world.coordinator)
    assert client.post(at("copy_summer"), {"year": "2028"}).status_code == 302
    made = StaffingPeriod.objects.filter(first_day__year=2028, first_day__month=7)
    assert sorted(made.values_list("kind", flat=True)) == ["change", "order", "question"]
    order = made.get(kind="order")
    assert order.first_day.isocalendar()[1:] == JULY["first_day"].isocalendar()[1:]
    assert order.last_day - order.first_day == JULY["last_day"] - JULY["first_day"]
    assert order.handled_before == order.first_day
    assert order.text_sv == ""  # it named a day of last year
    client.post(at("copy_summer"), {"year": "2028"})
    assert made.count() == 3


def test_what_is_there_already_is_left_when_a_summer_is_copied(world):
    period("change", "question")
    period("change", first_day=date(2028, 7, 17), last_day=date(2028, 7, 20), level="acute")
    made, left = commands.copy_summer(SYSTEM, Organisation.objects.get(), year=2028)
    assert ([row.kind for row in made], left) == (["question"], 1)


def test_a_summer_that_never_was_cannot_be_copied(world):
    with pytest.raises(Refused):
        commands.copy_summer(SYSTEM, Organisation.objects.get(), year=2028)


# --- what reporters are told


def test_a_period_is_told_weeks_ahead_and_until_it_ends(world):
    period("change")
    told = [
        day for day in (JULY["first_day"] + timedelta(days=n) for n in range(-40, 30)) if queries.notices("change", day)
    ]
    assert (told[0], told[-1]) == (JULY["first_day"] - queries.ANNOUNCED_FOR, JULY["last_day"])
    assert not queries.notices("fault", JULY["first_day"])


def test_own_words_stand_under_their_days(world):
    row = period("change", text_sv="Bara akut i två dagar.")
    assert [told.text for told in queries.notices("change", JULY["first_day"])] == [
        f"{row.days}: Bara akut i två dagar."
    ]


def test_a_day_to_send_before_is_told_weeks_ahead(world):
    period("order", order_before=date(2027, 6, 20), handled_before=date(2027, 7, 12))
    assert queries.notices("order:access", date(2027, 6, 1))


def test_kinds_with_the_same_days_are_told_together(world):
    period("question", "fault", level="acute")
    period("change")
    told = queries.notices_today(JULY["first_day"])
    assert sorted(one.kinds for one in told) == [("change",), ("fault", "question")]


def test_reporters_see_it_in_the_form_of_its_kind_and_on_the_front(world):
    today = timezone.localdate()
    period("change", first_day=today, last_day=today + timedelta(days=3))
    client = world.client(world.local)
    assert "detta pausat" in client.get(reverse("portal:new", args=["change"])).content.decode()
    assert "detta pausat" not in client.get(reverse("portal:new", args=["fault"])).content.decode()
    front = client.get(reverse("portal:home")).content.decode()
    assert "detta pausat" in front and "Ändringsbehov" in front


# --- working time


def test_paused_days_do_not_count_and_acute_ones_are_not_paused(world):
    period("change")
    friday = local(2027, 7, 9, 16)
    ask = queries.working_hours_from_now
    assert ask(1, friday) == local(2027, 7, 12, 8, 30)
    assert ask(1, friday, kind="change") == local(2027, 7, 26, 8, 30)
    assert ask(1, friday, kind="fault") == local(2027, 7, 12, 8, 30)
    assert ask(1, friday, kind="change", acute=Acute.SAID) == local(2027, 7, 26, 8, 30)
    assert ask(1, friday, kind="change", acute=Acute.JUDGED) == local(2027, 7, 12, 8, 30)


def test_when_only_what_is_acute_is_handled_the_reporters_word_is_enough(world):
    period("fault", level="acute")
    friday = local(2027, 7, 9, 16)
    assert queries.working_hours_from_now(1, friday, kind="fault") == local(2027, 7, 26, 8, 30)
    assert queries.working_hours_from_now(1, friday, kind="fault", acute=Acute.SAID) == local(2027, 7, 12, 8, 30)


def test_a_person_is_asked_in_their_own_hours_and_not_when_they_are_away(world):
    half = {str(day): ["08.00", "16.30"] for day in range(3)}
    people.change_employment(SYSTEM, world.agent, share=60, hours=half)
    people.set_absence(SYSTEM, world.agent, first_day=date(2027, 3, 15), last_day=date(2027, 3, 16))
    wednesday = local(2027, 3, 10, 16)
    assert queries.working_hours_from_now(1, wednesday, person=world.agent) == local(2027, 3, 17, 8, 30)
    assert queries.working_hours_from_now(1, wednesday, person=world.other_agent) == local(2027, 3, 11, 8, 30)


def test_somebody_who_is_away_for_years_still_leaves_a_time_and_a_calendar_that_never_opens_too(world):
    people.set_absence(SYSTEM, world.agent, first_day=date(2027, 1, 1), last_day=date(2029, 1, 1))
    assert queries.working_hours_from_now(1, local(2027, 3, 10, 9), person=world.agent) == local(2027, 3, 10, 10)
    period("fault", "change", first_day=date(2027, 1, 1), last_day=date(2029, 1, 1))
    assert queries.working_hours_from_now(1, local(2027, 3, 10, 9), kind="fault") == local(2027, 3, 10, 10)


# --- targets


def targets(**given):
    commands.set_targets(
        SYSTEM,
        Organisation.objects.get(),
        targets={("fault", int(key.removeprefix("p"))): within for key, within in given.items()},
    )


def test_nothing_is_promised_by_default(world):
    assert queries.promise("fault", None, local(2027, 3, 10, 9)) is None


def test_a_target_promises_an_answer_and_then_a_solution(world):
    targets(p0=(8, 3), p1=(2, None))
    monday = local(2027, 3, 8, 9)
    assert queries.promise("fault", None, monday) == queries.Promise(local(2027, 3, 9, 8, 30), True)
    assert queries.promise("fault", 3, monday, is_answered=True) == queries.Promise(local(2027, 3, 11, 16, 30), False)
    assert queries.promise("fault", 1, monday) == queries.Promise(local(2027, 3, 8, 11), True)
    assert queries.promise("fault", 1, monday, is_answered=True) is None
    assert queries.promise("question", 1, monday) is None


def test_what_takes_longer_is_promised_later(world):
    targets(p0=(8, None))
    period("fault", level="delayed", extra_days=2)
    tuesday = local(2027, 7, 13, 9)
    assert queries.promise("fault", None, tuesday).at == local(2027, 7, 16, 16, 30)
    assert queries.promise("fault", 1, tuesday, acute=Acute.JUDGED).at == local(2027, 7, 14, 8, 30)


def test_targets_are_set_and_taken_away_on_their_page(world):
    client = world.client(world.coordinator)
    assert client.post(at("targets"), {"fault_0_answer": "16", "question_2_solve": "5"}).status_code == 302
    assert set(Target.objects.values_list("kind", "priority", "answer_within", "solve_within")) == {
        ("fault", 0, 16, None), ("question", 2, None, 5),
    }  # fmt: skip
    assert 'value="16"' in client.get(at("targets")).content.decode()
    assert "16" in world.client(world.agent).get(at("targets")).content.decode()
    client.post(at("targets"), {})
    assert not Target.objects.exists()


@pytest.mark.parametrize("value", ["0", "-1", "301", "snart", "1.5"])
def test_a_target_out_of_reason_comes_back_with_what_was_written(world, value):
    response = world.client(world.coordinator).post(at("targets"), {"fault_0_answer": value, "change_0_solve": "4"})
    assert response.status_code == 422
    assert response.context["form"].errors["fault_0_answer"]
    assert 'value="4"' in response.content.decode()
    assert not Target.objects.exists()


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_the_same_days_at_once_one_is_told_of_the_other():
    world = World()

    def plans():
        with override("sv"):
            return period("change", "question")

    made = together(plans, plans, plans)
    refused = [one for one in made if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["overlap", "overlap"], made
    assert StaffingPeriod.objects.count() == 2
    assert world.desk
