"""An incident, those who work with it, and the machinery that runs between people's acts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.incidents import commands
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import act
from bollkoll.people.actor import CLOCK


@pytest.fixture
def declare(world):
    """``declare(by=None, ago=None, …)``: an incident that the agent has declared, some time ago."""

    def run(by=None, ago=None, **more):
        actor = world.actor(by or world.agent)
        at = timezone.now() - ago if ago else None
        with act(actor, at=at):
            return commands.declare(actor, None, title=more.pop("title", "Resultat går inte att spara"), **more)

    return run


@pytest.fixture
def incident(world, declare):
    """One of Resultat, led by the agent, with two cases of two institutions."""
    cases = [world.case(world.local, service=world.service), world.case(world.stranger, service=world.service)]
    return declare(lead=world.agent, services=[world.service], environments=[world.production], cases=cases)


@pytest.fixture
def follow(world):
    """``follow()``: the subscribers read what has happened."""

    def run():
        while subscribers.run_all():
            continue

    return run


@pytest.fixture
def later(world):
    """``later(minutes=…)``: run one watch of the clock as if so much time had passed."""

    def run(command, row, **ahead):
        with act(CLOCK, at=timezone.now() + timedelta(**ahead)):
            return command(CLOCK, row)

    return run


@pytest.fixture
def tick(world):
    return clock.tick
