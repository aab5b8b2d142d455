"""The stand-up: what stands there, walked through, decided, ended, mailed to the absent, and read afterwards."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.cases import commands as cases
from bollkoll.cases import queries as reading
from bollkoll.cases.models import Message
from bollkoll.desk import commands, morning, walking
from bollkoll.desk.models import Decision, StandUp
from bollkoll.log import subscribers
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.models import Delivery, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}
WALK = "/desk/stand-up/"


def begin(world, by=None, present=None):
    here = present if present is not None else [world.agent, world.coordinator]
    return commands.begin_stand_up(world.actor(by or world.coordinator), None, present=here)


def stood(world, held, person=None, **more):
    """Section → titles, as somebody walks it."""
    found = walking.parts(world.actor(person or world.coordinator), held, **more)
    return {part.key: [item.line.title for item in part.items] for part in found}


def long_ago(days=20):
    return timezone.now() - timedelta(days=days)


def walk(world, person, at="", **headers):
    return world.client(person).get(WALK, {"at": at}, headers={**SWEDISH, **headers})


# Who may


@pytest.mark.parametrize(
    ("role", "status"),
    [("agent", 200), ("coordinator", 200), ("expert", 403), ("admin", 403), ("local", 403), (None, 302)],
)
def test_who_may_see_and_hold_one(world, role, status):
    held = commands.end_stand_up(world.actor(world.coordinator), begin(world))
    client = world.client(getattr(world, role) if role else None)
    for name, arguments in (("stand_up", []), ("past_stand_ups", []), ("past_stand_up", [held.pk])):
        assert client.get(reverse(f"desk:{name}", args=arguments)).status_code == status
    verbs = ("mark_attendance", "note_down", "hand_out", "end_stand_up")
    refused = [client.post(reverse(f"desk:{verb}", args=[held.pk])).status_code for verb in verbs]
    refused.append(client.post(reverse("desk:begin_stand_up")).status_code)
    assert (status == 200) == all(code in (303, 404, 409) for code in refused)
    assert status == 200 or set(refused) == {403}


def test_only_the_incident_manager_says_what_is_too_long(world):
    sent = {"stuck_after": 9, "third_line_after": 2}
    assert world.client(world.agent).post("/desk/stand-up/rules", sent).status_code == 403
    assert world.client(world.coordinator).post("/desk/stand-up/rules", sent).status_code == 303
    assert (morning.current_rules().stuck_after, morning.current_rules().third_line_after) == (9, 2)
    with pytest.raises(NotAllowed):
        commands.change_stand_up_rules(world.actor(world.agent), None, stuck_after=1, third_line_after=1)


@pytest.mark.parametrize("strange", ["0", "61", "x", ""])
def test_strange_rules_come_back_with_what_was_typed(world, strange):
    sent = {"stuck_after": strange, "third_line_after": 2}
    assert world.client(world.coordinator).post("/desk/stand-up/rules", sent).status_code == 422


# What stands there


def test_what_stands_there_in_walking_order(world):
    coordinator = world.actor(world.coordinator)
    acute = world.taken(title="Akut sak")
    cases.triage(world.actor(world.agent), acute, impact=4, urgency=4)
    promised = world.taken(title="Lovad sak")
    cases.remind(world.actor(world.agent), promised, promised_at=timezone.now() - timedelta(minutes=5))
    world.case(title="Ingens sak")
    with act(SYSTEM, at=long_ago()):
        away = cases.take(world.actor(world.agent), world.case(title="Hos tredje linjen"))
        cases.mark_waiting_third_line(world.actor(world.agent), away, team=world.developers)
    world.taken(title="Tyst sak", at=long_ago())
    held = begin(world)
    found = stood(world, held)
    assert list(found)[:5] == ["acute", "promises", "nobody", "third_line", "stuck"]
    assert found["acute"] == ["Akut sak"]
    assert found["promises"] == ["Lovad sak"]
    assert found["nobody"] == ["Ingens sak"]
    assert found["third_line"] == ["Hos tredje linjen"]
    assert set(found["stuck"]) == {"Tyst sak", "Hos tredje linjen"}
    assert "Lovad sak" in found[f"p{world.agent.pk}"]
    assert coordinator.is_coordinator


def test_those_who_are_here_come_before_those_who_are_away(world):
    today = timezone.localdate()
    world.taken(by=world.agent)
    world.taken(by=world.other_agent)
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today, deputy=world.coordinator)
    keys = [key for key in stood(world, begin(world)) if key.startswith("p") and key != "promises"]
    assert keys == [f"p{world.other_agent.pk}", f"p{world.agent.pk}"]
    text = walk(world, world.coordinator, f"p{world.agent.pk}.0").content.decode()
    assert f"{world.coordinator.name} vikarierar" in text


def test_how_long_is_too_long_is_asked_of_the_rules(world):
    world.taken(title="Tyst sak", at=long_ago(days=20))
    commands.change_stand_up_rules(world.actor(world.coordinator), None, stuck_after=60, third_line_after=60)
    assert stood(world, begin(world))["stuck"] == []


def test_working_days_back_pass_over_weekends(world):
    monday = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))
    friday = morning.working_days_before(morning.calendar(), monday, 1)
    assert timezone.localtime(friday).date().isoformat() == "2026-02-27"


def test_the_joy_thanks_with_their_words_and_numbers(world):
    case = world.taken()
    world.answer(case, then="solved")
    cases.say_thanks(world.actor(world.local), case, rating=5, words="Ni är fantastiska! 19121212-1212")
    held = begin(world)
    assert (held.opened, held.solved) == (1, 1)
    text = walk(world, world.coordinator, "thanks.0").content.decode()
    assert "Ni är fantastiska!" in text
    assert "19121212-1212" not in text


# Walking


def test_one_goes_on_at_a_time_and_whoever_comes_late_joins_it(world):
    begin(world)
    with pytest.raises(Refused):
        begin(world, by=world.agent)
    assert world.client(world.agent).post(reverse("desk:begin_stand_up"), {}).status_code == 303
    assert StandUp.objects.count() == 1


def test_one_item_is_in_focus_and_keys_lead_to_the_next_and_the_next_section(world):
    world.case(title="Sak ett")
    world.case(title="Sak två")
    begin(world)
    text = walk(world, world.coordinator, "nobody.0").content.decode()
    assert ("Sak ett" in text) != ("Sak två" in text)
    for key in "jkhl":
        assert f'data-key="{key}"' in text
    assert 'href="?at=nobody.1"' in text
    assert 'href="?at=third_line.0"' in text


@pytest.mark.parametrize("at", ["", "x", "nobody", "nobody.99999", "nobody.x", "p0.0", "thanks.7", "é.²", "." * 300])
def test_a_strange_place_is_some_place(world, at):
    world.case()
    begin(world)
    assert walk(world, world.agent, at).status_code == 200


def test_a_section_that_has_room_for_no_more_says_where_the_rest_is(world, monkeypatch):
    monkeypatch.setattr(morning, "MOST", 2)
    for _turn in range(3):
        world.case()
    begin(world)
    said = "Här är de 2 första. Resten finns i listorna."
    assert said in walk(world, world.coordinator, "nobody.0").content.decode()
    assert said not in walk(world, world.coordinator, "acute.0").content.decode()


def test_the_page_asks_for_an_item_alone(world):
    world.case(title="Ett")
    begin(world)
    fragment = walk(world, world.agent, "nobody.0", **{"HX-Request": "true", "HX-Target": "stand-up"}).content.decode()
    assert "<html" not in fragment
    assert "Ett" in fragment


def test_a_decision_is_an_internal_note_on_the_case_that_says_where_it_comes_from(world):
    case, client = world.taken(), world.client(world.coordinator)
    held = begin(world)
    sent = {"case": case.number, "text": "Vi ringer dem.", "kind": "decision", "once": "a", "at": "acute.0"}
    for _turn in range(2):
        assert client.post(reverse("desk:note_down", args=[held.pk]), sent).status_code == 303
    note = Message.objects.get(kind=Message.Kind.NOTE)
    assert (note.text, note.author, note.via) == ("Vi ringer dem.", world.coordinator, "stand_up")
    assert Decision.objects.get().message == note
    entry = next(e for e in reading.timeline(world.actor(world.agent), case) if e.message == note)
    assert entry.word == _("Internal: from the stand-up")
    assert note not in [e.message for e in reading.shared_timeline(world.actor(world.local), case)]


def test_an_empty_note_comes_back_and_a_late_one_keeps_its_text(world):
    case, client, held = world.taken(), world.client(world.coordinator), begin(world)
    address = reverse("desk:note_down", args=[held.pk])
    assert client.post(address, {"case": case.number, "text": " ", "kind": "decision"}).status_code == 422
    assert client.post(address, {"case": case.number, "text": "x", "kind": "poem"}).status_code == 422
    assert client.post(address, {"case": "²", "text": "x", "kind": "decision"}).status_code == 404
    commands.end_stand_up(world.actor(world.agent), held)
    assert client.post(address, {"case": case.number, "text": "Sent", "kind": "decision"}).status_code in (303, 409)
    assert not Decision.objects.exists()


def test_what_was_written_before_somebody_is_given_the_case_is_noted_with_it(world):
    case, client, held = world.case(service=world.service), world.client(world.coordinator), begin(world)
    sent = {"case": case.number, "person": world.agent.pk, "at": "nobody.0", "text": "Ring före lunch.", "once": "a"}
    for _twice in range(2):
        assert client.post(reverse("desk:hand_out", args=[held.pk]), sent).status_code == 303
    assert world.fresh(case).assignee == world.agent
    assert [(one.kind, one.message and one.message.text) for one in Decision.objects.order_by("pk")] == [
        ("decision", "Ring före lunch."), ("dealt", None),
    ]  # fmt: skip


def test_when_nobody_can_be_given_it_the_text_is_kept_and_nothing_is_noted(world):
    case, client, held = world.case(), world.client(world.coordinator), begin(world)
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    sent = {"case": case.number, "person": world.agent.pk, "at": "nobody.0", "text": "Ring före lunch.", "once": "a"}
    answer = client.post(reverse("desk:hand_out", args=[held.pk]), sent)
    assert answer.status_code == 409 and "Ring före lunch." in answer.content.decode()
    assert not Decision.objects.exists() and not case.messages.filter(kind="note").exists()


def test_what_one_has_begun_to_write_stands_there_when_one_comes_back_to_the_case(world):
    case, client, held = world.case(), world.client(world.coordinator), begin(world)
    address = re.search(r'data-draft-url="([^"]+)"', walk(world, world.coordinator, "nobody.0").content.decode())[1]
    client.post(address, {"text": "Halvskrivet beslut", "case": case.number, "at": "nobody.0"})
    assert "Halvskrivet beslut" in walk(world, world.coordinator, "nobody.0").content.decode()
    assert "Halvskrivet beslut" not in walk(world, world.agent, "nobody.0").content.decode()
    sent = {"case": case.number, "text": "Beslutat", "kind": "decision", "at": "nobody.0"}
    client.post(reverse("desk:note_down", args=[held.pk]), sent)
    assert "Halvskrivet beslut" not in walk(world, world.coordinator, "nobody.0").content.decode()


def test_nobodys_case_is_given_with_a_key_and_the_load_stands_beside(world):
    case, client = world.case(service=world.service), world.client(world.coordinator)
    held = begin(world)
    text = walk(world, world.coordinator, "nobody.0").content.decode()
    assert 'data-key="1"' in text
    assert "<meter" in text
    sent = {"case": case.number, "person": world.other_agent.pk, "at": "nobody.0"}
    assert client.post(reverse("desk:hand_out", args=[held.pk]), sent).status_code == 303
    assert world.fresh(case).assignee == world.other_agent
    assert Decision.objects.get().person == world.other_agent
    events = Event.objects.count()
    assert client.post(reverse("desk:hand_out", args=[held.pk]), sent).status_code == 409
    assert client.post(reverse("desk:hand_out", args=[held.pk]), {**sent, "person": "9" * 12}).status_code == 409
    assert Event.objects.count() == events


def test_nobodys_case_is_not_given_to_somebody_who_is_away(world):
    case, today = world.case(service=world.service), timezone.localdate()
    people.set_absence(SYSTEM, world.other_agent, first_day=today, last_day=today)
    held = begin(world)
    sent = {"case": case.number, "person": world.other_agent.pk, "at": "nobody.0"}
    page = world.client(world.coordinator).get(f"{reverse('desk:stand_up')}?at=nobody.0").content.decode()
    assert f'value="{world.other_agent.pk}" data-key' not in page
    answer = world.client(world.coordinator).post(reverse("desk:hand_out", args=[held.pk]), sent)
    assert answer.status_code == 409 and "Bo Björk är borta till och med" in answer.content.decode()
    assert world.fresh(case).assignee is None
    assert not Decision.objects.exists()


def test_who_is_there_can_be_changed(world):
    held, client = begin(world), world.client(world.agent)
    address = reverse("desk:mark_attendance", args=[held.pk])
    client.post(address, {"present": [world.other_agent.pk]})
    assert [one.person for one in walking.attendances(held) if one.was_there] == [world.other_agent]
    client.post(address, {"present": ["x", world.expert.pk]})
    assert [one.person for one in walking.attendances(held) if one.was_there] == [world.other_agent]


# Protected cases: a shared screen is read by everybody in the room


def test_a_protected_case_has_no_content_on_a_shared_screen_even_to_the_named(world):
    hidden = world.protected(title="Hemlig titel", text="Hemlig text")
    held = begin(world, by=world.agent)
    for person, is_there in ((world.agent, True), (world.coordinator, True), (world.other_agent, False)):
        found = stood(world, held, person).get(f"p{world.agent.pk}", [])
        assert found == ([_("Protected case")] if is_there else [])
        text = walk(world, person, f"p{world.agent.pk}.0").content.decode()
        assert "Hemlig" not in text
        assert str(hidden.number) not in text
        assert 'name="text"' not in text


def test_the_numbers_of_somebodys_turn_are_of_what_the_reader_may_know_of(world):
    shown = world.taken(title="Öppen sak")
    world.protected(title="Skyddad sak", at=timezone.now() - timedelta(hours=2))
    held = begin(world)
    assert (held.opened, held.solved) == (1, 0)

    def turn(person):
        return world.client(person).get(f"{reverse('desk:stand_up')}?at=p{world.agent.pk}.0").content.decode()

    for person, count in ((world.other_agent, 1), (world.coordinator, 2), (world.agent, 2)):
        page = turn(person)
        assert shown.title in page or "Skyddat ärende" in page
        assert f"1 / {count}" in page
        assert f"· {count} boll" in " ".join(page.split())


def test_nothing_is_written_or_dealt_out_of_a_protected_case_here(world):
    hidden, held = world.protected(), begin(world, by=world.agent)
    actor = world.actor(world.agent)
    with pytest.raises(Refused):
        commands.note_down(actor, held, case=hidden, text="Hemligt", kind="decision")
    with pytest.raises(Refused):
        commands.hand_out(actor, held, case=hidden, person=world.agent)
    assert not Message.objects.filter(kind="note").exists()


def test_a_case_that_is_protected_afterwards_leaks_nothing_of_the_stand_up(world):
    case, held = world.taken(title="Blev hemlig"), begin(world)
    commands.note_down(world.actor(world.coordinator), held, case=case, text="Beslut om det", kind="decision")
    commands.end_stand_up(world.actor(world.coordinator), held)
    cases.protect(world.actor(world.agent), case)
    subscribers.run("email.tell", limit=10_000)
    mail = Delivery.objects.get(person=world.other_agent, event__kind="desk.stand_up_ended")
    address = reverse("desk:past_stand_up", args=[held.pk])
    for text in (world.client(world.other_agent).get(address).content.decode(), mail.text, mail.html):
        assert "Blev hemlig" not in text
        assert "Beslut om det" not in text
    assert "Beslut om det" in world.client(world.agent).get(address).content.decode()


# Afterwards


def test_the_mail_says_how_many_each_got(world):
    held, lead = begin(world), world.actor(world.coordinator)
    for person in (world.agent, world.agent, world.other_agent):
        commands.hand_out(lead, held, case=world.case(title="Ett av dem"), person=person)
    commands.end_stand_up(lead, held)
    subscribers.run("email.tell", limit=10_000)
    mail = Delivery.objects.get(person=world.other_agent, event__kind="desk.stand_up_ended")
    assert "Ett av dem" in mail.text and "Utdelat till andra: Asta Almgren 2." in mail.text


def test_those_who_were_not_there_get_it_once_by_mail_whatever_mail_they_have_chosen(world):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.other_agent, first_day=today, last_day=today)
    people.change_preferences(world.actor(world.other_agent), world.other_agent, language="en", telling="none")
    case = world.taken(title="Anna 19121212-1212 saknas")
    held = begin(world)
    commands.note_down(world.actor(world.coordinator), held, case=case, text="Ring 19121212-1212.", kind="question")
    commands.end_stand_up(world.actor(world.coordinator), held)
    for _turn in range(2):
        subscribers.run("email.tell", limit=10_000)
    mails = Delivery.objects.filter(event__kind="desk.stand_up_ended")
    assert [mail.person for mail in mails] == [world.other_agent]
    assert "The stand-up" in mails[0].subject
    assert f"/desk/stand-up/{held.pk}/" in mails[0].text
    assert "Ring " in mails[0].text
    assert "1212-1212" not in mails[0].text + mails[0].html + mails[0].subject


def test_what_is_protected_is_not_in_the_numbers_that_everybody_is_mailed(world):
    world.case(title="Ingens sak")
    hidden = world.case(title="Hemlig")
    cases.protect(world.actor(world.coordinator), hidden)
    held = begin(world)
    assert held.items.filter(section="nobody").count() == 2
    commands.end_stand_up(world.actor(world.coordinator), held)
    assert Event.objects.get(kind="desk.stand_up_ended").data["nobody"] == 1


def test_it_does_not_end_before_somebody_is_marked_as_here(world):
    client, held = world.client(world.coordinator), begin(world, present=[])
    answer = client.post(reverse("desk:end_stand_up", args=[held.pk]), {"at": "nobody.0"})
    assert answer.status_code == 409 and "Ingen är markerad som på plats" in answer.content.decode()
    assert StandUp.objects.get().is_running
    client.post(reverse("desk:mark_attendance", args=[held.pk]), {"present": [world.coordinator.pk]})
    assert client.post(reverse("desk:end_stand_up", args=[held.pk])).status_code == 303
    assert not StandUp.objects.get().is_running


def test_an_identity_number_in_what_was_decided_is_hidden_on_the_shared_screen_and_afterwards(world):
    case, held = world.taken(title="Anna 19850412-2386 saknas"), begin(world)
    commands.note_down(world.actor(world.coordinator), held, case=case, text="Ring 19850412-2386.", kind="decision")
    item = held.items.filter(case=case).first()
    client = world.client(world.coordinator)
    during = client.get(WALK, {"at": f"{item.section}.0"}).content.decode() if item else ""
    commands.end_stand_up(world.actor(world.coordinator), held)
    after = client.get(reverse("desk:past_stand_up", args=[held.pk])).content.decode()
    assert "Ring " in after
    assert "2386" not in during + after


def test_an_ended_one_is_kept_and_read_as_it_was(world):
    case = world.case(title="Ingens sak")
    held = begin(world)
    commands.hand_out(world.actor(world.coordinator), held, case=case, person=world.agent)
    client = world.client(world.agent)
    assert client.post(reverse("desk:end_stand_up", args=[held.pk])).status_code == 303
    assert client.post(reverse("desk:end_stand_up", args=[held.pk])).status_code == 303
    text = client.get(reverse("desk:past_stand_up", args=[held.pk]), headers=SWEDISH).content.decode()
    assert "Ingens sak" in text
    assert f"{world.agent.name} tar det" in text
    assert world.coordinator.name in text
    assert f"/desk/stand-up/{held.pk}/" in client.get("/desk/stand-up/past/").content.decode()
    assert f"/desk/stand-up/{held.pk}/" in client.get(WALK).content.decode()
    assert begin(world).since == held.began_at


def test_a_stand_up_costs_the_same_however_much_stands_there(world):
    cases.triage(world.actor(world.agent), world.taken(at=long_ago()), impact=4, urgency=4)
    world.case()
    first = _cost(world)
    for _turn in range(9):
        cases.triage(world.actor(world.agent), world.taken(at=long_ago()), impact=4, urgency=4)
        world.case()
        world.taken(by=world.other_agent)
    assert _cost(world) == first


def _cost(world):
    """Queries of finding everything, of one step, and of reading it afterwards."""
    actor, at = world.actor(world.coordinator), timezone.now()
    calendar = morning.calendar()
    client, found = world.client(world.coordinator), []
    with CaptureQueriesContext(connection) as asked:
        list(morning.found(actor, at, long_ago(1), calendar))
    found.append(len(asked))
    held = begin(world)
    for address in (f"{WALK}?at=acute.0", f"{WALK}?at=nobody.0"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found.append(len(asked))
    commands.end_stand_up(actor, held)
    for address in (reverse("desk:past_stand_up", args=[held.pk]), "/desk/stand-up/past/", WALK):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found.append(len(asked))
    return found
