"""How a notice was told, as stretches of time: from when until when, and how each service worked meanwhile.

Read from its updates: what is over and comes back has a gap between, work that failed and was moved has one too, and a degree
that was changed holds from the update that changed it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bollkoll.status.site.reading import Notice
from bollkoll.status.site.vocabulary import DEGREES, RANK


@dataclass(frozen=True)
class Stretch:
    """One service in one environment, ``operational`` left out."""

    start: datetime
    end: datetime
    degree: str


@dataclass(frozen=True)
class _Part:
    service: str
    environment: str | None
    degree: str


def spans(notice: Notice, until: datetime) -> list[tuple[datetime, datetime]]:
    """When it went on. Planned work begins when it was said to begin; all else when it began, whenever it was told."""
    updates = sorted(notice.updates, key=lambda one: one.at)
    has_begun = any(update.kind == "begun" for update in updates)
    start = None if notice.kind == "planned" and has_begun else notice.starts_at
    found: list[tuple[datetime, datetime]] = []
    for update in updates:
        if update.kind in ("begun", "reopened") and start is None:
            start = update.at
        elif start is not None and (update.kind in ("resolved", "cancelled") or update.is_put_off):
            found.append((start, update.at))
            start = None
    if start is not None:
        return [*found, (start, max(start, notice.ended_at or until))]
    if found and notice.ended_at:
        found[-1] = found[-1][0], max(found[-1][0], notice.ended_at)
    return found


def services(notice: Notice) -> list[str]:
    """Those that it has concerned, now or before."""
    return list(dict.fromkeys(part.service for _at, parts in _told(notice) for part in parts))


def stretches(notice: Notice, service: str, environment: str, until: datetime) -> Iterator[Stretch]:
    """How the service worked in the environment, for as long as it went on. Without environments it is everywhere."""
    told = _told(notice)
    for start, end in spans(notice, until):
        for place, (since, parts) in enumerate(told):
            after = told[place + 1][0] if place + 1 < len(told) else end
            begun, ended = (start if place == 0 else max(start, since)), min(end, after)
            degree = _degree(notice, parts, service, environment)
            if degree != "operational" and (begun < ended or (begun == ended and start == end)):
                yield Stretch(begun, ended, degree)


def _degree(notice: Notice, parts: list[_Part], service: str, environment: str) -> str:
    found = [
        part.degree
        for part in parts
        if part.service == service and (not environment or _is_at(notice, part, environment))
    ]
    return max(found, key=RANK.__getitem__, default="operational")


def _is_at(notice: Notice, part: _Part, environment: str) -> bool:
    if part.environment:
        return part.environment == environment
    return not notice.environments or environment in notice.environments


def _told(notice: Notice) -> list[tuple[datetime, list[_Part]]]:
    """The parts from each moment on. What was never changed holds from the beginning, at its worst when it was set to work
    again without that it is known when."""
    changes = [
        (update.at, _parts(before), _parts(after))
        for update in sorted(notice.updates, key=lambda one: one.at)
        for before, after in [update.facts.get("parts", (None, None))]
        if isinstance(before, list | tuple) and isinstance(after, list | tuple)
    ]
    if changes:
        return [(notice.starts_at, changes[0][1]), *((at, after) for at, _before, after in changes)]
    worst = notice.worst
    now = [
        _Part(part.service, part.environment, worst if part.degree == "operational" else part.degree)
        for part in notice.parts
    ]
    return [(notice.starts_at, now)]


def _parts(value: Any) -> list[_Part]:
    return [
        _Part(str(one["service"]), str(one["environment"]) if one.get("environment") else None, str(one["degree"]))
        for one in (value if isinstance(value, list | tuple) else ())
        if isinstance(one, Mapping) and one.get("service") and one.get("degree") in DEGREES
    ]
