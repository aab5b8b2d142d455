"""Who may do what with subscriptions and bulletins: a table for every command, and one for every address."""

import pytest
from django.test import Client
from django.urls import reverse

from bollkoll.channels.bulletins import commands, links
from bollkoll.channels.bulletins.models import Bulletin, Subscription
from bollkoll.channels.bulletins.urls import urlpatterns
from bollkoll.channels.bulletins.views.own import HOLDER
from bollkoll.people.actor import CLOCK, NOBODY

pytestmark = pytest.mark.django_db

ANYBODY, LINK, MACHINE = ["ask"], ["confirm", "choose", "leave", "stay"], [
    "expire", "forget", "finish_leaving", "mark_unreachable", "mark_failing", "mark_reached", "note", "spread",
]  # fmt: skip
KEEPERS, DESK = ["end"], ["retry"]
MAY = {
    "nobody": "anybody",
    "by a link": "anybody link",
    "clock": "anybody machine",
    "contact": "anybody",
    "third line": "anybody",
    "agent": "anybody desk",
    "incident manager": "anybody desk keepers",
    "administrator": "anybody desk keepers",
}


def actors(world):
    return {
        "nobody": NOBODY,
        "by a link": HOLDER,
        "clock": CLOCK,
        "contact": world.actor(world.contact),
        "third line": world.actor(world.expert),
        "agent": world.actor(world.agent),
        "incident manager": world.actor(world.coordinator),
        "administrator": world.actor(world.admin),
    }


@pytest.mark.parametrize("role", MAY)
def test_every_command_is_for_those_it_is_for(world, bulletins, role):
    actor, may = actors(world)[role], MAY[role].split()
    row, bulletin = bulletins.confirmed(), bulletins.published()
    table = {"anybody": ANYBODY, "link": LINK, "machine": MACHINE, "keepers": KEEPERS, "desk": DESK}
    for kind, names in table.items():
        for name in names:
            subject = None if name in ("ask", "note") else bulletin if name in ("spread", "retry") else row
            assert getattr(commands, name).policy(actor, subject) == (kind in may), name
    assert set(commands.__all__) == {name for names in table.values() for name in names}


STRANGERS = {"subscribe", "asked", "confirm", "subscription", "leave", "stay"}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_address_is_for_those_it_is_for(world, bulletins, pattern):
    row, bulletin = bulletins.confirmed(), bulletins.published()
    given = {
        "confirm": [links.token(row.pk, links.CONFIRM)],
        **{name: [links.token(row.pk, links.KEEP)] for name in ("subscription", "leave", "stay")},
        "bulletin": [bulletin.pk],
        "retry": [bulletin.pk],
        "end": [row.pk],
    }
    url = reverse(f"bulletins:{pattern.name}", args=given.get(pattern.name, []))
    if pattern.name in STRANGERS:
        assert Client().get(url).status_code in (200, 405)
        return
    posted = pattern.name in ("retry", "end")
    keepers = pattern.name in ("subscribers", "end")
    for person in (None, world.contact, world.expert, world.agent, world.coordinator, world.admin):
        client = world.client(person)
        status = (client.post if posted else client.get)(url).status_code
        if person is None:
            assert status in (302, 403), status
        elif person in (world.coordinator, world.admin) or (person == world.agent and not keepers):
            assert status in (200, 302), (person, status)
            if pattern.name == "end":
                bulletins.confirmed("en-till@larosate.example")
                url = reverse("bulletins:end", args=[an_active_one()])
        else:
            assert status == 403, (person, status)


def an_active_one():
    return Subscription.objects.active().values_list("pk", flat=True).first()


def test_agents_see_how_far_it_has_come_and_no_addresses(world, bulletins):
    bulletins.confirmed()
    bulletins.published()
    bulletins.spread()
    page = world.client(world.agent).get(reverse("bulletins:bulletins")).content.decode()
    assert "Resultat kan inte attesteras" in page
    assert "stig@" not in page
    assert "stig@" in world.client(world.coordinator).get(reverse("bulletins:subscribers")).content.decode()


def test_the_list_of_bulletins_asks_a_constant_number_of_questions(world, bulletins, django_assert_max_num_queries):
    client = world.client(world.agent)
    for _ in range(3):
        bulletins.published()
    client.get(reverse("bulletins:bulletins"))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("bulletins:bulletins"))
    for _ in range(12):
        bulletins.published()
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("bulletins:bulletins"))
    assert Bulletin.objects.count() == 15
