"""Two incidents are one, or one is two: in whatever states they are nobody and nothing is lost."""

from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import commands
from bollkoll.incidents.models import Report
from bollkoll.log.acting import Refused
from bollkoll.status import commands as notices
from bollkoll.status.queries.first import of_incident

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}
STATES = ("suspected", "ongoing", "monitoring", "resolved", "closed")
LIVE = ("ongoing", "monitoring", "suspected", "resolved")


def sound():
    return [key for key in audit.findings() if key[0].startswith(("incident", "ball", "subject"))] == []


def held(incident, person):
    """What the person holds of the incident."""
    rows = Commitment.objects.open().filter(subject=incident.subject, person=person)
    return sorted(rows.values_list("step", flat=True))


@pytest.fixture
def build(world, declare):
    """``build(state, told, lead, reporter, severity=…)``: an incident in that state with one of everything."""

    def run(state, told, lead, reporter, *, severity=None):
        actor = world.actor(lead)
        kind = {"state": "suspected"} if state == "suspected" else {}
        incident = declare(
            by=lead, lead=lead, cases=[world.case(reporter, service=world.service)], severity=severity, **kind
        )
        if told:
            notices.publish(
                actor, None, kind="disturbance", incident=incident, title_sv="Störning", text_sv="Vi felsöker.",
                environments=[world.production], next_update_at=timezone.now() + timedelta(hours=1),
            )  # fmt: skip
        if state != "suspected":  # which no reporter is shown
            commands.also_affected(world.actor(world.contact), incident)
        commands.pull_in(actor, incident, person=world.expert)
        commands.add_action(actor, incident, what="Slå på larmet", owner=world.other_agent)
        if state == "monitoring":
            commands.begin_monitoring(actor, incident)
        if state in ("resolved", "closed"):
            commands.resolve(actor, incident)
        else:
            commands.add_task(actor, incident, what="Ring drift", owner=world.other_agent)
            commands.ask_for_decision(actor, incident, question="Starta om?", person=world.expert)
        if state == "closed":
            for row in incident.affected.waiting():
                commands.mark_told(actor, incident, affected=row, how="telefon")
            for notice in of_incident(incident):
                notices.resolve(actor, notice, text_sv="Det är över.")
            commands.close(actor, incident)
        return world.fresh(incident)

    return run


def waiting(*incidents):
    rows = [row for one in incidents for row in one.affected.waiting()]
    return {(row.person.name, row.case_id) for row in rows}


def todo(*incidents):
    """What is to be done that is open, by whose ball it is."""
    rows = [row for one in incidents for part in ("tasks", "decisions", "actions") for row in getattr(one, part).all()]
    return sorted((str(row), row.ball.person.name) for row in rows if row.is_open and row.ball.ended_at is None)


@pytest.mark.parametrize(("one", "other"), [*product(STATES, STATES)])
@pytest.mark.parametrize("told", [(False, False), (True, False), (False, True), (True, True)])
def test_whichever_is_merged_into_which_nobody_and_nothing_is_lost(world, build, one, other, told):
    incident = build(one, told[0], world.agent, world.local, severity=2)
    target = build(other, told[1], world.other_agent, world.stranger)
    actor = world.actor(world.agent)
    if "closed" in (one, other):
        with pytest.raises(Refused) as refused:
            commands.merge(actor, incident, target=target)
        closed = incident if one == "closed" else target
        assert f"#{closed.number}" in refused.value.message
        return
    wait, owed = waiting(incident, target), todo(incident, target)
    commands.merge(actor, incident, target=target)
    incident, target = world.fresh(incident), world.fresh(target)
    assert target.state == min((one, other), key=LIVE.index)
    assert waiting(target) == wait and not incident.affected.exists()
    assert todo(target) == owed and not todo(incident)
    goes_on = target.is_unresolved
    main = "restore" if goes_on else "final_answer"
    assert target.ball.step == main and not incident.subject.is_open
    assert target.lead == (world.agent if other == "resolved" and one != "resolved" else world.other_agent)
    assert {person.name for person in (world.agent, world.other_agent)} <= {
        target.lead.name, *(row.person.name for row in target.participants.filter(state="accepted"))
    }  # fmt: skip
    assert list(target.participants.filter(state="asked", person=world.expert).values_list("incident", flat=True)) == (
        [] if one == other == "resolved" else [target.pk]
    )
    assert target.severity == 2 and {row.rule.key for row in target.reports.all()} == {"nis2_early", "nis2_report"}
    steps = {row.kind: row for row in target.process.all()}
    published = any(told)
    assert len(of_incident(target)) == sum(told) and bool(target.first_notice_at) == published
    if goes_on:
        assert steps["publish"].is_open != published and steps["inform"].is_open
        promised = [is_told for is_told, state in zip(told, (one, other), strict=True) if state != "resolved"]
        assert bool(steps["inform"].due_at) == any(promised)
        assert ("publish" in held(target, target.lead)) != published
    assert sound()


