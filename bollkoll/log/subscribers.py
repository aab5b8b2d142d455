"""Subscribers: functions that read the log in order and react, each exactly once per event.

A subscriber touches only the database, and its cursor moves in the same transaction as what it does. One that fails
keeps its place, says why (the health page shows it) and tries again; the others go on. All that it does is one act
whose cause is the event, so its commands append together at the end: in the middle they would hold up every writer.
"""

import traceback
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event

REGISTRY: dict[str, "Subscriber"] = {}
STRIDE = 1000
"""Events that are passed by many together; whoever is further behind reads on by themselves."""


@dataclass(frozen=True)
class _Reader:
    """Who acts when a reaction itself records something; its commands have actors of their own."""

    person_id: None = None
    via: str = "system"


@dataclass(frozen=True)
class Subscriber:
    name: str
    kinds: frozenset[str]
    react: Callable[[Event], None]


def subscriber(
    name: str, kinds: list[str] | None = None
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register ``react(event)`` under ``name`` for events of ``kinds`` (all kinds when none are given)."""

    def register(react: Callable[[Event], None]) -> Callable[[Event], None]:
        REGISTRY[name] = Subscriber(name, frozenset(kinds or ()), react)
        return react

    return register


def run(name: str, limit: int = 200) -> int:
    """Let one subscriber read up to ``limit`` events. Returns how many it passed. Raises nothing: errors are kept."""
    reader = REGISTRY[name]
    position = Cursor.objects.filter(name=name).values_list("position", flat=True).first()
    if position is None:
        with housekeeping("cursor"):
            position = Cursor.objects.get_or_create(name=name)[0].position
    # Looked for before any transaction: in SQLite that one would keep writers out.
    ahead = list(Event.objects.filter(pk__gt=position).order_by("pk").values_list("pk", "kind")[:limit])
    passed = 0
    for number, (pk, kind) in enumerate(ahead, 1):
        matters = not reader.kinds or kind in reader.kinds
        if not matters and number < len(ahead):
            continue  # passed in one stride with those after it
        try:
            moved = _step(reader, position, pk, matters)
        except Exception as error:
            with housekeeping("cursor"):
                Cursor.objects.filter(name=name).update(
                    error="".join(traceback.format_exception_only(error))[:2000], failed_at=timezone.now()
                )
            return passed
        if not moved:  # another worker reads for this subscriber
            return passed
        passed, position = number, pk
    return passed


def _step(reader: Subscriber, position: int, to: int, matters: bool) -> bool:
    """Move from ``position`` to the event ``to``, with the reaction to it if it ``matters``, in one transaction."""
    with housekeeping("cursor"), transaction.atomic():
        standing = Cursor.objects.filter(name=reader.name, position=position)
        if connection.vendor == "postgresql":
            standing = standing.select_for_update(skip_locked=True)
        cursor = standing.first()
        if cursor is None:
            return False
        if matters:
            event = Event.objects.get(pk=to)
            with act(_Reader(), cause=event):
                reader.react(event)
        cursor.position, cursor.moved_at, cursor.error, cursor.failed_at = to, timezone.now(), "", None
        cursor.save()
        return True


def run_all() -> int:
    """Let those read who have something to read: when nothing has happened, two questions for all of them.

    Those to whom nothing of what happened matters pass it together in one stride. Returns how many readers moved.
    """
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    positions = dict(Cursor.objects.filter(name__in=REGISTRY).values_list("name", "position"))
    standing = defaultdict(list)
    for name in sorted(REGISTRY):
        if (position := positions.get(name, -1)) < last:
            standing[position].append(name)
    moved = 0
    for position, names in standing.items():
        indifferent = _indifferent(names, position, last) if position >= 0 and last - position <= STRIDE else []
        if indifferent:
            with housekeeping("cursor"):
                moved += Cursor.objects.filter(name__in=indifferent, position=position).update(
                    position=last, moved_at=timezone.now(), error="", failed_at=None
                )
        moved += sum(run(name) for name in names if name not in indifferent)
    return moved


def _indifferent(names: list[str], position: int, last: int) -> list[str]:
    """Those of ``names`` that read no kind of event after ``position`` up to ``last``."""
    kinds = set(
        Event.objects.filter(pk__gt=position, pk__lte=last).values_list("kind", flat=True).distinct().order_by()
    )
    return [name for name in names if REGISTRY[name].kinds and not REGISTRY[name].kinds & kinds]


def lag() -> dict[str, int]:
    """Events not yet read, per subscriber."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    positions = dict(Cursor.objects.values_list("name", "position"))
    return {name: max(0, last - positions.get(name, 0)) for name in REGISTRY}
