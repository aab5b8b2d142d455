"""An exchange with its secret, and a call with somebody who is known."""

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bollkoll.channels.phone import commands, rules
from bollkoll.people import commands as people

SECRET = "a secret of the exchange"


@pytest.fixture
def exchange(monkeypatch, db):
    """``exchange(event="ringing", …)`` sends what an exchange does and returns the answer."""
    monkeypatch.setattr(settings.CONFIG, "phone_secret", SECRET)

    def send(body: bytes | None = None, *, secret: str = SECRET, at: float | None = None, **said: Any):
        content = json.dumps(said).encode() if body is None else body
        stamp = str(int(time.time() if at is None else at))
        headers = {
            "X-Bollkoll-Timestamp": stamp,
            "X-Bollkoll-Signature": f"sha256={rules.signature(secret, stamp, content)}",
        }
        return Client(headers=headers).post("/phone/exchange", content, content_type="application/json")

    return send


@pytest.fixture
def call(world):
    """The agent talks with the local support of UU."""
    return commands.begin_call(world.actor(world.agent), None, person=world.local)


def numbered(world, person, phone: str):
    """The person has a number in the account, and it is found."""
    actor = world.actor(None)

    people.change_person(actor, person, name=person.name, email=person.email, phone=phone)
    commands.index_numbers(actor, world.fresh(person))
    return world.fresh(person)
