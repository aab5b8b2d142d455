"""What an exchange may tell, how it proves who it is, and whom it is told to."""

import json
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bollkoll.channels.phone import clock, commands, queries, rules
from bollkoll.channels.phone.models import Ring
from bollkoll.channels.phone.tests.conftest import SECRET, numbered
from bollkoll.channels.phone.views import exchange as door
from bollkoll.log.models import Event, Topic
from bollkoll.people import commands as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def shown(world, person) -> str:
    return world.client(person).get("/phone/ringing").content.decode()


def test_without_a_secret_there_is_no_such_door(world):
    assert Client().post("/phone/exchange", {}, content_type="application/json").status_code == 404


def test_a_call_shows_on_the_pages_of_whom_it_is_for(world, exchange):
    numbered(world, world.local, "018-471 10 00")
    answer = exchange(event="ringing", number="0046184711000", call_id="a-1", agent=world.agent.email)
    assert (answer.status_code, answer.json()) == (200, {"status": "told", "pages_of": 1})
    assert "Lars Lokal" in shown(world, world.agent)
    assert "UU" in shown(world, world.agent)
    assert "Lars" not in shown(world, world.other_agent)
    page = world.client(world.agent).get("/desk/inflow/").content.decode()
    assert 'id="ringing"' in page
    assert f'data-live="ringing:{world.agent.pk}"' in page
    rang = Event.objects.get(kind="phone.rang")
    assert set(Topic.objects.filter(event=rang).values_list("name", flat=True)) == {
        "calls",
        f"ringing:{world.agent.pk}",
    }
    assert "471" not in str(rang.data)


def test_a_call_for_nobody_shows_for_everybody_who_is_here(world, exchange):
    today = timezone.localdate()
    people.set_absence(world.actor(None), world.coordinator, first_day=today, last_day=today, kind="ill")
    exchange(event="ringing", number="+46700000009", call_id="a-2")
    assert all("070-000 00 09" in shown(world, person) for person in (world.agent, world.other_agent))
    assert "070" not in shown(world, world.coordinator)
    exchange(event="answered", call_id="a-2", agent=world.other_agent.email)
    assert "070" not in shown(world, world.agent)
    assert "070" in shown(world, world.other_agent)
    exchange(event="ended", call_id="a-2")
    assert "070" not in shown(world, world.other_agent)


def test_an_agent_is_known_by_extension(world, exchange):
    numbered(world, world.agent, "08-123 47 11")
    numbered(world, world.other_agent, "4712")
    for extension, person in (("4711", world.agent), ("4712", world.other_agent), ("08-1234711", world.agent)):
        assert queries.agent_named(extension) == person
    numbered(world, world.coordinator, "08-999 47 11")
    assert queries.agent_named("4711") is None
    assert exchange(event="ringing", number="", call_id="a-3", agent="4711").status_code == 422


def test_the_same_moment_told_again_changes_nothing(world, exchange):
    said = {"event": "ringing", "number": "+46700000009", "call_id": "a-4"}
    assert exchange(**said).json()["status"] == "told"
    before = Event.objects.count()
    assert exchange(**said).json() == {"status": "already"}
    assert exchange(**{**said, "number": "+46700000008"}).json() == {"status": "already"}
    assert (Event.objects.count(), Ring.objects.get().number) == (before, "+46700000009")


def test_moments_may_come_in_any_order(world, exchange):
    exchange(event="ended", call_id="a-5", number="+46700000009")
    exchange(event="ringing", call_id="a-5", number="+46700000009")
    ring = Ring.objects.get()
    assert ring.rang_at
    assert ring.ended_at
    assert "070" not in shown(world, world.agent)
    assert [one.ring.pk for one in queries.missed(world.actor(world.agent))] == [ring.pk]


def test_opening_the_card_takes_the_call(world, exchange):
    numbered(world, world.local, "018-471 10 00")
    exchange(event="ringing", number="+46184711000", call_id="a-6")
    ring = Ring.objects.get()
    opened = world.client(world.agent).post(f"/phone/rings/{ring.pk}/open")
    assert opened.status_code == 303
    call = queries.open_calls(world.actor(world.agent))[0]
    assert opened["Location"] == f"/phone/calls/{call.pk}/"
    assert "Lars" not in shown(world, world.other_agent)
    late = world.client(world.other_agent).post(f"/phone/rings/{ring.pk}/open")
    assert (late.status_code, late["Location"]) == (303, "/phone/")
    assert world.client(world.agent).post(f"/phone/rings/{ring.pk}/open")["Location"] == opened["Location"]
    exchange(event="ended", call_id="a-6")
    assert world.fresh(call).hung_up_at is not None


def test_a_number_of_several_or_of_nobody_leads_to_the_search(world, exchange):
    for person in (world.local, world.contact):
        numbered(world, person, "018-471 10 00")
    exchange(event="ringing", number="+46184711000", call_id="a-7")
    ring = Ring.objects.get()
    answer = world.client(world.agent).post(f"/phone/rings/{ring.pk}/open", follow=True)
    page = answer.content.decode()
    assert "Lars Lokal" in page
    assert "Karin Kontakt" in page
    begun = world.client(world.agent).post(
        "/phone/begin", {"role": world.local.roles.get().pk, "ring": ring.pk, "text": "Redan noterat"}
    )
    call = queries.open_calls(world.actor(world.agent))[0]
    assert begun["Location"] == f"/phone/calls/{call.pk}/"
    assert (call.ring, call.number) == (ring, "+46184711000")


