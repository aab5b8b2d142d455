"""Notices of incidents: the first one is written, one key publishes it, the process is ticked and the reporters hear it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from bollkoll.commitments import audit
from bollkoll.incidents import commands as incidents
from bollkoll.incidents.models import ProcessStep
from bollkoll.log.acting import Refused
from bollkoll.log.models import Event
from bollkoll.status import commands
from bollkoll.status.models import Notice
from bollkoll.status.panels import in_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(world):
    cases = [world.case(world.local, service=world.service), world.case(world.stranger, service=world.service)]
    return incidents.declare(
        world.actor(world.agent), None, title="Resultat svarar inte", lead=world.agent, services=[world.service],
        environments=[world.production], cases=cases,
    )  # fmt: skip


def test_one_press_publishes_the_first_notice_that_was_written(world, incident):
    answer = world.client(world.agent).post(
        reverse("status:publish_first", args=[incident.number]), {"back": "/incidents/1/"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/incidents/1/")
    notice = Notice.objects.get()
    assert notice.incident == incident and notice.title_en and "Resultat" in notice.updates.get().text_sv
    assert notice.parts.get().service == world.service and notice.starts_at == incident.started_at
    step = ProcessStep.objects.get(incident=incident, kind="publish")
    assert step.outcome == "done"
    inform = ProcessStep.objects.get(incident=incident, kind="inform")
    assert inform.due_at == notice.next_update_at
    assert Event.objects.filter(kind="incidents.reporters_told").exists()


def test_of_two_who_publish_at_once_one_notice_comes_out(world, incident):
    one, other = world.client(world.agent), world.client(world.other_agent)
    address = reverse("status:publish_first", args=[incident.number])
    assert {one.post(address).status_code, other.post(address).status_code} == {303}
    assert Notice.objects.count() == 1
    given = {
        "kind": "disturbance",
        "title_sv": "Till",
        "text_sv": "En till.",
        "next_update_at": Notice.objects.get().next_update_at,
    }
    with pytest.raises(Refused):
        commands.publish(world.actor(world.other_agent), None, incident=incident, **given)
    commands.publish(world.actor(world.other_agent), None, incident=incident, is_another=True, **given)


def test_each_update_goes_on_to_the_incident_and_its_reporters(world, incident, disturbance, ahead):
    notice = disturbance(incident=incident)
    commands.update(world.actor(world.agent), notice, text_sv="Felet är hittat.", next_update_at=ahead(hours=2))
    commands.resolve(world.actor(world.agent), notice, text_sv="Det är över.")
    assert list(incident.said.order_by("at", "pk").values_list("stage", flat=True)) == ["start", "update", "update"]


@pytest.fixture
def joined(world, incident):
    """Somebody is affected too, without a case."""
    incidents.also_affected(world.actor(world.contact), incident)
    return incident.affected.get(person=world.contact)


def is_waiting(row):
    row.refresh_from_db()
    return row.final_at is None


def test_a_notice_that_is_over_is_the_final_answer_when_the_incident_is_resolved_and_it_was_the_last(
    world, incident, joined, disturbance
):
    one, other = disturbance(incident=incident), disturbance(incident=incident, is_another=True)
    actor = world.actor(world.agent)
    commands.resolve(actor, one, text_sv="Den ena är över.")
    assert is_waiting(joined), "the incident goes on"
    commands.reopen(actor, one, text_sv="Tillbaka.", next_update_at=timezone.now() + timedelta(hours=1))
    incidents.resolve(actor, incident)
    commands.resolve(actor, one, text_sv="Den ena är över.")
    assert is_waiting(joined), "another notice says that it goes on"
    commands.resolve(actor, other, text_sv="Båda är över.")
    assert not is_waiting(joined)
    assert incident.said.get(stage="end").text_sv == "Båda är över."


def test_who_had_the_final_answer_waits_again_when_the_notice_says_that_it_is_back(
    world, incident, joined, disturbance
):
    notice, actor = disturbance(incident=incident), world.actor(world.agent)
    incidents.resolve(actor, incident)
    commands.resolve(actor, notice, text_sv="Över.")
    for row in incident.affected.waiting():
        incidents.mark_told(actor, incident, affected=row, how="telefon")
    incidents.close(actor, incident)
    commands.reopen(actor, notice, text_sv="Tillbaka.", next_update_at=timezone.now() + timedelta(hours=1))
    assert is_waiting(joined)
    incident = world.fresh(incident)
    assert incident.state == "resolved" and incident.ball.step == "final_answer"
    for row in incident.affected.waiting():
        incidents.mark_told(actor, incident, affected=row, how="telefon")
    with pytest.raises(Refused, match=str(notice.number)):
        incidents.close(actor, incident)
    assert audit.findings() == {}


def test_the_editor_begins_with_what_the_incident_knows(world, incident):
    page = world.client(world.agent).get(f"{reverse('status:publish')}?incident={incident.number}").text
    assert f'value="{incident.number}"' in page and "St&ouml;rning" not in page and "Störning i Resultat" in page
    assert world.client(world.agent).get(f"{reverse('status:publish')}?incident=999999").status_code == 404


def test_the_room_shows_the_first_notice_and_then_what_is_out(world, incident, disturbance):
    request = RequestFactory().get("/")
    request.actor, request.session, request.user = world.actor(world.agent), SessionStore(), AnonymousUser()
    publish, inform = incident.process.get(kind="publish"), incident.process.get(kind="inform")
    assert reverse("status:publish_first", args=[incident.number]) in in_room(request, incident, publish)
    assert in_room(request, incident, inform) is None
    notice = disturbance(incident=incident)
    drawn = in_room(request, incident, inform)
    assert reverse("status:update", args=[notice.number]) in drawn and "publish_first" not in drawn
    request.actor = world.actor(world.expert)
    assert notice.title_sv in in_room(request, incident, inform)


def test_the_room_brings_the_sheet_its_notice_is_drawn_with(world, incident):
    page = world.client(world.agent).get(reverse("incidents:room", args=[incident.number])).content.decode()
    assert '<div class="process-panel"><div class="notice-in-room">' in page and "ui/css/notices" in page
