"""The world with the search index standing, as the worker keeps it."""

import pytest

from bollkoll.log import subscribers


@pytest.fixture
def indexed(world):
    """Call it when something has been written: the worker's turn to index."""

    def catch_up():
        while subscribers.run("cases.index"):
            pass

    return catch_up


@pytest.fixture
def desk(world):
    """The agent's browser."""
    return world.client(world.agent)
