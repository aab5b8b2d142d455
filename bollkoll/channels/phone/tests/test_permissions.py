"""Who may do what on the telephone: one table for every command, one for every address."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.channels.phone import commands
from bollkoll.channels.phone.urls import urlpatterns
from bollkoll.log.acting import NotAllowed
from bollkoll.log.models import Event
from bollkoll.people.actor import CLOCK, NOBODY

pytestmark = pytest.mark.django_db

DESK = ["begin_call", "turn_away", "tell_where_to_turn"]
OWN = ["file_call", "change_caller"]
CASE = ["promise_call_back", "move_call_back", "end_call_back", "give_call_back"]
MACHINE = ["hear", "index_numbers"]
NUMBERS = ["add_number", "remove_number"]

# What each may do: desk; own (the agent's own call); case and protected (a promised call there); machine; numbers (of the
# local support of UU).
MAY = {
    "nobody": "",
    "clock": "case protected machine numbers",
    "the caller": "numbers",
    "contact person": "numbers",
    "another contact": "",
    "agent of the call": "desk own case protected numbers",
    "another agent": "desk case numbers",
    "third line": "",
    "administrator": "numbers",
}


def actors(world):
    return {
        "nobody": NOBODY,
        "clock": CLOCK,
        "the caller": world.actor(world.local),
        "contact person": world.actor(world.contact),
        "another contact": world.actor(world.stranger),
        "agent of the call": world.actor(world.agent),
        "another agent": world.actor(world.other_agent),
        "third line": world.actor(world.expert),
        "administrator": world.actor(world.admin),
    }


@pytest.mark.parametrize("role", MAY)
def test_every_command_is_for_those_it_is_for(world, call, role):
    actor, may = actors(world)[role], MAY[role].split()
    case, hidden = world.taken(), world.protected()
    subjects = {
        **{name: ("desk", world.uu if name == "tell_where_to_turn" else None) for name in DESK},
        **dict.fromkeys(OWN, ("own", call)),
        **{name: ("machine", world.local if name == "index_numbers" else None) for name in MACHINE},
        **dict.fromkeys(NUMBERS, ("numbers", world.local)),
    }
    for name, (kind, subject) in subjects.items():
        assert getattr(commands, name).policy(actor, subject) == (kind in may), name
    for name in CASE:
        assert getattr(commands, name).policy(actor, case) == ("case" in may), name
        assert getattr(commands, name).policy(actor, hidden) == ("protected" in may), name
    assert set(commands.__all__) == {*subjects, *CASE}


def test_a_command_that_is_not_allowed_changes_nothing(world):
    case, before = world.taken(), Event.objects.count()
    with pytest.raises(NotAllowed):
        commands.promise_call_back(world.actor(world.expert), case, at=timezone.now() + timedelta(hours=1))
    assert Event.objects.count() == before


def address(pattern, world, call, ball) -> str:
    name = pattern.name
    given = {
        "open_ring": [uuid.uuid4()],
        "call": [call.pk],
        "file_call": [call.pk],
        "where_to_turn": [world.uu.pk],
        "promise_call_back": [ball.subject.number],
        "add_number": [world.local.pk],
        "remove_number": [world.local.pk, 1],
        **{one: [ball.pk] for one in ("call_now", "move_call_back", "end_call_back")},
    }
    return reverse(f"phone:{name}", args=given.get(name, []))


FOR_KEEPERS = {"add_number", "remove_number"}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_address_is_the_desks(world, call, pattern):
    ball = commands.promise_call_back(world.actor(world.agent), world.taken(), at=timezone.now() + timedelta(hours=1))
    url = address(pattern, world, call, ball)
    of_calls = Event.objects.filter(kind__startswith="phone.")
    before = of_calls.count()
    for person in (None, world.stranger, world.expert, world.admin, world.local):
        for method in ("get", "post"):
            status = getattr(world.client(person), method)(url).status_code
            if pattern.name == "exchange":
                assert status == 404
            elif pattern.name in FOR_KEEPERS:
                assert status in ((302, 303, 404, 405) if person else (302, 403, 405)), (person, method)
            else:
                assert status in ((302, 403, 405) if person is None else (403, 405)), (person, method)
    assert of_calls.count() == before
    status = world.client(world.agent).get(url).status_code
    assert status in (200, 404, 405)


def test_a_call_back_in_a_protected_case_does_not_exist_for_others(world):
    hidden = world.protected()
    ball = commands.promise_call_back(world.actor(world.agent), hidden, at=timezone.now() + timedelta(hours=1))
    client = world.client(world.other_agent)
    for name in ("call_now", "move_call_back", "end_call_back"):
        assert client.post(reverse(f"phone:{name}", args=[ball.pk])).status_code == 404
    assert client.get(reverse("phone:promise_call_back", args=[hidden.number])).status_code == 404
    assert world.local.name not in client.get(reverse("phone:calls")).content.decode()
