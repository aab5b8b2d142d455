"""Keys, and something kept apart."""

import pytest
from django.conf import settings

from bollkoll.kit.keyring import new_key
from bollkoll.restricted import commands

NUMBER = "19850412-2385"


@pytest.fixture
def keys(monkeypatch):
    """``keys(*texts)`` sets the ring; without words it makes one key. Returns the keys, newest first."""

    def put(*texts: str) -> list[str]:
        ring = list(texts) or [new_key()]
        monkeypatch.setattr(settings.CONFIG, "restricted_keys", ",".join(ring))
        return ring

    return put


@pytest.fixture
def kept(world):
    """``kept(case)``: a number of a person that the reporter has given."""

    def store(case, value=NUMBER, label="Studenten i exempel 1", by=None, **more):
        return commands.store(
            world.actor(by or case.reporter), case, value=value, label=label, field="identity", **more
        )

    return store
