"""Heads in a file of the test's own, and records of what was done."""

import pytest
from django.conf import settings
from django.utils import timezone

from bollkoll.records import commands
from bollkoll.records.rules import Part


@pytest.fixture(autouse=True)
def heads_file(monkeypatch, tmp_path):
    path = tmp_path / "heads.jsonl"
    monkeypatch.setattr(settings.CONFIG, "record_heads", str(path))
    return path


@pytest.fixture
def sealed(world):
    """``sealed(case)``: a record of three lines, one of them about a person."""

    def make(case=None, by=None):
        case = case or world.taken()
        actor = world.actor(by or world.agent)
        parts = [
            Part("Kontrollerade identiteten", "Rätt person.", by=world.agent.pk, at=timezone.now()),
            Part("Från", "19850412-2385", by=world.agent.pk, at=timezone.now(), is_personal=True),
            Part("Bild efteråt", digest="a" * 64, by=world.other_agent.pk, at=timezone.now()),
        ]
        return commands.seal(actor, case.subject, kind="order", title=f"Beställning {case.number}", parts=parts)

    return make
