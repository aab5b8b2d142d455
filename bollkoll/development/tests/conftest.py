"""A tracker, and the machinery that runs between people's acts."""

import pytest

from bollkoll.development import commands
from bollkoll.log import subscribers
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services


@pytest.fixture
def tracker(world):
    return commands.add_tracker(
        SYSTEM, prefix="ltre", name="Utvecklingen", address="https://tracker.example/browse/{key}"
    )


@pytest.fixture
def version(world, tracker):
    return commands.add_version(world.actor(world.agent), name="2026.24", note="Snabbare listor.")


@pytest.fixture
def there(world):
    """``there(version)``: it is in production now."""

    def arrive(version, at=None):
        return commands.arrive(world.actor(world.agent), version, environment=world.production, at=at)

    return arrive


@pytest.fixture
def follow(world):
    """``follow()``: the subscribers read what has happened."""

    def run():
        while subscribers.run_all():
            continue

    return run


@pytest.fixture
def fixed(world, tracker, version):
    """``fixed(case)``: the case is linked to an issue that is fixed in the version."""

    def link(case, key="LTRE-41494", title="Listan blir tom", **more):
        linked = commands.link_issue(world.actor(world.agent), case, key=key, title=title, **more)
        if linked.issue.fixed_in_id is None:
            commands.change_issue(world.actor(world.agent), linked.issue, status="done", fixed_in=version)
        return linked

    return link


@pytest.fixture
def operations(world):
    """A second team of third line, with somebody in it who belongs to no other."""
    team = services.add_team(SYSTEM, key="drift", name="Drift", line=3)
    person = world.engage("Frej Frost", 3)
    services.add_member(SYSTEM, team, person=person)
    return team, person
