"""The clock: asks what is due and runs ordinary commands. Deadlines are columns; nothing is scheduled in memory.

So a worker that was dead for two days finds everything that fell due meanwhile, in order, on its first turn.
"""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor

REGISTRY: dict[str, "Watch"] = {}
NOTED_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Watch:
    name: str
    every: timedelta
    due: Callable[[], Iterable[Any]]
    run: Callable[[Any], Any]


def watch(name: str, *, due: Callable[[], Iterable[Any]], every: timedelta = timedelta(seconds=1)) -> Callable:
    """Register ``run(row)`` for each row that ``due()`` yields, asked at most once per ``every``.

    ``run`` calls one command as CLOCK; a :class:`Refused` means that it is no longer due (somebody was faster).
    """

    def register(run: Callable[[Any], Any]) -> Callable[[Any], Any]:
        REGISTRY[name] = Watch(name, every, due, run)
        return run

    return register


def tick() -> int:
    """Run everything that is due. Returns how many commands ran; one failing row does not stop the others."""
    ran = 0
    cursors = {c.name: c for c in Cursor.objects.filter(name__in=[f"clock:{n}" for n in REGISTRY])}
    for name, entry in sorted(REGISTRY.items()):
        cursor = cursors.get(f"clock:{name}")
        # A time ahead of now was written before the machine's clock was put back: it says nothing.
        if cursor and cursor.moved_at and timedelta(0) <= timezone.now() - cursor.moved_at < entry.every:
            continue
        ran += _run(entry, cursor)
    return ran


def _run(entry: Watch, cursor: Cursor | None) -> int:
    ran, error = 0, ""
    try:
        for row in entry.due():
            try:
                entry.run(row)
                ran += 1
            except Refused:
                continue
            except Exception as problem:
                error = "".join(traceback.format_exception_only(problem))[:2000]
    except Exception as problem:
        error = "".join(traceback.format_exception_only(problem))[:2000]
    if cursor and not (ran or error or cursor.error) and _is_noted(entry, cursor):
        return 0
    with housekeeping("clock"):
        Cursor.objects.update_or_create(
            name=f"clock:{entry.name}",
            defaults={
                "moved_at": timezone.now(),
                "error": error,
                "failed_at": timezone.now() if error else None,
            },
        )
    return ran


def _is_noted(entry: Watch, cursor: Cursor) -> bool:
    """Whether it may stay unwritten that nothing was due: what is asked each second is noted every ten, so that a quiet
    night writes next to nothing."""
    return (
        entry.every <= timedelta(seconds=1)
        and cursor.moved_at is not None
        and abs(timezone.now() - cursor.moved_at) < NOTED_EVERY
    )
