"""Persons and teams of third line beside those of the world."""

import pytest

from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services


@pytest.fixture
def mate(world):
    """One more in the developers' team."""
    person = world.engage("Maja Mark", 3)
    services.add_member(SYSTEM, world.developers, person=person)
    return person


@pytest.fixture
def operations(world):
    team = services.add_team(SYSTEM, key="drift", name="Driften", line=3)
    services.add_member(SYSTEM, team, person=world.engage("Dag Drift", 3))
    return team
