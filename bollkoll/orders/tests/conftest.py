"""Orders of the shipped types and of small ones made for a test, and the machinery that runs between people's acts."""

import pytest

from bollkoll.log import clock, subscribers
from bollkoll.orders import commands, shipping
from bollkoll.orders.models import Duty, OrderType, Run
from bollkoll.orders.rules import read
from bollkoll.people.actor import SYSTEM

USER = {"name": "Nils Ny", "email": "nils.ny@larosate.example"}


@pytest.fixture
def types(world):
    """The shipped types; ``world.expert`` is national administrator."""
    shipping.install()
    commands.give_duty(SYSTEM, Duty.objects.get(key="national-administrator"), person=world.expert)
    return {type_.key: type_ for type_ in OrderType.objects.all()}


@pytest.fixture
def make_type(world):
    """``make_type(steps=[…], …)``: a small type, published."""

    def make(key="small", **more):
        raw = {
            "key": key,
            "title": {"sv": "Liten beställning", "en": "Small order"},
            "summary": {"sv": "Något litet.", "en": "Something small."},
            "fields": [{"key": "what", "kind": "text", "title": {"sv": "Vad?"}, "required": True}],
            "steps": [{"key": "do", "title": {"sv": "Gör det"}, "who": "desk"}],
        }
        draft = commands.draft_type(SYSTEM, definition=read(raw | more))
        commands.publish_type(SYSTEM, draft.type)
        return OrderType.objects.get(key=key)

    return make


@pytest.fixture
def place(world):
    """``place(type, values)``: ordered by the contact person of UU."""

    def order(type_, values=None, by=None, **more):
        actor = world.actor(by or world.contact)
        values = {"what": "En sak"} if values is None else values
        institution = more.pop("institution", world.uu)
        return commands.place_order(actor, version=type_.current, institution=institution, values=values, **more)

    return order


@pytest.fixture
def access(types, place):
    def order(role="local_support", user=None, **more):
        values = {"user": user or USER, "role": role} | ({"why": "Behövs."} if role == "extra" else {})
        return place(types["support-access"], values, **more)

    return order


@pytest.fixture
def permission(types, place):
    def order(user=None, profiles=("student-data",), **more):
        values = {
            "user": user or USER, "profiles": list(profiles), "environments": ["production"], "why": "Rättar uppgifter.",
        }  # fmt: skip
        return place(types["national-permission"], values, **more)

    return order


@pytest.fixture
def run_of():
    """``run_of(order, step)``: the latest turn of a step."""

    def find(order, step):
        return Run.objects.filter(order=order, step=step).order_by("-round").first()

    return find


@pytest.fixture
def follow(world):
    """``follow()``: the subscribers read what has happened, and the clock ticks."""

    def run(ticks=False):
        while subscribers.run_all():
            continue
        if ticks:
            clock.tick()
            while subscribers.run_all():
                continue

    return run
