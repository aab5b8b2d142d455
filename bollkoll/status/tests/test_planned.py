"""Planned work: announced, begun and ended by the clock or by hand; moved when it fails; series without fixed windows."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.log.acting import Refused, act
from bollkoll.status import commands, rules
from bollkoll.status.models import Notice
from bollkoll.status.picture import picture
from bollkoll.status.site.reading import read
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db


def test_nobody_is_told_before_it_is_announced(world, work, fresh):
    notice = fresh(work())
    assert (notice.published_at, notice.subject.main.step) == (None, "announce")
    assert not Notice.objects.public().exists()
    commands.change_plan(world.actor(world.other_agent), notice, text_sv="Annan text.", title_sv="Annan rubrik")
    assert not notice.updates.exists()


def test_the_clock_announces_begins_and_ends_it(work, ago, ahead, tick, fresh):
    start = ago(hours=5)
    notice = work(at=ago(days=5), starts_at=start, ends_itself=True)
    tick()
    notice = fresh(notice)
    assert notice.updates.order_by("at", "pk").first().kind == "first"
    tick()
    notice = fresh(notice)
    assert (notice.state, notice.ended_at, notice.subject.is_open) == ("resolved", notice.expected_end_at, False)
    assert list(notice.updates.values_list("kind", flat=True)) == ["first", "begun", "resolved"]


def test_what_is_ended_by_hand_is_owed_at_its_expected_end(world, work, ago, ahead, tick, fresh):
    notice = work(at=ago(days=5), starts_at=ago(hours=2))
    tick()
    tick()
    notice = fresh(notice)
    assert (notice.state, notice.subject.main.step, notice.owed_at) == ("under_way", "finish", notice.expected_end_at)
    commands.resolve(world.actor(world.agent), notice, text_sv="Klart.", text_en="Done.")
    assert not fresh(notice).subject.is_open


def test_it_is_begun_by_hand_before_its_time(world, work, fresh):
    notice = work(begins_itself=False)
    with pytest.raises(Refused):
        commands.begin(world.actor(world.agent), notice, text_sv="Nu.")
    commands.announce(world.actor(world.agent), notice)
    said = commands.begin(world.actor(world.agent), notice, text_sv="Vi börjar nu.", text_en="Now.")
    assert fresh(notice).state == "under_way" and "starts_at" in said.facts


def test_a_failed_upgrade_gets_its_notice_and_new_time_in_one_step(world, work, ago, ahead, tick, fresh):
    notice = work(at=ago(days=5), starts_at=ago(hours=2))
    tick()
    tick()
    said = commands.delay(
        world.actor(world.agent), notice, starts_at=ahead(days=1), expected_end_at=ahead(days=1, hours=4),
        text_sv="Uppgraderingen lyckades inte. Nytt försök i morgon.", text_en="It failed. Again tomorrow.",
    )  # fmt: skip
    notice = fresh(notice)
    assert (said.kind, notice.state, notice.subject.main.step) == ("delayed", "scheduled", "begin")
    assert set(said.facts) == {"starts_at", "expected_end_at", "state"}
    with pytest.raises(Refused):
        commands.delay(
            world.actor(world.agent), notice, starts_at=ahead(days=2), expected_end_at=ahead(days=1), text_sv="Bakvänt."
        )


def test_work_that_is_moved_before_it_has_begun_has_its_new_day_in_the_title_and_is_told_as_moved(world, work):
    starts_at = (timezone.localtime() + timedelta(days=20)).replace(hour=18, minute=0, second=0, microsecond=0)
    later = starts_at + timedelta(days=1)
    day, moved = ({one: rules.day_in_words(at, one) for one in ("sv", "en")} for at in (starts_at, later))
    notice = work(starts_at=starts_at, title_sv=f"Uppgradering {day['sv']}", title_en=f"Upgrade {day['en']}")
    commands.announce(world.actor(world.agent), notice)
    client, address = world.client(world.agent), reverse("status:delay", args=[notice.number])
    form = on_page(client.get(address))
    assert form["title_sv"] == [notice.title_sv]
    new = {"starts_at": f"{later:%Y-%m-%d %H:%M}", "expected_end_at": f"{later + timedelta(hours=4):%Y-%m-%d %H:%M}"}
    form |= {name: [text] for name, text in new.items()} | {"text_sv": ["Flyttat en dag."], "text_en": ["A day later."]}
    assert client.post(address, form).status_code == 303
    notice.refresh_from_db()
    assert notice.title_sv == f"Uppgradering {moved['sv']}" and notice.title_en == f"Upgrade {moved['en']}"
    said = read(picture()).notices[0].updates[-1]
    assert said.kind == "delayed" and said.is_put_off


def test_one_that_takes_longer_stays_under_way(world, work, ago, ahead, tick, fresh):
    notice = work(at=ago(days=5), starts_at=ago(hours=2))
    tick()
    tick()
    commands.delay(
        world.actor(world.agent), notice, starts_at=fresh(notice).starts_at, expected_end_at=ahead(hours=6),
        text_sv="Det tar längre tid.",
    )  # fmt: skip
    assert fresh(notice).state == "under_way"


def test_a_series_knows_its_next_dates_and_leaves_out_those_that_are_skipped(world, template, tick):
    actor = world.actor(world.agent)
    first = timezone.localdate() + timedelta(days=3)
    series = commands.set_series(actor, None, template=template, first_on=first, begins=time(18), minutes=240)
    planned = Notice.objects.filter(series=series).order_by("slot")
    days = [first + timedelta(weeks=2 * turn) for turn in range(5)]
    assert list(planned.values_list("slot", flat=True)) == days[:4]
    assert planned[0].draft_sv == "Systemet är stängt kl. 18.00–22.00."
    assert planned[0].title_en == f"Upgrade {rules.day_in_words(timezone.localtime(planned[0].starts_at), 'en')}"
    commands.drop_day(actor, series, day=days[1])
    assert list(planned.filter(state="scheduled").values_list("slot", flat=True)) == [days[0], *days[2:]]
    with pytest.raises(Refused):
        commands.drop_day(actor, series, day=days[1])
    commands.take_up_day(actor, series, day=days[1])
    assert days[1] in planned.values_list("slot", flat=True)
    tick()
    assert planned.filter(state="scheduled").count() == 5, "the one more that was made while a day was left out stays"


def test_a_day_that_has_been_announced_is_not_left_out_in_silence(world, template):
    actor = world.actor(world.agent)
    first = timezone.localdate() + timedelta(days=3)
    series = commands.set_series(actor, None, template=template, first_on=first, begins=time(18), minutes=240)
    commands.announce(actor, Notice.objects.get(series=series, slot=first))
    with pytest.raises(Refused) as refused:
        commands.drop_day(actor, series, day=first)
    assert refused.value.code == "announced"


def test_a_changed_series_sets_anew_what_nobody_has_been_told_of(world, template):
    actor = world.actor(world.agent)
    first = timezone.localdate() + timedelta(days=3)
    series = commands.set_series(actor, None, template=template, first_on=first, begins=time(18), minutes=240)
    told = Notice.objects.get(series=series, slot=first)
    commands.announce(actor, told)
    commands.set_series(actor, series, template=template, first_on=first, begins=time(6), minutes=60, every_weeks=1)
    rows = Notice.objects.filter(series=series, state="scheduled").order_by("slot")
    assert [row.slot for row in rows] == [first + timedelta(weeks=turn) for turn in range(4)]
    assert [timezone.localtime(row.starts_at).hour for row in rows] == [18, 6, 6, 6]
    commands.end_series(actor, series)
    assert Notice.objects.filter(series=series, state="scheduled").count() == 1


def test_the_clock_plans_the_next_dates_as_time_goes(world, template, ago, tick):
    actor = world.actor(world.agent)
    first = timezone.localdate() - timedelta(days=27)
    with act(actor, at=ago(days=28)):
        series = commands.set_series(actor, None, template=template, first_on=first, begins=time(18), minutes=240)
    tick()
    ahead = Notice.objects.filter(series=series, slot__gt=timezone.localdate())
    assert ahead.count() == rules.DATES_AHEAD


class TestRules:
    def test_slots_count_from_the_first_day_whatever_the_day_today(self):
        first = date(2026, 1, 8)
        assert rules.slots(first, 2, [], date(2026, 3, 1), 3) == [date(2026, 3, 5), date(2026, 3, 19), date(2026, 4, 2)]
        assert rules.slots(first, 2, [date(2026, 3, 19)], date(2026, 3, 5), 2) == [date(2026, 3, 5), date(2026, 4, 2)]
        assert rules.slots(first, 3, [], date(2025, 1, 1), 1) == [first]

    def test_work_ends_by_the_clock_on_the_wall_when_clocks_change(self):
        start, end = rules.span(date(2026, 10, 24), time(22), timedelta(hours=8))
        assert (start.hour, end.hour, end.utcoffset() - start.utcoffset()) == (22, 6, timedelta(hours=-1))

    def test_a_reminder_of_a_short_promise_comes_halfway(self):
        now = datetime(2026, 3, 1, 12, tzinfo=rules.ZONE)
        assert rules.remind_at(now, now + timedelta(hours=1)) == now + timedelta(minutes=50)
        assert rules.remind_at(now, now + timedelta(minutes=10)) == now + timedelta(minutes=5)

    def test_places_that_nobody_fills_in_are_told(self):
        assert rules.unknown_places("{day} {vem}") == ["vem"]
        assert rules.unknown_places("{") == ["{"]

    def test_what_a_good_notice_says(self):
        draft = {"kind": "disturbance", "text_sv": "Resultat ligger nere."}
        assert rules.lacks(draft) == ["what", "who", "since", "do", "next", "english"]
        whole = {
            "kind": "disturbance", "text_sv": "Försök igen senare.", "parts": [1], "is_for_all": True, "starts_at": 1,
            "next_update_at": 1, "text_en": "Try later.",
        }  # fmt: skip
        assert rules.lacks(whole) == []
