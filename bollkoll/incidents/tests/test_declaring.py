"""An incident is declared in one step; from then on nothing of it is without a holder and a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.cases.commands import AlreadyDone
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import commands
from bollkoll.incidents.models import Incident, Proposal, Report
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from tests.together import together

pytestmark = pytest.mark.django_db


def held(incident):
    """Who holds what of it: ``{step: person or team}``, the main ball too."""
    balls = Commitment.objects.open().filter(subject=incident.subject).select_related("person", "team")
    return {ball.step: ball.person or ball.team for ball in balls}


def sound():
    return [key for key in audit.findings() if key[0].startswith(("incident", "ball", "subject"))] == []


def test_nothing_need_be_known_but_that_it_is(world, declare):
    incident = declare(title="", services=[world.service])
    assert incident.title == "Störning i Resultat"
    assert held(incident) == {
        "lead": world.coordinator, "severity": world.coordinator, "publish": world.coordinator,
        "reproduce": world.coordinator,
    }  # fmt: skip
    assert [step.kind for step in incident.process.all()] == [
        "publish", "reproduce", "prioritise", "pull_in", "inform",
    ]  # fmt: skip
    assert sound()


def test_whoever_leads_holds_the_main_ball_and_what_nobody_else_has(world, incident):
    assert incident.ball.step == "restore"
    assert set(held(incident).values()) == {world.agent}
    assert incident.affected.count() == 2
    assert set(incident.institutions.all()) == {world.uu, world.lu}
    assert sound()


def test_the_same_form_twice_is_one_incident(world, declare):
    first = declare(once="k")
    with pytest.raises(AlreadyDone) as again:
        declare(once="k")
    assert again.value.made == first
    assert Incident.objects.count() == 1


def test_only_the_desk_declares(world, declare):
    for person in (world.expert, world.local, world.admin):
        with pytest.raises(NotAllowed):
            declare(by=person)


def test_the_severity_is_said_once_and_begins_the_clocks_of_reports(world, incident):
    commands.set_severity(world.actor(world.agent), incident, severity=2)
    assert "severity" not in held(incident)
    assert {row.rule.key for row in Report.objects.all()} == {"nis2_early", "nis2_report"}
    commands.set_severity(world.actor(world.agent), incident, severity=1)
    assert Report.objects.count() == 4
    with pytest.raises(Refused):
        commands.set_severity(world.actor(world.agent), incident, severity=1)
    commands.set_severity(world.actor(world.agent), incident, severity=3)
    assert {row.verdict for row in Report.objects.all()} == {"not"}
    assert "report" not in held(incident)
    assert sound()


def test_it_nags_until_lead_severity_and_first_notice_exist(world, declare, tick, later):
    incident = declare(ago=timedelta(minutes=16))
    tick()
    incident.refresh_from_db()
    assert commands.process.missing_now(incident, timezone.now()) == ["lead", "severity", "publish"]
    assert incident.nagged_at
    with pytest.raises(Refused):
        commands.nag(CLOCK, incident)
    later(commands.nag, incident, minutes=11)
    actor = world.actor(world.agent)
    commands.take_lead(actor, incident)
    commands.set_severity(actor, incident, severity=3)
    commands.follow_notice(
        actor, incident, at=timezone.now(), next_update_at=timezone.now() + timedelta(hours=1), is_first=True,
        is_resolved=False,
    )  # fmt: skip
    with pytest.raises(Refused):
        later(commands.nag, world.fresh(incident), minutes=30)


def test_a_notice_ticks_the_process_and_moves_the_promise(world, incident):
    soon = timezone.now() + timedelta(minutes=45)
    told = {"at": timezone.now(), "next_update_at": soon, "is_first": True, "is_resolved": False}
    commands.follow_notice(world.actor(world.agent), incident, **told)
    publish, inform = incident.process.get(kind="publish"), incident.process.get(kind="inform")
    assert publish.outcome == "done"
    assert inform.due_at == soon
    assert world.fresh(incident).first_notice_at
    assert "publish" not in held(incident)
    commands.follow_notice(
        world.actor(world.agent), incident, at=timezone.now(), next_update_at=None, is_first=False, is_resolved=True
    )
    assert incident.process.get(kind="inform").due_at is None


def test_the_lead_is_handed_over_with_a_summary(world, incident):
    actor = world.actor(world.agent)
    with pytest.raises(Refused):
        commands.hand_over_lead(actor, incident, person=world.other_agent, summary="  ")
    with pytest.raises(Refused):
        commands.take_lead(world.actor(world.other_agent), incident)
    commands.hand_over_lead(actor, incident, person=world.other_agent, summary="Felet sitter i kön. Drift startar om.")
    incident = world.fresh(incident)
    assert (incident.lead, incident.ball.person) == (world.other_agent, world.other_agent)
    assert set(held(incident).values()) == {world.other_agent}
    assert incident.notes.get().kind == "hand_over"
    assert sound()


def test_somebody_who_is_away_leads_nothing_and_the_deputy_goes_on(world, incident, tick):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today, deputy=world.other_agent)
    tick()
    incident = world.fresh(incident)
    assert incident.lead == world.other_agent
    assert set(held(incident).values()) == {world.other_agent}
    assert sound()


def test_without_a_deputy_the_incident_manager_has_it(world, incident, follow):
    people.end_person(SYSTEM, world.agent)
    follow()
    incident = world.fresh(incident)
    assert incident.lead == world.coordinator
    assert set(held(incident).values()) == {world.coordinator}
    assert sound()


@pytest.mark.django_db(transaction=True)
def test_two_who_declare_the_same_proposal_at_the_same_instant_get_one_incident(world, declare, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    proposal = Proposal.objects.get()

    def by(person):
        return lambda: declare(by=person, proposal=proposal, lead=person, once="k")

    ends = together(by(world.agent), by(world.other_agent))
    assert sorted(type(end).__name__ for end in ends) == ["Incident", "Refused"]
    assert Incident.objects.get().links.count() == 4
    assert sound()


def test_an_incident_is_declared_from_a_proposal_with_all_its_cases(world, declare, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    proposal = Proposal.objects.get()
    assert set(proposal.institutions.all()) == {world.uu, world.lu}
    incident = declare(title="", proposal=proposal)
    assert incident.links.count() == 4
    assert set(incident.services.all()) == {world.service}
    assert world.fresh(proposal).incident == incident
    with pytest.raises(Refused):
        declare(proposal=proposal)
    tick()
    assert Proposal.objects.filter(state="open").count() == 0
