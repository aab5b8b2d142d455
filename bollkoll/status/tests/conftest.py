"""Notices, made by commands at their own times; the clock as it ticks in life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.log import clock
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.status import commands
from bollkoll.status.models import Notice


@pytest.fixture
def ago():
    return lambda **long: timezone.now() - timedelta(**long)


@pytest.fixture
def ahead():
    return lambda **long: timezone.now() + timedelta(**long)


@pytest.fixture
def disturbance(world, ahead):
    """``disturbance(at=…, **facts)``: a first notice of a disturbance in Resultat, its next update in an hour."""

    def publish(by=None, at=None, **facts):
        actor = world.actor(by or world.agent)
        given = {
            "title_sv": "Långsamt i Resultat", "text_sv": "Resultat svarar långsamt. Försök igen om en stund.",
            "environments": [world.production], "parts": [commands.Piece(service=world.service, degree="degraded")],
            "next_update_at": (at or timezone.now()) + timedelta(hours=1), "kind": "disturbance", **facts,
        }  # fmt: skip
        with act(actor, at=at):
            return commands.publish(actor, None, **given)

    return publish


@pytest.fixture
def work(world, ahead):
    """``work(**facts)``: planned work in four days, announced two days before."""

    def plan(by=None, at=None, **facts):
        actor = world.actor(by or world.agent)
        starts_at = facts.pop("starts_at", None) or ahead(days=4)
        given = {
            "title_sv": "Uppgradering", "text_sv": "Systemet uppgraderas.", "text_en": "The system is upgraded.",
            "title_en": "Upgrade", "starts_at": starts_at, "expected_end_at": starts_at + timedelta(hours=4),
            "announce_at": starts_at - timedelta(days=2), "environments": [world.production],
            "parts": [commands.Piece(service=world.service, degree="maintenance")], **facts,
        }  # fmt: skip
        with act(actor, at=at):
            return commands.plan(actor, None, **given)

    return plan


@pytest.fixture
def template(world):
    return commands.keep_template(
        world.actor(world.agent), None, name="Uppgradering", kind="planned", title_sv="Uppgradering {day}",
        title_en="Upgrade {day}", text_sv="Systemet är stängt kl. {start}–{end}.", text_en="Closed {start}–{end}.",
        environments=[world.production], services=[world.service], degree="maintenance",
    )  # fmt: skip


@pytest.fixture
def tick():
    def run():
        with housekeeping("test"):
            Cursor.objects.filter(name__startswith="clock:").delete()
        clock.tick()
        assert not Cursor.objects.exclude(error="").exists()

    return run


@pytest.fixture
def fresh():
    return lambda notice: Notice.objects.select_related("subject__main__person", "communicator").get(pk=notice.pk)


@pytest.fixture
def another(world):
    """A second service and environment."""
    service = services.add_service(SYSTEM, key="intyg", name_sv="Intyg", name_en="Transcripts", team=world.developers)
    environment = services.add_environment(SYSTEM, key="test", name_sv="Test", name_en="Test", order=1)
    return service, environment
