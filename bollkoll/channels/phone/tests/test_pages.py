"""The pages of the telephone, from the edge: by a form as a browser sends it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bollkoll.cases.models import Case, Draft
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.models import Call, Number
from bollkoll.channels.phone.tests.conftest import numbered
from bollkoll.people import commands as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world):
    return world.client(world.agent)


def moment(hours: float = 3) -> str:
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def asked(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(url).status_code == 200
    return len(made)


def test_a_call_from_the_door_to_its_case(world, client):
    case = world.taken()
    found = client.get(
        "/phone/", {"q": "lars uu"}, headers={"HX-Request": "true", "HX-Target": "found"}
    ).content.decode()
    role = world.local.roles.get()
    assert f'value="{role.pk}"' in found
    begun = client.post("/phone/begin", {"role": role.pk, "text": "Resultat saknas"})
    page = client.get(begun["Location"]).content.decode()
    assert "Resultat saknas" in page
    assert case.title in page
    said = {"text": "Resultat saknas på två kurser", "into": str(case.pk), "said": "message"}
    filed = client.post(f"{begun['Location']}file", said)
    assert (filed.status_code, filed["Location"]) == (303, "/phone/")
    shown = client.get(f"/cases/{case.number}/").content.decode()
    assert "Resultat saknas på två kurser" in shown
    assert "På telefon: Lars Lokal och Asta Almgren" in shown or "By telephone: Lars Lokal" in shown
    log = client.get("/phone/log/").content.decode()
    assert "Lars Lokal" in log
    assert f"#{case.number}" in log


def test_a_case_and_a_promised_call_in_one_step(world, client, call):
    said = {
        "text": "<script>alert(1)</script> går inte", "into": "new", "title": "<b>Fel</b>", "kind": "fault",
        "is_mine": "on", "promises": "on", "call_back_at": moment(),
    }  # fmt: skip
    filed = client.post(f"/phone/calls/{call.pk}/file", said)
    case = Case.objects.get(via="phone")
    assert filed["Location"] == f"/cases/{case.number}/"
    page = client.get(filed["Location"]).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Ring nu" in page or "Call now" in page


def test_what_is_wrong_is_said_and_the_note_is_kept(world, client, call):
    url = f"/phone/calls/{call.pk}/file"
    for said in (
        {"text": "Allt jag skrev"},
        {"text": "Allt jag skrev", "into": "other", "number": "99999"},
        {"text": "Allt jag skrev", "into": "other", "number": "1" * 10_000},
        {"text": "Allt jag skrev", "into": "other", "number": "²"},
        {"text": "Allt jag skrev", "into": "log", "promises": "on", "call_back_at": "2001-01-01T10:00"},
        {"text": "Allt jag skrev", "into": "log", "promises": "on"},
        {"text": "Allt jag skrev", "into": "new", "title": "x" * 300},
        {"text": "Allt jag skrev", "into": "a case of somebody"},
    ):
        answer = client.post(url, said)
        assert answer.status_code == 422, said
        assert "Allt jag skrev" in answer.content.decode()
    assert client.post(url, {"text": "", "into": "new"}).status_code == 422
    assert world.fresh(call).is_open


def test_a_refused_call_keeps_its_note_on_the_page(world, client, call):
    hidden = world.protected(reporter=world.contact)
    said = {"text": "Allt jag skrev", "into": "other", "number": hidden.number, "said": "message"}
    answer = client.post(f"/phone/calls/{call.pk}/file", said)
    assert answer.status_code == 409
    assert "Allt jag skrev" in answer.content.decode()


def test_a_note_survives_a_session_that_ends(world, client, call):
    client.post(f"/cases/drafts/{call.draft_key}", {"text": "Halvvägs genom samtalet", "into": "log"})
    anew = world.client(world.agent)
    page = anew.get(f"/phone/calls/{call.pk}/").content.decode()
    assert "Halvvägs genom samtalet" in page
    client.logout()
    lost = client.post(f"/phone/calls/{call.pk}/file", {"text": "Mer text", "into": "log"})
    assert lost.status_code == 403
    assert "Mer text" in lost.content.decode()
    saved = client.post(f"/phone/calls/{call.pk}/file", {"text": "x", "into": "log"}, headers={"X-Sent-By": "page"})
    assert saved.status_code == 401
    anew.post(f"/phone/calls/{call.pk}/file", {"text": "Halvvägs genom samtalet", "into": "log"})
    assert not Draft.objects.filter(key=call.draft_key).exists()
    assert world.fresh(call).note == "Halvvägs genom samtalet"


def test_the_caller_can_be_somebody_else(world, client, call):
    page = client.get(f"/phone/?call={call.pk}").content.decode()
    assert "Lars Lokal" in page
    client.post("/phone/begin", {"role": world.contact.roles.get().pk, "call": call.pk})
    assert world.fresh(call).person == world.contact


def test_a_begun_call_needs_somebody(world, client):
    for who in ({}, {"role": "x"}, {"role": "9" * 30}, {"colleague": "999999"}, {"role": world.local.pk + 10_000}):
        answer = client.post("/phone/begin", {**who, "text": "Noterat"})
        assert answer.status_code == 422
        assert "Noterat" in answer.content.decode()
    assert not Call.objects.exists()


def test_strange_addresses_are_no_fault(world, client):
    for url in (
        "/phone/?ring=x", "/phone/?call=1&ring=%00", f"/phone/?q={'1' * 10_000}", "/phone/?q=%00%ff",
        "/phone/log/?agent=x&days=y&page=z",
        "/phone/turn-away?institution=x&call=y&caller=z", f"/phone/turn-away?institution={'9' * 40}",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url


def test_the_words_are_read_out_in_both_languages(world, client):
    commands.tell_where_to_turn(
        world.actor(world.agent), world.uu, phone="018-471 00 00", page="https://uu.example/help"
    )
    answer = client.get(
        "/phone/turn-away", {"institution": world.uu.pk}, headers={"HX-Request": "true", "HX-Target": "words"}
    ).content.decode()
    assert 'lang="sv"' in answer
    assert 'lang="en"' in answer
    assert "Vänd dig till supporten vid Uppsala universitet." in answer
    assert "Turn to the support of Uppsala universitet." in answer
    assert answer.count("018-471 00 00") == 2


def test_who_is_turned_away_is_counted_and_the_note_forgotten(world, client, call):
    client.post(f"/cases/drafts/{call.draft_key}", {"text": "Studenten Anna Andersson"})
    assert client.post("/phone/turn-away", {"call": call.pk}).status_code == 422
    said = {"call": call.pk, "caller": "student", "reason": "login", "institution": world.uu.pk}
    assert client.post("/phone/turn-away", said).status_code == 303
    assert not Draft.objects.filter(key=call.draft_key).exists()
    page = client.get("/phone/figures/").content.decode()
    assert "Uppsala universitet" in page
    assert client.post("/phone/turn-away", said).status_code == 409
    month = timezone.localtime().strftime("%Y-%m")
    assert "Uppsala universitet" in client.get(f"/phone/figures/?month={month}").content.decode()
    assert "Uppsala universitet" not in client.get("/phone/figures/?month=2001-01").content.decode()
    for wrong in ("x", "2026-13", "0000-01", "9999-12", "1" * 10_000):
        assert client.get(f"/phone/figures/?month={wrong}").status_code == 200, wrong


def test_what_was_noted_goes_along_until_the_call_is_counted(world, client, call):
    client.post(f"/cases/drafts/{call.draft_key}", {"text": "Kan inte logga in i Ladok"})
    assert "Kan inte logga in i Ladok" in client.get(f"/phone/turn-away?call={call.pk}").content.decode()
    assert "Kan inte logga in i Ladok" not in client.get("/phone/turn-away").content.decode()
    wrong = client.post("/phone/turn-away", {"call": call.pk, "text": "Mer att säga"})
    assert "Mer att säga" in wrong.content.decode()


def test_a_promised_call_is_made_from_the_list(world, client):
    case = world.taken()
    client.post(f"/phone/cases/{case.number}/call-back", {"at": moment(1), "note": "om felet"})
    (ball,) = queries.call_backs_of(case)
    assert world.local.name in client.get("/phone/").content.decode()
    assert client.post(f"/phone/call-backs/{ball.pk}/move", {"reason": "no_answer", "at": "nu"}).status_code == 422
    client.post(f"/phone/call-backs/{ball.pk}/move", {"reason": "no_answer", "at": moment(2)})
    (ball,) = queries.call_backs_of(case)
    card = client.post(f"/phone/call-backs/{ball.pk}/call")
    client.post(f"{card['Location']}file", {"text": "Nu är det sagt.", "into": str(case.pk), "said": "note"})
    assert queries.call_backs_of(case) == []
    assert client.post(f"/phone/call-backs/{ball.pk}/end").status_code == 409


def test_a_number_learnt_in_a_call_is_remembered(world, client, call):
    back = client.post(f"/phone/persons/{world.local.pk}/numbers", {"number": "070-000 00 01", "call": call.pk})
    assert back["Location"] == f"/phone/calls/{call.pk}/"
    number = Number.objects.get()
    page = client.get(f"/account/persons/{world.local.pk}/").content.decode()
    assert "070-000 00 01" in page
    keeper = world.client(world.contact)
    assert "070-000 00 01" in keeper.get(f"/account/persons/{world.local.pk}/").content.decode()
    keeper.post(f"/phone/persons/{world.local.pk}/numbers/{number.pk}/remove")
    assert not Number.objects.exists()
    for wrong in ("<b>", "1" * 10_000, ""):
        assert client.post(f"/phone/persons/{world.local.pk}/numbers", {"number": wrong}).status_code == 303
    assert not Number.objects.exists()


def test_the_palette_opens_a_call_by_word_name_and_number(world, client):
    numbered(world, world.local, "018-471 10 00")

    def offered(words):
        return client.get("/desk/palette", {"q": words}).json()

    for words in ("samtal", "call", "sam", "ring"):
        assert any(entry["url"].startswith("/phone/") for entry in offered(words)), words
    assert any("Lars Lokal" in entry["label"] for entry in offered("samtal lars"))
    assert any("Lars Lokal" in entry["label"] for entry in offered("018-471 10"))
    expert = world.client(world.expert).get("/desk/palette", {"q": "samtal"}).json()
    assert not any(entry["url"].startswith("/phone/") for entry in expert)


def _busy(world, count: int) -> None:
    agent = world.actor(world.agent)
    for n in range(count):
        person = world.invite(world.uu, f"Mona Många {'abcdefghij'[n]}")
        case = world.taken(reporter=person, title=f"Ärende {n}")
        commands.promise_call_back(agent, case, at=timezone.now() + timedelta(hours=n + 1))
        call = commands.begin_call(agent, None, person=person)
        commands.file_call(agent, call, into="note", case=case, text="Noterat")
        commands.begin_call(world.actor(world.other_agent), None, person=person)
        commands.turn_away(agent, None, caller="student", reason="login", institution=world.lu)


def test_pages_cost_the_same_however_much_there_is(world, client):
    call = commands.begin_call(world.actor(world.agent), None, person=world.local)
    urls = ["/phone/", "/phone/log/", "/phone/figures/", f"/phone/calls/{call.pk}/", "/phone/?q=mona"]
    _busy(world, 2)
    few = [asked(client, url) for url in urls]
    for n in range(3):
        world.taken(reporter=world.local, title=f"Eget {n}")
    for person in (world.contact, world.extra):
        world.taken(reporter=person)
    people.add_institution(world.actor(None), code="XX", name_sv="Xx högskola")
    many_before = Call.objects.count()
    _busy_more(world)
    assert Call.objects.count() > many_before
    assert [asked(client, url) for url in urls] == few


def _busy_more(world) -> None:
    agent = world.actor(world.agent)
    for n in range(6):
        person = world.invite(world.uu, f"Mona Mer {'abcdefghij'[n]}")
        case = world.taken(reporter=person, title=f"Ärende till {n}")
        commands.promise_call_back(agent, case, at=timezone.now() + timedelta(hours=n + 1))
        call = commands.begin_call(agent, None, person=person)
        commands.file_call(agent, call, into="note", case=case, text="Noterat")
        commands.turn_away(agent, None, caller="teacher", reason="result", institution=world.uu)


def test_a_long_case_says_by_telephone_without_asking_for_each(world, client):
    case, agent = world.taken(), world.actor(world.agent)

    def noted():
        call = commands.begin_call(agent, None, person=world.local)
        commands.file_call(agent, call, into="note", case=case, text="Noterat på telefon")

    noted()
    few = asked(client, f"/cases/{case.number}/")
    for _n in range(4):
        noted()
    assert asked(client, f"/cases/{case.number}/") == few
