"""The page of an erasure: what would happen, the reason, the name once more; and then it is done."""

import pytest
from django.urls import reverse

from bollkoll.disclosure.models import Erasure
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(world):
    """Somebody whose account has ended, and who has been logged in."""
    world.password(world.extra)
    people.end_person(SYSTEM, world.extra)
    return world.fresh(world.extra)


def test_it_says_what_goes_and_what_stays_and_why(world, gone):
    page = world.client(world.coordinator).get(reverse("disclosure:erase_person", args=[gone.pk])).content.decode()
    for said in (
        "Detta försvinner",
        "Detta finns kvar",
        "Namn, adress, telefon och titel",
        "Roller som har upphört",
        "Vad detta inte når",
    ):
        assert said in page


def test_it_says_what_to_do_first_and_takes_no_reason_before(world):
    client, address = world.client(world.coordinator), reverse("disclosure:erase_person", args=[world.local.pk])
    page = client.get(address).content.decode()
    assert reverse("people:end_person", args=[world.local.pk]) in page
    assert 'name="reason"' not in page
    given = {"reason": "Begärt i brev", "second": "yes", "confirmation": world.local.name}
    assert client.post(address, given).status_code == 409
    assert not Erasure.objects.exists()


def test_it_asks_twice(world, gone):
    client, address = world.client(world.coordinator), reverse("disclosure:erase_person", args=[gone.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    first = client.post(address, {"reason": "Begärt i brev 7", "basis": "Beslut 4"})
    assert first.status_code == 200
    assert "Begärt i brev 7" in first.content.decode()
    assert not Erasure.objects.exists()
    second = {"reason": "Begärt i brev 7", "basis": "Beslut 4", "second": "yes"}
    assert client.post(address, {**second, "confirmation": "Någon Annan"}).status_code == 422
    assert not Erasure.objects.exists()
    assert client.post(address, {**second, "confirmation": gone.name.upper()}).status_code == 303
    made = Erasure.objects.get()
    assert (made.reason, made.basis) == ("Begärt i brev 7", "Beslut 4")
    assert client.get(address).status_code == 404
    page = client.get(reverse("disclosure:disclosures")).content.decode()
    assert f"Raderad person {gone.pk}" in page
    assert "Begärt i brev 7" in page
    card = client.get(reverse("people:person", args=[gone.pk])).content.decode()
    assert "Personen raderades" in card
    assert gone.name not in card


def test_an_agent_sees_neither_the_way_in_nor_the_list(world, gone):
    client = world.client(world.agent)
    assert (
        reverse("disclosure:erase_person", args=[gone.pk])
        not in client.get(reverse("people:person", args=[gone.pk])).content.decode()
    )
    assert client.get(reverse("disclosure:erase_person", args=[gone.pk])).status_code == 403
    assert "Raderade personer" not in client.get(reverse("disclosure:disclosures")).content.decode()
