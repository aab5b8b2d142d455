"""Anybody may ask for notices; only whoever reads the mailbox decides; one reader of many cannot decide for the others."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bollkoll.channels.bulletins import clock, links, rules
from bollkoll.channels.bulletins.models import Subscription
from bollkoll.log import clock as ticking
from bollkoll.log.acting import act
from bollkoll.log.models import Cursor, Delivery
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db

FORM = {"address": "stig@larosate.example", "language": "sv", "url": ""}


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def text_of(raw: bytes) -> str:
    return message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()


def link_in(text: str, word: str) -> str:
    return next(urlsplit(url).path for url in re.findall(r"https://\S+", text) if word in url)


@pytest.fixture
def another_service(world):
    """So that one of them is a choice."""
    return services.add_service(SYSTEM, key="intyg", name_sv="Intyg", name_en="Certificates")


def later(**by) -> None:
    """Time passes for what stands in the tables."""
    with act(SYSTEM):
        for row in Subscription.objects.all():
            for name in ("asked_at", "leaving_at", "ended_at", "failing_since"):
                if getattr(row, name):
                    setattr(row, name, getattr(row, name) - timedelta(**by))
            row.save()
        Cursor.objects.filter(name__startswith="clock:bulletins").delete()
    ticking.tick()


def test_nothing_is_sent_before_the_mailbox_has_said_yes(bulletins, receiver):
    client = Client()
    assert client.post(reverse("bulletins:subscribe"), FORM).status_code == 302
    bulletins.send()
    letter = text_of(receiver.received.pop().raw)
    bulletins.published()
    bulletins.turn()
    assert receiver.received == []

    address = link_in(letter, "confirm")
    assert client.get(address).status_code == 200
    assert not Subscription.objects.active().exists(), "scanners follow links"
    assert client.post(address).status_code == 302
    bulletins.published(text="Nu är det rättat.")
    bulletins.turn()
    (got,) = receiver.received
    assert got.recipients == ["stig@larosate.example"]
    assert "Nu är det rättat." in text_of(got.raw)
    assert "Vi felsöker." not in text_of(got.raw), "whoever came later is not told of the past"


def test_the_form_says_the_same_whether_the_mailbox_is_known_or_not(bulletins):
    bulletins.confirmed()
    client = Client()
    known = client.post(reverse("bulletins:subscribe"), FORM)
    unknown = client.post(reverse("bulletins:subscribe"), FORM | {"address": "annan@larosate.example"})
    assert known["Location"] == unknown["Location"]


def test_somebody_else_cannot_change_what_a_mailbox_gets(bulletins, world, another_service):
    row = bulletins.confirmed()
    Client().post(reverse("bulletins:subscribe"), FORM | {"services": [world.service.pk], "language": "en"})
    row.refresh_from_db()
    assert (row.language, row.chosen["services"]) == ("sv", [])
    Client().post(links.confirm_url(row).removeprefix("https://boll.example"))
    row.refresh_from_db()
    assert (row.language, row.chosen["services"]) == ("en", [world.service.pk])


def test_a_mailbox_gets_a_few_letters_a_day_however_often_somebody_asks(bulletins):
    for _ in range(6):
        bulletins.asked()
    assert Delivery.objects.filter(key__startswith="bulletins:confirm:").count() == 3


def test_a_stranger_may_ask_so_often_and_keeps_what_was_chosen(bulletins, world):
    client = Client()
    answers = [client.post(reverse("bulletins:subscribe"), FORM) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert 'value="stig@larosate.example"' in answers[-1].content.decode()


def test_what_nobody_confirms_is_forgotten(bulletins):
    row = bulletins.asked()
    later(hours=47)
    row.refresh_from_db()
    assert row.ended_at is None
    later(hours=2)
    row.refresh_from_db()
    assert (row.ended_why, row.address, row.address_key) == ("never", "", "")
    assert Client().get(links.confirm_url(row).removeprefix("https://boll.example")).status_code == 410


def test_one_click_in_a_mail_program_leaves(bulletins, receiver):
    row = bulletins.confirmed()
    bulletins.published()
    bulletins.turn()
    sent = message_from_bytes(receiver.received[-1].raw, policy=policy.default)
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(sent["List-Unsubscribe"].strip(" <>")).path
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    row.refresh_from_db()
    assert row.is_active, "a scanner follows links"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row.refresh_from_db()
    assert row.ended_why == "left"


def test_one_reader_of_a_shared_mailbox_cannot_leave_for_the_others(bulletins, receiver):
    row = bulletins.confirmed("ladok-support@larosate.example", is_shared=True)
    bulletins.send()
    receiver.received.clear()
    client, keep = Client(), reverse("bulletins:leave", args=[links.token(row.pk, links.KEEP)])
    client.post(keep)
    client.post(keep)
    bulletins.send()
    (told,) = receiver.received
    assert "Somebody" not in text_of(told.raw)
    address = link_in(text_of(told.raw), "mine")
    row.refresh_from_db()
    assert row.is_active and row.leaving_at
    client.post(f"{address}/stay")
    later(days=8)
    row.refresh_from_db()
    assert row.is_active, "another reader said no"
    client.post(keep)
    later(days=6)
    assert Subscription.objects.get().is_active
    later(days=2)
    assert Subscription.objects.get().ended_why == "left"


def test_the_readers_of_a_shared_mailbox_are_told_when_one_chooses_anew(bulletins, world, another_service, receiver):
    row = bulletins.confirmed("support@larosate.example", is_shared=True, chosen={"services": [world.service.pk]})
    bulletins.send()
    receiver.received.clear()
    address = reverse("bulletins:subscription", args=[links.token(row.pk, links.KEEP)])
    Client().post(address, {"language": "sv", "services": [world.service.pk, another_service.pk]})
    bulletins.send()
    row.refresh_from_db()
    assert (row.chosen["services"], row.is_shared, len(receiver.received)) == ([], True, 1), "all that there is"


def test_one_reader_of_a_shared_mailbox_cannot_take_notices_from_the_others(
    bulletins, world, another_service, receiver
):
    row = bulletins.confirmed("support@larosate.example", is_shared=True)
    bulletins.send()
    receiver.received.clear()
    client, address = Client(), reverse("bulletins:subscription", args=[links.token(row.pk, links.KEEP)])
    less = {"language": "sv", "services": [world.service.pk], "kinds": ["planned"]}
    client.post(address, less)
    client.post(address, less)
    bulletins.send()
    row.refresh_from_db()
    assert not any(row.chosen.values()) and row.is_active, "nothing is taken from the others yet"
    (told,) = receiver.received
    page = client.get(link_in(text_of(told.raw), "mine")).text
    assert world.service.name in page and "Behåll det vi får nu" in page
    client.post(f"{address}/stay")
    later(days=8)
    row.refresh_from_db()
    assert not any(row.chosen.values()) and row.narrowed is None, "another reader said no"
    client.post(address, less)
    later(days=8)
    row.refresh_from_db()
    assert (row.chosen["services"], row.chosen["kinds"], row.is_active) == ([world.service.pk], ["planned"], True)


def test_the_form_for_strangers_takes_nothing_from_the_readers_of_a_shared_mailbox_either(
    bulletins, world, another_service
):
    row = bulletins.confirmed("support@larosate.example", is_shared=True)
    chosen = {"address": row.address, "services": [world.service.pk], "only_me": "on"}
    assert Client().post(reverse("bulletins:subscribe"), FORM | chosen).status_code == 302
    Client().post(reverse("bulletins:confirm", args=[links.token(row.pk, links.CONFIRM)]))
    row.refresh_from_db()
    assert not row.chosen.get("services") and row.narrowed["chosen"]["services"] == [world.service.pk]
    Client().post(reverse("bulletins:leave", args=[links.token(row.pk, links.KEEP)]))
    later(days=8)
    assert Subscription.objects.get().ended_why == "left", "whoever wants none at all has the last word"


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("support@larosate.example", True),
        ("ladok-support@larosate.example", True),
        ("it.helpdesk@larosate.example", True),
        ("anna.lind@larosate.example", False),
        ("postma@larosate.example", False),
        ("student.ett@uu.example", False),
        ("web.andersson@larosate.example", False),
        ("studentexpeditionen@larosate.example", True),
        ("alla-lista@larosate.example", True),
    ],
)
def test_a_mailbox_named_for_what_it_does_is_taken_for_shared(address, shared):
    assert rules.looks_shared(address) is shared


@pytest.mark.parametrize(("ticked", "shared"), [("is_shared", True), ("only_me", False)])
def test_the_form_says_that_an_address_looks_shared_and_whoever_reads_it_says_whether_it_is(ticked, shared):
    client, form = Client(), FORM | {"address": "support@larosate.example"}
    answer = client.post(reverse("bulletins:subscribe"), form, headers={"accept-language": "sv"})
    assert answer.status_code == 422 and "Adressen ser ut som en som flera läser" in answer.text
    assert "Bara jag läser den" in answer.text and not Subscription.objects.exists()
    assert client.post(reverse("bulletins:subscribe"), form | {ticked: "on"}).status_code == 302
    assert Subscription.objects.get().is_shared is shared


def test_a_link_that_has_been_used_says_that_it_is_confirmed_already(bulletins):
    row = bulletins.confirmed()
    address = links.confirm_url(row).removeprefix("https://boll.example")
    answer = Client().get(address, headers={"accept-language": "sv"})
    assert "Det är redan bekräftat" in answer.text and 'method="post"' not in answer.text.partition("<main")[2]


def test_the_address_is_forgotten_a_month_after_one_has_left(bulletins):
    row = bulletins.confirmed()
    Client().post(reverse("bulletins:leave", args=[links.token(row.pk, links.KEEP)]))
    later(days=29)
    assert Subscription.objects.get().address
    later(days=2)
    assert Subscription.objects.get().address == ""
    assert list(clock._past()) == []


@pytest.mark.parametrize("name", ["confirm", "subscription", "leave"])
def test_a_forged_link_leads_nowhere(bulletins, name):
    row = bulletins.confirmed()
    for token in (row.pk.hex, f"{row.pk.hex}:x", links.token(row.pk, "another salt")):
        assert Client().get(reverse(f"bulletins:{name}", args=[token])).status_code == 404
        assert Client().post(reverse(f"bulletins:{name}", args=[token])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "inte en adress"},
        {"address": "stig@larosate.example\r\nBcc: alla@larosate.example"},
        {"language": "de"},
        {"url": "http://larosate.example/krok"},
        {"url": "https://namn:ord@larosate.example/krok"},
        {"services": ["9999"]},
        {"kinds": ["'; DROP TABLE"]},
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_everything(bulletins, wrong):
    answer = Client().post(reverse("bulletins:subscribe"), FORM | wrong)
    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_those_who_leave_get_nothing_that_is_on_its_way(bulletins, receiver):
    row = bulletins.confirmed()
    bulletins.published()
    bulletins.spread()
    Client().post(reverse("bulletins:leave", args=[links.token(row.pk, links.KEEP)]))
    receiver.received.clear()
    bulletins.send()
    assert [got for got in receiver.received if "attesteras" in text_of(got.raw)] == []