def test_a_caller_who_may_not_contact_us_leaves_no_number(world, exchange):
    exchange(event="ringing", number="+46700000009", call_id="a-8")
    ring = Ring.objects.get()
    commands.turn_away(world.actor(world.agent), None, ring=ring, caller="student", reason="login")
    assert world.fresh(ring).number == ""


def test_a_wrong_signature_is_refused_and_nothing_is_told(world, exchange):
    said = {"event": "ringing", "number": "+46700000009", "call_id": "a-9"}
    assert exchange(secret="another secret of somebody", **said).json()["code"] == "signature"
    assert exchange(at=time.time() - 400, **said).json()["code"] == "stale"
    assert exchange(at=time.time() + 400, **said).json()["code"] == "stale"
    bare = Client().post("/phone/exchange", json.dumps(said), content_type="application/json")
    assert (bare.status_code, bare.json()["code"]) == (401, "unsigned")
    body = json.dumps(said).encode()
    for stamp in ("", "now", "-1", "9" * 40, "١٢٣"):
        headers = {
            "X-Bollkoll-Timestamp": stamp,
            "X-Bollkoll-Signature": f"sha256={rules.signature(SECRET, stamp, body)}",
        }
        answer = Client().generic(
            "POST", "/phone/exchange", body, headers={k: v for k, v in headers.items() if v.isascii()}
        )
        assert answer.status_code in (401, 403), stamp
    assert not Ring.objects.exists()


def test_a_signature_is_of_this_body_alone(world, exchange):
    stamp, body = str(int(time.time())), b'{"event": "ringing", "call_id": "a", "number": ""}'
    signed = f"sha256={rules.signature(SECRET, stamp, body)}"
    headers = {"X-Bollkoll-Timestamp": stamp, "X-Bollkoll-Signature": signed}
    other = body.replace(b'"a"', b'"b"')
    assert Client().generic("POST", "/phone/exchange", other, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"event", "call_id"}),
        ({"event": "sings", "call_id": "a"}, {"event"}),
        ({"event": ["ringing"], "call_id": {"a": 1}}, {"event", "call_id"}),
        ({"event": "ringing", "call_id": "a" * 129}, {"call_id"}),
        ({"event": "ringing", "call_id": "a\u0000b"}, {"call_id"}),
        ({"event": "ringing", "call_id": "a", "number": "1" * 10_000}, {"number"}),
        ({"event": "ringing", "call_id": "a", "number": "<b>08</b>"}, {"number"}),
        ({"event": "ringing", "call_id": "a", "number": 812345678}, {"number"}),
        ({"event": "ringing", "call_id": "a", "agent": "nobody@nowhere.example"}, {"agent"}),
        ({"event": "ringing", "call_id": "a", "agent": 12}, {"agent"}),
    ],
)
def test_bad_input_is_told_by_field(world, exchange, said, fields):
    answer = exchange(**said)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == fields
    assert not Ring.objects.exists()


@pytest.mark.parametrize("body", [b"", b"ringing", b"[]", b"\xff\xfe", b"[" * 5000, b'"a"'])
def test_what_is_no_object_is_said_to_be_none(world, exchange, body):
    assert (exchange(body).status_code, exchange(body).json()["code"]) == (422, "json")


def test_a_body_without_end_and_other_methods_are_refused(world, exchange):
    assert exchange(b"a" * (door.MOST_BYTES + 1)).status_code == 413
    answer = Client().get("/phone/exchange")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_too_many_in_a_minute_are_asked_to_wait(world, exchange, monkeypatch):
    monkeypatch.setattr(door, "MOST_WRONG_PER_MINUTE", 2)
    monkeypatch.setattr(door, "this_minute", lambda: 17)
    wrong = [exchange(b"{}", secret="another secret of somebody") for _ in range(4)]
    assert [answer.status_code for answer in wrong] == [403, 403, 429, 429]
    assert wrong[-1]["Retry-After"] == "60"


def test_what_an_exchange_told_is_forgotten_after_a_week(world, exchange):
    exchange(event="ringing", number="+46700000009", call_id="a-10")
    clock.sweep(timezone.now())
    assert Ring.objects.exists()
    clock.sweep(timezone.now() + clock.RINGS_KEPT_FOR)
    assert not Ring.objects.exists()


def test_pages_ask_nothing_where_no_exchange_is_connected(world):
    assert not settings.CONFIG.phone_secret
    assert 'id="ringing"' not in world.client(world.agent).get("/desk/inflow/").content.decode()


def test_of_many_that_ring_the_first_lies_uppermost_and_says_how_many_more_there_are(world, exchange):
    for n, person in enumerate((world.local, world.contact, world.extra)):
        numbered(world, person, f"018-471 10 1{n}")
        exchange(event="ringing", number=f"+4618471101{n}", call_id=f"c-{n}")
    page = world.client(world.agent).get("/desk/inflow/").content.decode()
    cards = page.split('class="ringing-card')[1:]
    said = [(person.name in card, more in card) for person, more, card in zip(
        (world.local, world.contact, world.extra), ("2 till ringer", "1 till ringer", ""), cards, strict=True
    )]  # fmt: skip
    assert said == [(True, True)] * 3, "the first, which somebody may be about to press; dismissed, the next is seen"
    assert "till ringer" not in cards[-1]


def test_what_rings_costs_the_same_however_many_ring(world, exchange, django_assert_max_num_queries):
    for n, person in enumerate((world.local, world.contact, world.extra, world.stranger)):
        numbered(world, person, f"018-471 10 1{n}")
        exchange(event="ringing", number=f"018471101{n}", call_id=f"b-{n}")
    agent = world.actor(world.agent)
    with django_assert_max_num_queries(5):
        assert len(queries.ringing(agent)) == 4