def test_who_waits_in_either_waits_in_the_one_and_is_asked_to_join_once(world, declare):
    actor = world.actor(world.agent)
    incident, target = declare(title="Ett", lead=world.agent), declare(title="Två", lead=world.agent)
    for one in (incident, target):
        commands.also_affected(world.actor(world.contact), one)
        commands.pull_in(actor, one, person=world.expert)
    commands.accept(world.actor(world.expert), incident, participant=incident.participants.get())
    commands.mark_told(actor, target, affected=target.affected.get(), how="telefon")
    commands.merge(actor, incident, target=target)
    assert target.affected.get().final_at is None
    assert sorted(target.participants.values_list("state", flat=True)) == ["accepted", "left"]
    assert not Commitment.objects.open().filter(person=world.expert).exists()
    assert sound()


def test_clocks_decisions_about_them_and_the_review_go_along(world, declare):
    actor = world.actor(world.agent)
    first = declare(title="Ett", lead=world.agent, severity=2, ago=timedelta(hours=3))
    commands.mark_personal_data(actor, first, concerns=True)
    early = first.reports.get(rule__key="nis2_early")
    commands.decide_report(actor, first, report=early, verdict="report", reason="Många lärosäten.")
    commands.note_sent_report(actor, first, report=early, reference="N-1")
    commands.resolve(actor, first)
    commands.write_review(actor, first, causes="Minnet tog slut.")
    target = declare(title="Två", lead=world.agent, severity=3)
    commands.merge(actor, first, target=target)
    target = world.fresh(target)
    assert target.has_personal_data and target.severity == 2 and target.declared_at == first.declared_at
    assert target.reports.get(rule__key="nis2_early").reference == "N-1"
    assert {row.due_at for row in target.reports.filter(rule__hours=72)} == {first.declared_at + timedelta(hours=72)}
    assert target.review.causes == "Minnet tog slut."
    assert sound()


def test_a_clock_that_runs_in_one_runs_on_though_it_was_let_go_in_the_other(world, declare):
    actor = world.actor(world.agent)
    incident, target = (declare(title=title, lead=world.agent, severity=2) for title in ("Ett", "Två"))
    commands.set_severity(actor, target, severity=4)
    assert {row.verdict for row in target.reports.all()} == {"not"}
    commands.merge(actor, incident, target=target)
    assert {row.verdict for row in target.reports.all()} == {""}
    assert held(target, world.agent).count("report") == 2
    assert sound()


def test_the_room_of_the_one_shows_the_notice_of_the_other_and_asks_for_no_first_one(world, build):
    incident = build("ongoing", True, world.agent, world.local)
    target = build("suspected", False, world.agent, world.stranger)
    client = world.client(world.agent)
    posted = {"target": target.pk}
    assert client.post(reverse("incidents:merge", args=[incident.number]), posted).status_code == 303
    page = client.get(reverse("incidents:room", args=[target.number]), headers=SWEDISH).content.decode()
    notice = of_incident(target)[0]
    assert reverse("status:notice", args=[notice.number]) in page
    assert reverse("status:publish_first", args=[target.number]) not in page
    merged = client.get(reverse("incidents:room", args=[incident.number]), headers=SWEDISH).content.decode()
    assert "Omvärlden" not in merged and reverse("incidents:change_facts", args=[incident.number]) not in merged
    notices.update(
        world.actor(world.agent), notice, text_sv="Hittat.", next_update_at=timezone.now() + timedelta(hours=2)
    )
    assert target.process.get(kind="inform").due_at == world.fresh(notice).next_update_at
    with pytest.raises(Refused):
        notices.publish(
            world.actor(world.agent), None, kind="disturbance", incident=incident, title_sv="En till", text_sv="En till.",
            environments=[world.production], next_update_at=timezone.now() + timedelta(hours=1),
        )  # fmt: skip


