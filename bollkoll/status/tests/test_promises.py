"""The promised next update: reminds before, goes to the incident manager at, alarms after. Nobody who is away holds it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.commitments import audit
from bollkoll.log import subscribers
from bollkoll.log.models import Delivery, Event
from bollkoll.people import commands as people
from bollkoll.status import commands

pytestmark = pytest.mark.django_db
ENGLISH = {"title_en": "Slow", "text_en": "Results is slow."}


def told(kind):
    return [set(event.audience) for event in Event.objects.filter(kind=f"status.{kind}").order_by("pk")]


def test_whoever_promised_is_reminded_once_before(world, disturbance, ago, ahead, tick):
    disturbance(at=ago(minutes=55), next_update_at=ahead(minutes=5), **ENGLISH)
    tick()
    tick()
    assert told("reminded") == [{world.agent.pk}]
    assert told("escalated") == []


def test_at_the_time_the_incident_manager_has_the_ball_and_after_it_the_desk_is_alarmed(
    world, disturbance, ago, tick, fresh
):
    notice = disturbance(at=ago(hours=1), next_update_at=ago(minutes=2), **ENGLISH)
    tick()
    notice = fresh(notice)
    assert notice.subject.main.person == world.coordinator and notice.is_late
    assert notice.subject.main.promised_at == notice.next_update_at, "the promise stays what it was"
    assert told("escalated") == [{world.agent.pk, world.coordinator.pk}]
    assert told("alarmed") == []


def test_the_alarm_sounds_again_until_something_is_said(world, disturbance, ago, tick, fresh, ahead):
    notice = disturbance(at=ago(hours=2), next_update_at=ago(minutes=30), **ENGLISH)
    tick()
    tick()
    assert len(told("alarmed")) == 1
    assert told("alarmed")[0] >= {world.agent.pk, world.other_agent.pk, world.coordinator.pk}
    commands.update(world.actor(world.agent), notice, text_sv="Vi söker vidare.", next_update_at=ahead(hours=1))
    notice = fresh(notice)
    assert (notice.escalated_at, notice.alarmed_at, notice.is_late) == (None, None, False)
    assert notice.subject.main.person == world.agent


def test_a_clock_that_was_dead_does_everything_when_it_comes_back(world, disturbance, ago, tick, fresh):
    """Also what a changed clock skipped: the times are columns, asked for in order."""
    notice = disturbance(at=ago(days=2), next_update_at=ago(days=1), **ENGLISH)
    tick()
    assert fresh(notice).escalated_at and len(told("escalated")) == 1
    tick()
    assert len(told("alarmed")) == 1


def test_the_deputy_has_it_when_whoever_promised_is_away(world, disturbance, tick, fresh):
    notice = disturbance(**ENGLISH)
    today = timezone.localdate()
    people.set_absence(
        world.actor(world.coordinator), world.agent, first_day=today, last_day=today + timedelta(days=2),
        deputy=world.other_agent,
    )  # fmt: skip
    tick()
    notice = fresh(notice)
    assert notice.subject.main.person == world.other_agent
    assert notice.subject.main.promised_at == notice.next_update_at


def test_whoever_promised_has_it_again_when_the_absence_is_taken_away(world, disturbance, ahead, tick, fresh):
    notice = disturbance(**ENGLISH)
    taken_over = disturbance(**ENGLISH)
    today = timezone.localdate()
    people.set_absence(
        world.actor(world.coordinator), world.agent, first_day=today, last_day=today, deputy=world.other_agent
    )
    tick()
    promised = fresh(notice).subject.main.promised_at
    later = ahead(hours=1)
    commands.update(world.actor(world.other_agent), taken_over, text_sv="Vi söker vidare.", next_update_at=later)
    people.remove_absence(world.actor(world.coordinator), world.agent, absence=world.agent.absences.get())
    while subscribers.run_all():
        continue
    assert (fresh(notice).subject.main.person, fresh(notice).subject.main.promised_at) == (world.agent, promised)
    assert fresh(taken_over).subject.main.person == world.other_agent, "who has said something since has promised it"


def test_the_incident_manager_has_it_when_whoever_promised_has_left(world, disturbance, tick, fresh):
    notice = disturbance(**ENGLISH)
    people.end_person(world.actor(world.admin), world.agent)
    tick()
    assert fresh(notice).subject.main.person == world.coordinator
    assert [found for found in audit.findings() if str(notice.pk) in found[1]] == []


def test_somebody_else_informs_from_now_on(world, disturbance, fresh):
    notice = disturbance(**ENGLISH)
    commands.choose_communicator(world.actor(world.agent), notice, person=world.other_agent)
    assert fresh(notice).subject.main.person == world.other_agent


def test_what_was_promised_is_told_by_mail_whatever_mail_one_has_chosen(world, disturbance, ago, tick):
    notice = disturbance(at=ago(hours=2), next_update_at=ago(minutes=30), **ENGLISH)
    tick()
    tick()
    while subscribers.run_all():
        continue
    sent = Delivery.objects.filter(person=world.agent, event__kind__startswith="status.")
    assert {delivery.event.kind for delivery in sent} == {"status.escalated", "status.alarmed"}
    assert all(f"/notices/{notice.number}/" in delivery.text and notice.title_sv in delivery.text for delivery in sent)


def test_a_colleague_is_asked_by_mail(world, disturbance):
    disturbance(checker=world.other_agent)
    while subscribers.run_all():
        continue
    (sent,) = Delivery.objects.filter(event__kind="status.check_asked")
    assert sent.person == world.other_agent and world.agent.name in sent.text
