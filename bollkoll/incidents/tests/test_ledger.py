"""The reporters' ledger: nobody who is affected is left without the final answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Message
from bollkoll.channels.email import commands as email
from bollkoll.commitments import audit
from bollkoll.incidents import commands
from bollkoll.incidents.models import Affected, Said, Told
from bollkoll.incidents.queries.ledger import ledger
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}


def mails(world, person):
    return Delivery.objects.filter(person=person, event__kind="incidents.reporters_told").order_by("made_at")


def answer(world, incident, rows=None, **more):
    rows = list(incident.affected.all()) if rows is None else rows
    more.setdefault("text_sv", "Nu fungerar det igen.")
    return commands.answer_all(world.actor(world.agent), incident, affected=rows, **more)


def release(world, incident):
    """What was written to all goes out."""
    later = timezone.now() + timedelta(minutes=2)
    with act(CLOCK, at=later):
        for message in Message.objects.filter(kind="answer", released_at=None):
            cases.release_answer(CLOCK, message.case, message=message)
        for said in Said.objects.filter(told__at=None, told__message=None, told__isnull=False).distinct():
            commands.release_told(CLOCK, incident, said=said)


def test_each_reporter_is_told_in_the_own_language_and_the_ledger_shows_how_it_went(world, incident, follow):
    people.change_preferences(
        world.actor(world.stranger), world.stranger, language="en", telling="each", shortcuts=True
    )
    commands.tell_reporters(
        world.actor(world.agent), incident, stage="start", text_sv="Vi felsöker.", text_en="We are investigating."
    )
    follow()
    assert "Vi felsöker." in mails(world, world.local).get().text
    assert "We are investigating." in mails(world, world.stranger).get().text
    rows = ledger(world.actor(world.agent), incident)
    assert [row.start.result for row in rows] == ["waits", "waits"]
    assert all(row.is_waiting for row in rows)


def test_who_has_had_the_final_answer_waits_again_when_their_open_case_is_linked(world, incident):
    actor = world.actor(world.agent)
    commands.also_affected(world.actor(world.contact), incident)
    commands.resolve(actor, incident)
    for row in incident.affected.all():
        commands.mark_told(actor, incident, affected=row, how="per telefon")
    commands.close(actor, incident)
    case = world.case(reporter=world.contact, title="Det går fortfarande inte")
    commands.link_case(actor, incident, case=case)
    row = incident.affected.get(person=world.contact)
    assert (row.case, row.final_at) == (case, None)
    incident.refresh_from_db()
    assert incident.state == "resolved"
    with pytest.raises(Refused):
        commands.close(actor, incident)


def test_a_case_that_is_linked_late_gets_the_story_so_far(world, incident, follow):
    actor = world.actor(world.agent)
    commands.tell_reporters(actor, incident, stage="start", text_sv="Vi felsöker.")
    commands.tell_reporters(actor, incident, stage="update", text_sv="Felet är hittat.")
    commands.link_case(actor, incident, case=world.case(world.extra, service=world.service))
    follow()
    text = mails(world, world.extra).get().text
    assert "Vi felsöker." in text
    assert "Felet är hittat." in text


def test_also_affected_adds_a_row_and_no_case(world, incident, follow):
    client = world.client(world.contact)
    commands.tell_reporters(world.actor(world.agent), incident, stage="start", text_sv="Vi felsöker.")
    front = client.get(reverse("home"), headers=SWEDISH).content.decode()
    assert "Störning i Resultat" in front
    assert incident.title not in front
    form = client.get(reverse("portal:new", args=["fault"]), headers=SWEDISH).content.decode()
    assert "Jag är också drabbad" in form
    other = client.get(reverse("portal:disturbances") + "?service=999999", headers=SWEDISH).content.decode()
    assert "Jag är också drabbad" in other, "a service that is not there narrows nothing"
    assert client.post(reverse("portal:also_affected", args=[incident.number])).status_code == 303
    row = Affected.objects.get(person=world.contact)
    assert row.case is None
    client.post(reverse("portal:also_affected", args=[incident.number]))
    assert Affected.objects.filter(person=world.contact).count() == 1
    follow()
    assert "Vi felsöker." in mails(world, world.contact).get().text
    assert "Det fungerar för oss" in client.get(reverse("home"), headers=SWEDISH).content.decode()
    client.post(reverse("portal:not_affected", args=[incident.number]))
    assert not Affected.objects.filter(person=world.contact).exists()


def test_a_suspected_incident_is_not_shown_to_reporters(world, declare):
    declare(state="suspected", services=[world.service])
    assert "Störning i" not in world.client(world.contact).get(reverse("home"), headers=SWEDISH).content.decode()


def test_one_answer_goes_to_all_each_with_the_own_greeting_and_can_be_taken_back_for_a_minute(world, incident):
    commands.also_affected(world.actor(world.contact), incident)
    outcome = answer(world, incident, is_final=True, then="solved")
    assert (len(outcome.written), outcome.refused) == (3, [])
    message = Message.objects.get(kind="answer", case__reporter=world.local)
    assert message.text.startswith("Hej Lars,")
    assert message.release_at > timezone.now() + timedelta(seconds=50)
    with pytest.raises(Refused):
        commands.release_told(CLOCK, incident, said=outcome.said)
    back = commands.take_back_answers(world.actor(world.agent), incident, said=outcome.said)
    assert back == 3
    assert not Told.objects.exists()
    assert not Message.objects.filter(kind="answer").exists()


def test_it_is_resolved_but_not_closed_while_anybody_waits(world, incident, follow):
    actor = world.actor(world.agent)
    commands.also_affected(world.actor(world.contact), incident)
    commands.resolve(actor, incident)
    incident = world.fresh(incident)
    assert incident.ball.step == "final_answer"
    with pytest.raises(Refused) as refusal:
        commands.close(actor, incident)
    assert refusal.value.code == "waiting"
    answer(world, incident, is_final=True, then="solved")
    release(world, incident)
    follow()
    assert not incident.affected.waiting().exists()
    assert world.fresh(incident).ball.step == "follow_up"
    commands.close(actor, incident)
    incident = world.fresh(incident)
    assert (incident.state, incident.ball.step) == ("closed", "review")
    assert [key for key in audit.findings() if key[0].startswith("incident")] == []


def test_a_bounce_reopens_the_ball(world, incident, follow):
    actor = world.actor(world.agent)
    commands.resolve(actor, incident)
    answer(world, incident, is_final=True, then="solved")
    release(world, incident)
    follow()
    commands.close(actor, incident)
    delivery = Delivery.objects.filter(person=world.local, event__kind="cases.answered").get()
    email.mark_bounced(SYSTEM, delivery, why="no such user")
    follow()
    incident = world.fresh(incident)
    assert (incident.state, incident.ball.step) == ("resolved", "final_answer")
    row = incident.affected.get(person=world.local)
    assert row.is_unreached
    rows = ledger(actor, incident)
    assert rows[0].end.result == "not_reached"
    commands.mark_told(actor, incident, affected=row, how="telefon 14.20")
    commands.close(actor, world.fresh(incident))


def test_a_reporter_who_says_that_it_did_not_help_waits_again(world, incident, follow):
    actor = world.actor(world.agent)
    commands.resolve(actor, incident)
    answer(world, incident, is_final=True, then="solved")
    release(world, incident)
    follow()
    case = incident.links.get(case__reporter=world.local).case
    world.reply(case)
    follow()
    assert incident.affected.waiting().get().person == world.local
    assert world.fresh(incident).ball.step == "final_answer"


def test_the_page_of_one_answer_previews_and_sends(world, incident):
    client = world.client(world.agent)
    url = reverse("incidents:answer_all", args=[incident.number])
    given = {"text_sv": "Det är löst.", "then": "keep", "affected": [row.pk for row in incident.affected.all()]}
    seen = client.post(url, {**given, "preview": "1"}, headers=SWEDISH).content.decode()
    assert "Hej Lars," in seen
    assert not Message.objects.filter(kind="answer").exists()
    sent = client.post(url, {**given, "once": "k"})
    assert sent.status_code == 303
    client.post(url, {**given, "once": "k"})
    assert Message.objects.filter(kind="answer").count() == 2
    page = client.get(sent["Location"], headers=SWEDISH).content.decode()
    assert "svar skickas" in page or "2" in page
    said = incident.said.get()
    client.post(f"{reverse('incidents:take_back_answers', args=[incident.number])}?said={said.pk}")
    assert not Message.objects.filter(kind="answer").exists()


def test_when_it_comes_back_all_who_were_told_that_it_is_over_wait_again_and_the_room_offers_the_first_word(
    world, incident, follow
):
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.also_affected(world.actor(world.contact), incident)
    commands.resolve(actor, incident)
    by_hand = incident.affected.get(person=world.contact)
    commands.mark_told(actor, incident, affected=by_hand, how="telefon 14.20")
    answer(world, incident, incident.affected.waiting(), is_final=True, then="solved")
    release(world, incident)
    follow()
    commands.close(actor, world.fresh(incident))
    assert client.post(reverse("incidents:reopen", args=[incident.number])).status_code == 303
    rows = ledger(actor, world.fresh(incident))
    assert len(rows) == 3 and all(row.waits_again for row in rows)
    page = client.get(reverse("incidents:ledger", args=[incident.number]), headers=SWEDISH).content.decode()
    assert page.count("väntar på ett nytt") == 3 and "telefon 14.20" in page
    room, told = reverse("incidents:room", args=[incident.number]), "Ingen har fått veta att det kom tillbaka"
    form = reverse("incidents:answer_all", args=[incident.number])
    assert told in client.get(room, headers=SWEDISH).content.decode()
    assert "Felet har kommit tillbaka." in client.get(form, headers=SWEDISH).content.decode()
    case = incident.links.get(case__reporter=world.local).case
    with act(CLOCK, at=timezone.now() + timedelta(minutes=5)):
        cases.close(CLOCK, case, reason="")
    follow()
    assert incident.affected.waiting().count() == 3, "a case that closes by itself tells nobody anything"
    answer(world, world.fresh(incident), text_sv="Felet är tillbaka.")
    release(world, incident)
    follow()
    assert told not in client.get(room, headers=SWEDISH).content.decode()
    commands.resolve(actor, world.fresh(incident))
    with pytest.raises(Refused):
        commands.close(actor, world.fresh(incident))
    answer(world, world.fresh(incident), is_final=True)
    release(world, incident)
    follow()
    commands.close(actor, world.fresh(incident))
    assert not any(row.waits_again or row.affected.final_by_hand for row in ledger(actor, incident))


def test_an_answer_to_all_that_is_taken_back_stands_in_the_form_again_as_it_was_written(world, incident):
    client = world.client(world.agent)
    url, ledger_url = (reverse(f"incidents:{name}", args=[incident.number]) for name in ("answer_all", "ledger"))
    commands.resolve(world.actor(world.agent), incident)
    chosen = incident.affected.get(person=world.local)
    given = {"text_sv": "Hej {namn}! Det är löst.", "text_en": "It is over, {name}.", "is_final": "on", "then": "keep"}
    client.post(url, {**given, "affected": [chosen.pk], "once": "k"})
    said = incident.said.get()
    undo = f"{reverse('incidents:take_back_answers', args=[incident.number])}?said={said.pk}"
    back = client.post(undo, headers=SWEDISH)
    assert back["Location"] == url
    page = client.get(url, headers=SWEDISH)
    assert "det du skrev står här igen" in page.content.decode()
    form = page.context["form"]
    assert [form[name].value() for name in ("text_sv", "text_en", "then")] == [
        given["text_sv"], given["text_en"], "keep",
    ]  # fmt: skip
    assert form["is_final"].value()
    assert [one["affected"] for one in page.context["drafts"] if one["is_ticked"]] == [chosen]
    anew = client.get(f"{url}?anew").context["form"]
    assert not anew["text_sv"].value()
    sent = client.post(url, {**given, "affected": [chosen.pk], "once": "k2", "seen": form["seen"].value()})
    assert sent["Location"] == ledger_url
    assert not client.get(url).context["form"]["text_sv"].value(), "what is sent is no draft"


def test_what_was_begun_meanwhile_stands_after_the_answer_that_is_taken_back_and_only_its_writer_sees_it(
    world, incident
):
    client = world.client(world.agent)
    url = reverse("incidents:answer_all", args=[incident.number])
    outcome = answer(world, incident)
    client.post(reverse("cases:draft", args=[f"incident:{incident.number}:answer"]), {"text_sv": "Något nytt."})
    commands.take_back_answers(world.actor(world.agent), incident, said=outcome.said)
    text = client.get(url).context["form"]["text_sv"].value()
    assert text.startswith(outcome.said.text_sv) and text.endswith("Något nytt.")
    assert not world.client(world.other_agent).get(url).context["form"]["text_sv"].value()


def test_of_an_answer_taken_back_who_has_got_another_final_one_since_is_not_chosen_again(world, incident):
    actor, client = world.actor(world.agent), world.client(world.agent)
    commands.resolve(actor, incident)
    outcome = answer(world, incident, is_final=True)
    commands.take_back_answers(actor, incident, said=outcome.said)
    commands.mark_told(actor, incident, affected=incident.affected.get(person=world.local), how="telefon")
    commands.link_case(actor, incident, case=world.case(world.extra, service=world.service))
    drafts = client.get(reverse("incidents:answer_all", args=[incident.number])).context["drafts"]
    assert {one["affected"].person for one in drafts if one["is_ticked"]} == {world.stranger, world.extra}


def test_who_lost_their_case_has_not_said_that_they_are_affected_and_what_waits_is_not_sent(world, incident):
    actor = world.actor(world.agent)
    commands.also_affected(world.actor(world.contact), incident)
    commands.tell_reporters(actor, incident, stage="start", text_sv="Vi felsöker.")
    commands.unlink_case(actor, incident, case=incident.links.first().case)
    answer(world, incident, rows=list(incident.affected.filter(case=None)), is_final=True)
    page = world.client(world.agent).get(reverse("incidents:ledger", args=[incident.number]), headers=SWEDISH).text
    assert page.count("Jag är också drabbad") == 1 and page.count("ett ärende som inte längre är kopplat") == 1
    assert page.count("inte skickat än") == 2