def test_of_one_that_was_merged_nothing_is_changed_and_the_way_is_told(world, declare):
    incident, middle, target = (declare(title=title, lead=world.agent) for title in ("Ett", "Två", "Tre"))
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.note(actor, incident, text="Kön är full.")
    commands.merge(actor, incident, target=middle)
    commands.merge(actor, middle, target=target)
    posts = {
        "set_severity": {"severity": 1}, "add_task": {"what": "Ring"}, "attempt": {"verdict": "reproduced", "text": "x"},
        "ask_for_decision": {"question": "?", "person": world.expert.pk}, "pull_in": {"who": f"person-{world.expert.pk}"},
        "record_decision": {"question": "a", "answer": "b", "reason": "c"}, "change_facts": {"title": "x"},
        "hand_over_lead": {"person": world.other_agent.pk, "summary": "x"},
        "set_communicator": {"person": world.other_agent.pk},
    }  # fmt: skip
    for name, posted in posts.items():
        answer = client.post(reverse(f"incidents:{name}", args=[incident.number]), posted, headers=SWEDISH)
        assert answer.status_code == 409 and f"#{target.number}" in answer.content.decode(), name
    room = client.get(reverse("incidents:room", args=[target.number]), headers=SWEDISH).content.decode()
    assert "Kön är full." in room


def test_a_reporter_who_is_affected_by_one_that_was_merged_stands_in_the_other(world, declare):
    incident, target = declare(title="Ett", lead=world.agent), declare(title="Två", lead=world.agent)
    commands.merge(world.actor(world.agent), incident, target=target)
    world.client(world.contact).post(reverse("portal:also_affected", args=[incident.number]))
    assert target.affected.get().person == world.contact


def test_merging_loses_nobody_and_splitting_gives_back(world, incident, declare):
    actor = world.actor(world.agent)
    other = declare(title="Samma sak", lead=world.other_agent, cases=[world.case(world.extra, service=world.service)])
    commands.add_task(actor, other, what="Ring drift")
    commands.pull_in(actor, other, person=world.expert)
    commands.tell_reporters(actor, other, stage="start", text_sv="Vi felsöker.")
    commands.merge(actor, other, target=incident)
    incident, other = world.fresh(incident), world.fresh(other)
    assert other.merged_into == incident
    assert not other.subject.is_open
    assert {row.person for row in incident.affected.all()} == {world.local, world.stranger, world.extra}
    assert incident.tasks.get().ball.ended_at is None
    assert incident.participants.get(state="asked").ball.person == world.expert
    assert sound()
    case = incident.links.get(case__reporter=world.extra).case
    made = commands.split(actor, incident, title="Ändå en annan", cases=[case], lead=world.agent)
    assert made.affected.get().person == world.extra
    assert made.affected.get().told.count() == 1
    assert incident.affected.count() == 2
    assert sound()


def test_what_is_split_off_is_as_severe_since_as_long_and_takes_along_what_is_chosen(world, declare):
    actor = world.actor(world.agent)
    incident = declare(
        lead=world.agent, severity=1, services=[world.service], ago=timedelta(hours=2), is_everywhere=True
    )
    commands.mark_personal_data(actor, incident, concerns=True)
    commands.also_affected(world.actor(world.contact), incident)
    task = commands.add_task(actor, incident, what="Ring drift", owner=world.other_agent)
    question = commands.ask_for_decision(actor, incident, question="Starta om?", person=world.expert)
    client = world.client(world.agent)
    url = reverse("incidents:split", args=[incident.number])
    form = client.get(url, headers=SWEDISH).context["form"]
    assert form.initial["severity"] == 1 and "cases" not in form.fields
    posted = {
        "title": "En annan", "severity": 1, "reporters": incident.affected.get().pk, "tasks": task.pk,
        "decisions": question.pk, "lead": world.other_agent.pk,
    }  # fmt: skip
    answer = client.post(url, posted)
    made = world.fresh(task).incident
    assert answer["Location"] == reverse("incidents:room", args=[made.number])
    assert (made.severity, made.is_everywhere, made.has_personal_data) == (1, True, True)
    assert {row.due_at - incident.declared_at for row in Report.objects.filter(incident=made)} == {
        row.due_at - incident.declared_at for row in Report.objects.filter(incident=incident)
    }
    assert made.affected.get().person == world.contact and made.decisions.get().ball.person == world.expert
    assert made.tasks.get().ball.subject == made.subject and held(incident, world.other_agent) == []
    assert sound()


def test_a_split_with_which_nothing_goes_along_is_refused_with_its_text_kept(world, incident):
    posted = {"title": "En annan", "severity": ""}
    answer = world.client(world.agent).post(reverse("incidents:split", args=[incident.number]), posted, headers=SWEDISH)
    assert answer.status_code == 409 and 'value="En annan"' in answer.content.decode()
    assert "Välj vad som följer med" in answer.content.decode()


def test_nobody_is_split_off_while_an_answer_to_them_is_on_its_way(world, incident):
    actor = world.actor(world.agent)
    commands.answer_all(actor, incident, affected=incident.affected.all(), text_sv="Snart.")
    with pytest.raises(Refused):
        commands.split(actor, incident, title="En annan", cases=[incident.links.first().case])
