"""One notice of the demonstration with everything that was said in it, through the commands at their own times."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.utils import timezone

from bollkoll.demo.stage import Stage
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import act
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.status import commands, rules
from bollkoll.status.models import Notice
from bollkoll.ui import dates

TO_FIVE = 300
Row = dict[str, Any]
Do = Callable[[datetime, Callable[[], Any]], None]


@cache
def script() -> Row:
    return tomllib.loads((resources.files("bollkoll.demo") / "notices.toml").read_text(encoding="utf-8"))


def at_once(moment: datetime, step: Callable[[], Any]) -> None:
    """For what is told after all else has been played."""
    with act(SYSTEM, at=moment, via="import"):
        step()


def begun_at(stage: Stage, row: Row) -> datetime:
    begun = stage.now - timedelta(days=row.get("days_ago", 0), minutes=row.get("minutes_ago", 0))
    if not row.get("at"):
        return begun
    hour, minute = map(int, row["at"].split("."))
    return timezone.localtime(begun).replace(hour=hour, minute=minute, second=0, microsecond=0)


def tell(stage: Stage, row: Row, begun: datetime, do: Do, incident: Callable[[], Incident] | None = None) -> None:
    """``do(moment, step)`` carries out each step at its time, or puts it on the stage. ``incident``: what it tells of."""
    by, told = Actor(stage.staff[row["by"]]), list[Notice]()
    end = begun + timedelta(minutes=row["expected"]) if "expected" in row else None

    def first() -> None:
        more = {"incident": incident()} if incident else {}
        told.append(
            commands.publish(
                by, None, kind=row["kind"] if not incident else "disturbance", severity=row.get("severity", "none"),
                starts_at=begun, expected_end_at=end, parts=parts(stage, row), next_update_at=_promised(row, begun),
                **_words(row, begun, end), **_for_whom(stage, row), **more,
            )
        )  # fmt: skip

    do(begun + timedelta(minutes=row.get("after", 6)), first)
    for said in row.get("said", ()):
        do(begun + timedelta(minutes=said["after"]), lambda said=said: _say(stage, by, told[0], said, begun))
    if end is not None and end < stage.now:
        do(end, lambda: commands.end_information(CLOCK, told[0]))


def work(stage: Stage, row: Row) -> Notice:
    """Planned work that comes once, announced some days ago."""
    by = Actor(stage.staff[row["by"]])
    today = timezone.localtime(stage.now)
    day = today + timedelta(weeks=row["weeks_ahead"], days=row["weekday"] - today.weekday())
    hour, minute = map(int, row["at"].split("."))
    starts = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    ends = starts + timedelta(minutes=row["lasts"])
    with act(SYSTEM, at=stage.now - timedelta(days=row["announced"]), via="import"):
        return commands.publish(
            by, None, kind="planned", starts_at=starts, expected_end_at=ends, parts=parts(stage, row),
            **_words(row, starts, ends), **_for_whom(stage, row),
        )  # fmt: skip


def parts(stage: Stage, row: Row, key: str = "parts") -> list[commands.Piece]:
    found = []
    for name, degree in row.get(key, {}).items():
        service, _at, environment = name.partition("@")
        found.append(
            commands.Piece(
                service=stage.services[service], degree=degree, note_sv=row.get("note_sv", ""), note_en=row.get("note_en", ""),
                environment=stage.environments[environment] if environment else None,
            )
        )  # fmt: skip
    return found


def _say(stage: Stage, by: Actor, notice: Notice, said: Row, begun: datetime) -> None:
    notice.refresh_from_db()
    words = _words(said, begun, notice.expected_end_at)
    if said["kind"] == "correct":
        commands.correct(by, notice, wrong=notice.updates.order_by("-at", "-pk")[0], **words)
    elif said["kind"] == "resolve":
        commands.resolve(by, notice, **words)
    else:
        changes = {"parts": parts(stage, said, "degree")} if "degree" in said else {}
        mended = said.get("mended", False)
        commands.update(by, notice, next_update_at=_promised(said, begun), is_mended=mended, **words, **changes)


def _promised(row: Row, begun: datetime) -> datetime | None:
    """As people promise: a time that ends in five or nought."""
    if "next" not in row:
        return None
    moment = begun + timedelta(minutes=row["next"])
    return moment + timedelta(seconds=-moment.timestamp() % TO_FIVE)


def _words(row: Row, begun: datetime, end: datetime | None) -> dict[str, str]:
    """Every text of the row, with its times filled in as they are said in its language."""
    promised = _promised(row, begun)
    found = {}
    for name in ("title_sv", "title_en", "text_sv", "text_en", "workaround_sv", "workaround_en"):
        if name not in row:
            continue
        language = name[-2:]
        found[name] = row[name].format(
            next=dates.clock(promised.astimezone(rules.ZONE), language) if promised else "",
            day=rules.day_in_words(begun.astimezone(rules.ZONE), language),
            end_day=rules.day_in_words(end.astimezone(rules.ZONE), language) if end else "",
        )
    return found


def _for_whom(stage: Stage, row: Row) -> dict[str, Any]:
    places = [stage.places[code] for code in row.get("institutions", ()) if code in stage.places]
    keys = row.get("environments", ["production"])
    return {"institutions": places or None, "environments": [stage.environments[key] for key in keys]}
