"""Afterwards: the review, its actions as balls, the clocks for reporting, the document, the figures; and who may do what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.commitments.models import Commitment
from bollkoll.incidents import commands, policy, rules
from bollkoll.incidents.models import Proposal, Report, ReportRule
from bollkoll.incidents.queries.figures import figures
from bollkoll.incidents.queries.noticing import noticed
from bollkoll.log.acting import Refused, act

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}


@pytest.fixture
def closed(world, incident):
    actor = world.actor(world.agent)
    commands.resolve(actor, incident)
    for row in incident.affected.all():
        commands.mark_told(actor, incident, affected=row, how="telefon")
    commands.close(actor, incident)
    return world.fresh(incident)


def test_nothing_more_is_owed_when_review_actions_and_reports_are_done(world, closed):
    actor = world.actor(world.agent)
    with pytest.raises(Refused):
        commands.finish_review(actor, closed)
    commands.write_review(actor, closed, happened="Det stod stilla.", causes="Minnet tog slut.")
    action = commands.add_action(actor, closed, what="Slå på larmet", owner=world.expert)
    commands.finish_review(actor, closed)
    closed = world.fresh(closed)
    assert closed.ball.step == "follow_up"
    held = Commitment.objects.open().get(person=world.expert, subject=closed.subject)
    assert held.step == "action"
    commands.do_action(world.actor(world.expert), closed, action=action, outcome="Larmet är på.")
    closed = world.fresh(closed)
    assert not closed.subject.is_open
    assert not Commitment.objects.open().filter(subject=closed.subject).exists()


def test_a_review_may_be_left_out_for_a_reason(world, closed):
    with pytest.raises(Refused):
        commands.skip_review(world.actor(world.agent), closed, reason=" ")
    commands.skip_review(world.actor(world.agent), closed, reason="En minut, inga drabbade")
    assert not world.fresh(closed).subject.is_open


@pytest.mark.parametrize("ending", ["finish", "skip"])
def test_a_reviewed_incident_that_comes_back_is_reviewed_anew_with_what_was_written_kept(world, closed, ending):
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.write_review(actor, closed, causes="Minnet tog slut.")
    if ending == "finish":
        commands.finish_review(actor, closed)
    else:
        commands.skip_review(actor, closed, reason="En minut, inga drabbade")
    assert not world.fresh(closed).subject.is_open
    commands.reopen(actor, world.fresh(closed))
    url, room = (reverse(f"incidents:{name}", args=[closed.number]) for name in ("review", "room"))
    said = "Det har kommit tillbaka sedan det gicks igenom"
    text = client.get(url, headers=SWEDISH).content.decode()
    assert said in text and "Minnet tog slut." in text
    commands.resolve(actor, world.fresh(closed))
    assert said in client.get(room, headers=SWEDISH).content.decode()
    for row in closed.affected.waiting():
        commands.mark_told(actor, closed, affected=row, how="telefon")
    commands.close(actor, world.fresh(closed))
    closed = world.fresh(closed)
    assert closed.subject.is_open and closed.ball.step == "review"
    text = client.get(url, headers=SWEDISH).content.decode()
    assert said in text and "Minnet tog slut." in text and ("inga drabbade" in text) == (ending == "skip")
    commands.write_review(actor, closed, causes="Minnet tog slut igen.")
    commands.finish_review(actor, closed)
    assert not world.fresh(closed).subject.is_open
    assert said not in client.get(url, headers=SWEDISH).content.decode()
    assert closed.review.why_none == ""


def test_a_clock_for_reporting_runs_until_somebody_has_decided_and_reported(world, incident):
    actor = world.actor(world.agent)
    commands.mark_personal_data(actor, incident, concerns=True)
    row = Report.objects.get()
    assert row.rule.hours == 72
    assert row.due_at == incident.declared_at + timedelta(hours=72)
    assert Commitment.objects.open().filter(subject=incident.subject, step="report").count() == 1
    with pytest.raises(Refused):
        commands.note_sent_report(actor, incident, report=row)
    commands.decide_report(actor, incident, report=row, verdict="report", reason="Namn syntes för fel lärosäte.")
    assert Commitment.objects.open().filter(subject=incident.subject, step="report").count() == 1
    commands.note_sent_report(actor, incident, report=row, reference="IMY-2026-1")
    assert not Commitment.objects.open().filter(subject=incident.subject, step="report").exists()


def test_the_clocks_for_reporting_stand_in_the_room_while_it_goes_on_the_nearest_first(world, incident):
    client, actor = world.client(world.agent), world.actor(world.agent)
    url = reverse("incidents:room", args=[incident.number])
    part = reverse("incidents:part", args=[incident.number, "work"])
    assert "Till myndigheter" not in client.get(url, headers=SWEDISH).content.decode(), "quiet when none runs"
    commands.mark_personal_data(actor, incident, concerns=True)
    commands.set_severity(actor, incident, severity=1)
    page = client.get(url, headers=SWEDISH)
    names = [one.row.rule.key for one in page.context["running"]]
    assert names[0] == "msb_first" and names[-1] == "msb_whole" and len(names) == 5
    assert "5 h 59 min kvar" in page.content.decode() or "6 h kvar" in page.content.decode()
    row = Report.objects.get(rule__key="msb_first")
    decide = reverse("incidents:decide_report", args=[incident.number])
    assert f"{decide}?row={row.pk}" in page.content.decode()
    commands.decide_report(actor, incident, report=row, verdict="report", reason="Alla är drabbade.")
    text = client.get(part, headers=SWEDISH).content.decode()
    assert "Alla är drabbade." in text and reverse("incidents:note_sent_report", args=[incident.number]) in text
    commands.note_sent_report(actor, incident, report=row)
    for other in Report.objects.exclude(pk=row.pk):
        commands.decide_report(actor, incident, report=other, verdict="not", reason="Prov.")
    assert "Till myndigheter" not in client.get(part, headers=SWEDISH).content.decode()
    assert decide not in world.client(world.expert).get(url, headers=SWEDISH).content.decode()


def test_a_clock_that_has_run_out_says_by_how_much(world, declare):
    late = declare(ago=timedelta(hours=30), severity=2, lead=world.agent)
    text = (
        world.client(world.agent).get(reverse("incidents:room", args=[late.number]), headers=SWEDISH).content.decode()
    )
    assert "6 h över tiden" in text and "NIS2: tidig varning" in text


def test_the_clocks_are_the_organisations_own(world, incident):
    client = world.client(world.coordinator)
    page = client.get(reverse("incidents:report_rules"))
    forms = page.context["formset"].forms
    posted = {"form-TOTAL_FORMS": len(forms), "form-INITIAL_FORMS": len(forms)}
    for at, form in enumerate(forms):
        posted |= {f"form-{at}-{name}": form.initial[name] for name in form.initial}
    posted["form-0-hours"] = 4
    assert client.post(reverse("incidents:report_rules"), posted).status_code == 303
    assert ReportRule.objects.get(key="msb_first").hours == 4
    assert world.client(world.agent).get(reverse("incidents:report_rules")).status_code == 403


def test_figures_tell_how_it_went(world, incident):
    at = incident.declared_at
    actor = world.actor(world.agent)
    for minutes, promised in ((10, 40), (35, 60), (70, None)):
        with act(actor, at=at + timedelta(minutes=minutes)):
            commands.follow_notice(
                actor, incident, at=at + timedelta(minutes=minutes), is_first=minutes == 10, is_resolved=False,
                next_update_at=at + timedelta(minutes=promised) if promised else None,
            )  # fmt: skip
    found = figures(world.fresh(incident))
    assert found.notice_from_declaration == timedelta(minutes=10)
    assert found.between_updates == timedelta(minutes=30)
    assert (found.promised, found.kept) == (2, 1)


def test_the_document_has_everything_and_no_identity_numbers(world, incident):
    commands.note(world.actor(world.agent), incident, text="Studenten 19811228-9874 ser fel.")
    client = world.client(world.agent)
    text = client.get(reverse("incidents:download", args=[incident.number])).content.decode()
    assert incident.title in text
    assert all(f": {one}" in text or f", {one}" in text for one in incident.services.all())
    assert "QuerySet" not in text
    assert "9874" not in text
    assert "9874" not in client.get(reverse("incidents:export", args=[incident.number])).content.decode()


def test_the_documents_call_a_final_answer_so_and_say_in_words_what_was_filled_in_for_each(world, incident):
    given = {"text_sv": "Hej {Namn}! Ärende {nummer} är löst.", "text_en": "Hello {name}, it is over."}
    rows = list(incident.affected.all())
    commands.answer_all(world.actor(world.agent), incident, affected=rows, is_final=True, **given)
    client = world.client(world.agent)
    for name in ("export", "download", "review", "room"):
        text = client.get(reverse(f"incidents:{name}", args=[incident.number]), headers=SWEDISH).content.decode()
        assert "{namn}" not in text.lower() and "{nummer}" not in text
        if name != "room":
            assert "Hej [mottagarens namn]! Ärende [ärendets nummer] är löst." in text
            assert "Slutbesked" in text and "uppdatering" not in text.split("Vad anmälarna fick veta")[1][:200].lower()
        if name in ("export", "download"):
            assert "Hello [the recipient" in text
    page = client.get(reverse("incidents:export", args=[incident.number]), headers=SWEDISH).content.decode()
    assert f"<title>Incident #{incident.number}: {incident.title}" in page


def test_a_dismissed_burst_is_proposed_again_only_when_many_more_have_come(world, tick):
    for reporter in (world.local, world.stranger, world.extra, world.stranger):
        world.case(reporter, service=world.service)
    tick()
    proposal = Proposal.objects.get()
    client = world.client(world.agent)
    assert client.post(reverse("incidents:dismiss", args=[proposal.pk]), {"reason": "prov"}).status_code == 303
    world.case(world.local, service=world.service)
    from_now = timezone.now() + timedelta(seconds=1)
    assert list(noticed(from_now)) == []
    for reporter in (world.stranger, world.contact):
        world.case(reporter, service=world.service)
    assert [one.service for one in noticed(timezone.now())] == [world.service]


def test_what_is_usual_makes_no_burst():
    at = timezone.now()
    arrivals = [(at - timedelta(minutes=minutes), minutes % 5) for minutes in range(0, 60, 6)]
    assert rules.burst(arrivals, at, 10.0) is None
    assert rules.burst(arrivals, at, 0.2).institutions >= 2
    alone = [(at - timedelta(minutes=minutes), 1) for minutes in range(0, 12, 2)]
    assert rules.burst(alone, at, 0.1) is None


ROLES = ("agent", "coordinator", "admin", "expert", "contact")
DESK = {"agent", "coordinator"}
STAFF = DESK | {"expert"}
NOBODY: set[str] = set()
NOT_DESK = {
    **dict.fromkeys(("decide", "accept", "decline", "do_action"), STAFF),
    "also_affected": {"contact"},
    "not_affected": {"contact"},
    "change_report_rules": {"coordinator", "admin"},
    **dict.fromkeys(
        (
            "settle", "nag", "release_told", "give_final", "reopen_final", "follow_answer", "follow_case_merge",
            "follow_case_unmerge", "propose", "extend", "lapse",
        ),
        NOBODY,
    ),
}  # fmt: skip


def test_who_may_do_what(world, incident):
    """The desk runs incidents; third line answers what it is asked; contacts say that they are affected too."""
    verbs = [name for name in commands.__all__ if hasattr(getattr(commands, name), "policy")]
    assert len(verbs) > 50
    for name in verbs:
        people = {role: world.actor(getattr(world, role)) for role in ROLES}
        may = {role for role, actor in people.items() if getattr(policy, name)(actor, incident)}
        assert may == NOT_DESK.get(name, DESK), name


def test_third_line_writes_in_a_room_it_has_joined(world, incident):
    expert = world.actor(world.expert)
    assert not policy.note(expert, incident)
    commands.pull_in(world.actor(world.agent), incident, person=world.expert)
    commands.accept(expert, incident, participant=incident.participants.get())
    assert policy.note(expert, incident)
    assert not policy.resolve(expert, incident)
