"""A remembered world is the one that was built: every row of it, and the next number of every kind."""

import pytest

from bollkoll.log.acting import Refused
from bollkoll.log.models import Event
from tests.remembered import Remembered, _models, _rows
from tests.world import World

pytestmark = pytest.mark.django_db
remembered = Remembered(World)
seen = []


@pytest.mark.parametrize("turn", ["built", "remembered", "remembered again"])
def test_each_test_meets_the_same_rows(turn):
    world = remembered()
    seen.append({model: rows for model in _models() if (rows := _rows(model))})
    assert seen[-1] == seen[0]
    assert world.agent.name == "Asta Almgren"
    assert world.taken().number == 1001
    assert {person.email for person in (world.engage("Ny Nilsson", 2), world.invite(world.uu, "Nora Ny"))} == {
        "ny.nilsson@larosate.example",
        "nora.ny@larosate.example",
    }


def test_what_stands_in_the_log_already_is_kept_and_the_world_is_built():
    World()
    count = Event.objects.count()
    with pytest.raises(Refused):  # there is one support
        remembered()
    assert Event.objects.count() == count
