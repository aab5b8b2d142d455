"""An incident ends: what is still open is said and answered for, and what the reporters get is true."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import commands
from bollkoll.log.acting import act
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.status import commands as notices

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}


def url(name, incident):
    return reverse(f"incidents:{name}", args=[incident.number])


def sound():
    return [key for key in audit.findings() if key[0].startswith(("incident", "ball", "subject"))] == []


@pytest.fixture
def left(world, incident):
    """An open task and an open question."""
    actor = world.actor(world.agent)
    task = commands.add_task(actor, incident, what="Töm kön", owner=world.other_agent)
    other = commands.add_task(actor, incident, what="Ring drift", owner=world.other_agent)
    question = commands.ask_for_decision(actor, incident, question="Starta om?", person=world.expert)
    return task, other, question


def test_what_nobody_did_before_it_was_resolved_is_told_as_that_and_not_as_somebodys_deed(world, incident):
    commands.resolve(world.actor(world.agent), incident)
    room = world.client(world.agent).get(url("room", incident), headers=SWEDISH).content.decode()
    assert "Steget ”försöka återskapa felet” upphörde när incidenten löstes" in room
    assert "antecknade att steget" not in room and "blev klar med steget ”informera löpande”" not in room


def test_what_is_open_is_listed_before_it_is_resolved_and_goes_on_or_is_let_go_for_a_reason(world, incident, left):
    task, other, question = left
    client = world.client(world.agent)
    commands.set_severity(world.actor(world.agent), incident, severity=3)
    asked = client.post(url("resolve", incident), headers=SWEDISH)  # one press from a page that shows no task yet
    text = asked.content.decode()
    assert asked.status_code == 409 and incident.state == world.fresh(incident).state
    assert all(words in text for words in ("Töm kön", "Ring drift", "Starta om?", world.expert.name))
    given = {"asked": "1", f"task_{task.pk}": "keep", f"task_{other.pk}": "drop", f"decision_{question.pk}": "drop"}
    silent = client.post(url("resolve", incident), given, headers=SWEDISH)
    assert silent.status_code == 422 and world.fresh(incident).state == "ongoing"
    assert client.post(url("resolve", incident), {**given, "reason": "Löste sig själv"}).status_code == 303
    incident = world.fresh(incident)
    assert incident.state == "resolved" and world.fresh(task).ball.ended_at is None
    assert world.fresh(other).is_dropped and world.fresh(question).is_withdrawn
    room = client.get(url("room", incident), headers=SWEDISH).content.decode()
    assert "Töm kön" in room and room.count("Löste sig själv") >= 2
    assert sound()


def test_a_task_that_goes_on_is_a_ball_until_it_is_done_also_when_the_incident_is_closed_and_reviewed(
    world, incident, left
):
    actor = world.actor(world.agent)
    task, other, question = left
    commands.resolve(actor, incident, drop=[other], withdraw=[question], reason="Behövs inte")
    for row in incident.affected.all():
        commands.mark_told(actor, incident, affected=row, how="telefon")
    commands.close(actor, incident)
    commands.skip_review(actor, incident, reason="Kort")
    held = Commitment.objects.open().get(subject=incident.subject, person=world.other_agent)
    assert held.step == "task" and world.fresh(incident).ball.step == "follow_up"
    commands.do_task(world.actor(world.other_agent), incident, task=task)
    assert not world.fresh(incident).subject.is_open
    assert sound()


def test_without_anything_open_one_press_resolves(world, incident):
    commands.set_severity(world.actor(world.agent), incident, severity=3)
    assert world.client(world.agent).post(url("resolve", incident)).status_code == 303
    assert world.fresh(incident).state == "resolved"


@pytest.mark.parametrize("verb", ["resolve", "close"])
def test_how_severe_it_was_is_asked_for_when_nobody_has_said(world, incident, verb):
    actor, client = world.actor(world.agent), world.client(world.agent)
    if verb == "close":
        commands.resolve(actor, incident)
        for row in incident.affected.all():
            commands.mark_told(actor, incident, affected=row, how="telefon")
    asked = client.post(url(verb, incident), headers=SWEDISH)
    assert asked.status_code == 409 and "hur allvarligt" in asked.content.decode()
    assert client.post(url(verb, incident), {"asked": "1"}).status_code == 422
    assert client.post(url(verb, incident), {"asked": "1", "severity": "2"}).status_code == 303
    assert (world.fresh(incident).severity, world.fresh(incident).state) == (2, f"{verb}d")
    assert incident.reports.exists()


def test_that_the_notice_goes_on_is_said_before_and_after_it_is_resolved_and_keeps_it_from_being_closed(
    world, incident
):
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.set_severity(actor, incident, severity=3)
    notice = notices.publish(
        actor, None, kind="disturbance", incident=incident, title_sv="Resultat svarar inte", text_sv="Vi felsöker.",
        environments=[world.production], next_update_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    asked = client.post(url("resolve", incident), headers=SWEDISH)
    assert asked.status_code == 409 and "Resultat svarar inte" in asked.content.decode()
    assert reverse("status:resolve", args=[notice.number]) in asked.content.decode()
    assert client.post(url("resolve", incident), {"asked": "1"}).status_code == 303
    for row in incident.affected.all():
        commands.mark_told(actor, incident, affected=row, how="telefon")
    page = client.post(url("close", incident), headers=SWEDISH, follow=True).content.decode()
    assert "Omvärlden" in page and f"#{notice.number} säger fortfarande" in page
    assert world.fresh(incident).state == "resolved"
    notices.resolve(actor, notice, text_sv="Det är över.")
    commands.close(actor, incident)
    assert "Omvärlden" not in client.get(url("room", incident), headers=SWEDISH).content.decode()


def test_closing_while_somebody_waits_is_refused_in_the_room_and_asks_nothing(world, incident):
    actor, client = world.actor(world.agent), world.client(world.agent)
    notices.publish(
        actor, None, kind="disturbance", incident=incident, title_sv="Resultat svarar inte", text_sv="Vi felsöker.",
        environments=[world.production], next_update_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    commands.resolve(actor, incident)
    answer = client.post(url("close", incident), headers=SWEDISH, follow=True)
    assert answer.redirect_chain == [(url("room", incident), 303)] and "slutbeskedet" in answer.content.decode()
    assert world.fresh(incident).state == "resolved"


def test_what_a_reporter_without_a_case_gets_is_filled_in_and_says_over_only_when_it_is(world, incident, follow):
    people.change_preferences(world.actor(world.contact), world.contact, language="sv", telling="each", shortcuts=True)
    commands.also_affected(world.actor(world.contact), incident)
    row = incident.affected.get(person=world.contact)
    said = {"text_sv": "Hej {name}! Nu går det att spara.", "is_final": True}

    def mail():
        outcome = commands.answer_all(world.actor(world.agent), incident, affected=[row], **said)
        with act(CLOCK, at=timezone.now() + timedelta(minutes=2)):
            commands.release_told(CLOCK, incident, said=outcome.said)
        follow()
        return Delivery.objects.filter(person=world.contact, event__kind="incidents.reporters_told").latest("made_at")

    first = mail()
    assert "Hej Karin! Nu går det att spara." in first.text and "{name}" not in first.text
    assert "över" not in first.subject
    commands.resolve(world.actor(world.agent), incident)
    assert "över" in mail().subject


def test_the_board_counts_down_to_what_it_names(world, incident):
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.set_severity(actor, incident, severity=3)
    commands.follow_notice(
        actor, incident, at=timezone.now(), next_update_at=timezone.now() + timedelta(hours=2), is_first=True,
        is_resolved=False,
    )  # fmt: skip
    commands.ask_for_decision(
        actor, incident, question="Starta om?", person=world.expert, due_at=timezone.now() + timedelta(minutes=3)
    )
    page = client.get(reverse("incidents:board"), headers=SWEDISH)
    row = page.context["rows"][0]
    first = Commitment.objects.open().filter(subject=incident.subject).order_by("due_at").first()
    assert (row.due_at, row.whose) == (first.due_at, world.expert.name)
    assert row.next_update_at > row.due_at
    assert first.get_step_display().lower() in page.content.decode().lower()


MOMENTS = ("9999-12-31T12:00", "0001-01-01T00:00", "1066-10-14T09:00", "2026-13-45T25:61", "x" * 300)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_time_that_nobody_can_mean_is_refused_with_a_word_and_never_falls_over(world, incident, moment):
    client = world.client(world.agent)
    forms = {
        "change_facts": {"title": "x", "started_at": moment},
        "assign_step": {"kind": "reproduce", "person": world.agent.pk, "due_at": moment},
        "ask_for_decision": {"question": "?", "person": world.expert.pk, "due_at": moment},
        "add_task": {"what": "x", "due_at": moment},
        "add_action": {"what": "x", "owner": world.agent.pk, "due_at": moment[:10]},
    }
    for name, posted in forms.items():
        answer = client.post(url(name, incident), posted, headers=SWEDISH)
        assert answer.status_code == 422, name
    declared = client.post(reverse("incidents:declare"), {"title": "x", "state": "ongoing", "started_at": moment})
    assert declared.status_code == 422


def test_a_beginning_ahead_or_after_the_end_is_refused(world, incident):
    client, actor = world.client(world.agent), world.actor(world.agent)
    ahead = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert (
        client.post(reverse("incidents:declare"), {"title": "x", "state": "ongoing", "started_at": ahead}).status_code
        == 422
    )
    with act(actor, at=timezone.now() - timedelta(hours=3)):
        commands.resolve(actor, incident)
    late = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url("change_facts", incident), {"started_at": late}, headers=SWEDISH).status_code == 409


@pytest.mark.parametrize("title", ["Fel för 19811228-9874", "Fel för 811228 9874"])
def test_no_identity_number_stands_in_what_an_incident_is_about(world, incident, title):
    client, words = world.client(world.agent), "Ett personnummer får inte stå"
    before = incident.title
    declared = client.post(reverse("incidents:declare"), {"title": title, "state": "ongoing"}, headers=SWEDISH)
    assert declared.status_code == 422 and words in declared.content.decode()
    changed = client.post(url("change_facts", incident), {"title": title}, headers=SWEDISH)
    assert changed.status_code == 422 and words in changed.content.decode()
    assert world.fresh(incident).title == before


def test_a_case_that_third_line_may_not_see_is_not_called_protected(world, incident):
    page = world.client(world.expert).get(url("ledger", incident), headers=SWEDISH).content.decode()
    assert "ett ärende som du inte får se" in page and "Skyddat ärende" not in page


def test_a_place_that_nothing_is_filled_in_for_is_refused_in_the_preview_and_when_sent(world, incident):
    client, rows = world.client(world.agent), [row.pk for row in incident.affected.all()]
    given = {"text_sv": "Hej {smeknamn}!", "then": "keep", "affected": rows}
    for more in ({"preview": "1"}, {"once": "k"}):
        answer = client.post(url("answer_all", incident), {**given, **more}, headers=SWEDISH)
        assert answer.status_code == 422 and "Inget fylls i för {smeknamn}" in answer.content.decode()
    assert not incident.said.exists()


def test_an_institution_that_has_left_stays_in_the_facts(world, incident):
    people.change_institution(SYSTEM, world.lu, code="LU", name_sv="Lunds universitet", is_ended=True)
    page = world.client(world.agent).get(url("change_facts", incident), headers=SWEDISH).text
    assert f'value="{world.lu.pk}"' in page
