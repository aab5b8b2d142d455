"""Pages that are older than what somebody else has done: nothing of the other's is undone, nothing of one's own is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Message
from bollkoll.incidents import commands
from bollkoll.incidents.models import Note, Report, Told
from bollkoll.log.acting import Refused

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}


@pytest.fixture
def page(world, incident):
    """``page(name, by, **more)``: what a browser sends of the dialog as it is drawn now, with what is typed in it."""

    def draw(name, by=None, query="", **more):
        client = world.client(by or world.agent)
        url = reverse(f"incidents:{name}", args=[incident.number])
        form = client.get(url + query, headers=SWEDISH).context["form"]
        posted = {}
        for bound in form:
            value = bound.field.widget.format_value(bound.field.prepare_value(bound.value()))
            if value not in (None, "", []) and bound.field.widget.__class__.__name__ != "CheckboxInput":
                posted[bound.name] = value
        posted |= more
        return lambda **again: client.post(url, posted | again, headers=SWEDISH)

    return draw


def test_of_two_who_change_the_facts_the_later_is_told_who_changed_what_and_keeps_the_text(world, incident, page):
    mine = page("change_facts", title="Resultat och intyg nere")
    page("change_facts", world.other_agent, title="Resultat nere", is_everywhere="on")()
    refused = mine()
    text = refused.content.decode()
    assert refused.status_code == 409 and world.other_agent.name in text
    assert "Resultat nere" in text and 'value="Resultat och intyg nere"' in text
    incident = world.fresh(incident)
    assert (incident.title, incident.is_everywhere) == ("Resultat nere", True)
    form = refused.context["form"]
    again = mine(seen=form.data["seen"], was=form.data["was"], is_everywhere="on")
    incident = world.fresh(incident)
    assert again.status_code == 303
    assert (incident.title, incident.is_everywhere) == ("Resultat och intyg nere", True)


def test_facts_that_are_saved_as_they_were_drawn_change_nothing_and_are_not_refused(world, incident, page):
    mine = page("change_facts")
    page("change_facts", world.other_agent, title="Resultat nere")()
    assert mine().status_code == 303
    assert world.fresh(incident).title == "Resultat nere"


def test_an_institution_that_a_case_brought_meanwhile_stays_when_the_title_is_changed(world, incident, page):
    mine = page("change_facts", title="Intyg nere")
    su = world.institution("SU", "Stockholms universitet")
    reporter = world.invite(su, "Siri Su")
    commands.link_case(world.actor(world.other_agent), incident, case=world.case(reporter, service=world.service))
    assert mine().status_code == 303
    assert su in incident.institutions.all()
    refused = page("change_facts", institutions=[world.uu.pk])
    commands.link_case(world.actor(world.other_agent), incident, case=world.case(world.extra, service=world.service))
    assert refused().status_code == 409
    assert su in incident.institutions.all()


def test_of_two_who_say_how_severe_it_is_the_later_sees_what_the_first_said(world, incident, page):
    mine = page("set_severity", severity=4)
    page("set_severity", world.other_agent, severity=1)()
    refused = mine()
    assert refused.status_code == 409
    assert f"{world.other_agent.name}" in refused.content.decode() and "1 kritisk" in refused.content.decode()
    assert world.fresh(incident).severity == 1
    assert mine(seen=refused.context["form"].data["seen"]).status_code == 303
    assert world.fresh(incident).severity == 4


def test_of_two_who_hand_over_the_lead_the_later_is_told_who_leads_and_keeps_the_summary(world, incident, page):
    mine = page("hand_over_lead", person=world.other_agent.pk, summary="Kön är full.")
    page("hand_over_lead", world.coordinator, person=world.coordinator.pk, summary="Jag tar den.")()
    refused = mine()
    assert refused.status_code == 409
    assert world.coordinator.name in refused.content.decode() and "Kön är full." in refused.content.decode()
    assert world.fresh(incident).lead == world.coordinator and Note.objects.count() == 1


def test_a_communicator_a_step_and_a_decision_about_a_report_are_not_undone_by_an_older_page(world, incident, page):
    actor = world.actor(world.other_agent)
    commands.set_severity(actor, incident, severity=2)
    row = Report.objects.filter(incident=incident).first()
    mine = [
        page("set_communicator", person=world.agent.pk),
        page("assign_step", query="?kind=reproduce", kind="reproduce", person=world.agent.pk),
        page("decide_report", query=f"?row={row.pk}", row=row.pk, verdict="not", reason="Liten."),
    ]
    commands.assign_step(actor, incident, kind="publish", person=world.agent)
    commands.set_communicator(actor, incident, person=world.other_agent)
    commands.assign_step(actor, incident, kind="reproduce", person=world.expert)
    commands.decide_report(actor, incident, report=row, verdict="report", reason="Stor.")
    for send in mine:
        assert send().status_code == 409
    incident, row = world.fresh(incident), world.fresh(row)
    assert (incident.communicator, row.reason) == (world.other_agent, "Stor.")
    assert incident.process.get(kind="reproduce").owner == world.expert
    other = page("assign_step", query="?kind=reproduce", kind="reproduce", person=world.agent.pk)
    commands.assign_step(actor, incident, kind="publish", person=world.coordinator)
    assert other().status_code == 303


def test_of_two_who_write_the_review_nothing_that_either_wrote_is_lost(world, incident, page):
    commands.resolve(world.actor(world.agent), incident)
    mine = page("review", causes="Minnet tog slut.")
    page("review", world.other_agent, worked="Larmet kom.")()
    refused = mine()
    text = refused.content.decode()
    assert refused.status_code == 409
    assert world.other_agent.name in text and "Minnet tog slut." in text and "Larmet kom." in text
    form = refused.context["form"]
    mine(**{name: form.data[name] for name in ("seen", "was", "worked")})
    review = world.fresh(incident).review
    assert (review.causes, review.worked) == ("Minnet tog slut.", "Larmet kom.")


def test_of_two_final_answers_at_once_one_goes_and_the_other_is_kept_to_be_looked_at(world, incident, page):
    commands.resolve(world.actor(world.agent), incident)
    rows = [row.pk for row in incident.affected.all()]
    given = {"then": "keep", "is_final": "on", "affected": rows}
    one = page("answer_all", text_sv="Nu fungerar det.", **given)
    other = page("answer_all", world.other_agent, text_sv="Det är löst.", **given)
    assert one().status_code == 303
    refused = other()
    assert refused.status_code == 409
    assert world.agent.name in refused.content.decode() and "Det är löst." in refused.content.decode()
    newer = refused.context["form"].data["seen"]
    assert other(seen=newer).status_code == 409  # the other's is on its way
    assert Message.objects.filter(kind="answer").count() == 2
    assert Told.objects.count() == 2


def test_one_takes_back_all_of_an_answer_that_is_the_own_and_nothing_of_anothers(world, incident, page):
    commands.also_affected(world.actor(world.contact), incident)
    rows = list(incident.affected.all())
    mine = commands.answer_all(world.actor(world.agent), incident, affected=rows[:2], text_sv="Ett.")
    other = commands.answer_all(world.actor(world.other_agent), incident, affected=rows[2:], text_sv="Två.")
    address = reverse("incidents:take_back_answers", args=[incident.number])
    with pytest.raises(Refused):
        commands.take_back_answers(world.actor(world.agent), incident, said=other.said)
    client = world.client(world.agent)
    ledger = client.get(reverse("incidents:ledger", args=[incident.number]), headers=SWEDISH).content.decode()
    assert f"{address}?said={mine.said.pk}" in ledger and f"?said={other.said.pk}" not in ledger
    assert world.other_agent.name in ledger
    client.post(f"{address}?said={other.said.pk}")
    client.post(address)
    assert Told.objects.count() == 3
    client.post(f"{address}?said={mine.said.pk}")
    assert list(Told.objects.values_list("said", flat=True)) == [other.said.pk]
    assert not Message.objects.filter(kind="answer").exists()


def test_two_answers_to_different_reporters_go_at_the_same_time(world, incident):
    rows = list(incident.affected.all())
    for row in rows:
        commands.answer_all(world.actor(world.agent), incident, affected=[row], text_sv="Snart.")
    assert Told.objects.filter(release_at__gt=timezone.now()).count() == 2
