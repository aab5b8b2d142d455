"""What the world has been told in the demonstration: upgrades every other week, a disturbance with a correction, one that goes on."""

import tomllib
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from django.utils import timezone

from bollkoll.demo.stage import Stage
from bollkoll.log.acting import Refused, act
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.status import commands, rules
from bollkoll.status.models import Notice, Template

PAST = 6
"""Upgrades that have been; one of them failed and was done the evening after."""
FAILED = 3


def play(stage: Stage) -> None:
    script = tomllib.loads((resources.files("bollkoll.demo") / "notices.toml").read_text(encoding="utf-8"))
    informs = Actor(stage.staff[1])
    with act(SYSTEM, at=stage.now - timedelta(days=100), via="import"):
        kept = {row["key"]: _template(stage, informs, row) for row in script["template"]}
    _upgrades(stage, informs, kept["upgrade"], script["failed"])
    for row in script["notice"]:
        _tell(stage, row)


def _template(stage: Stage, informs: Actor, row: dict[str, Any]) -> Template:
    words = {name: row.get(name, "") for name in ("title_en", "text_en", "workaround_sv", "workaround_en")}
    return commands.keep_template(
        informs, None, name=row["name"], kind=row["kind"], title_sv=row["title_sv"], text_sv=row["text_sv"],
        severity=row.get("severity", "none"), degree=row["degree"],
        services=[stage.services[key] for key in row.get("services", ())],
        environments=[stage.environments[key] for key in row.get("environments", ["production"])], **words,
    )  # fmt: skip


def _upgrades(stage: Stage, informs: Actor, template: Template, failed: dict[str, str]) -> None:
    """A version came the evening before yesterday, and every second week before that."""
    last = timezone.localdate(stage.now - timedelta(days=2))
    first = last - timedelta(weeks=2 * PAST)
    begun = timezone.make_aware(datetime.combine(first - timedelta(days=4), time(9)))
    with act(SYSTEM, at=begun, via="import"):
        series = commands.set_series(
            informs, None, template=template, first_on=first, begins=time(18), minutes=240, every_weeks=2,
            announce_days=2, announce_time=time(9), ends_itself=True,
        )  # fmt: skip
    for turn in range(PAST + 1):
        day = first + timedelta(weeks=2 * turn)
        notice = Notice.objects.get(series=series, slot=day)
        _at(notice.announce_at, commands.announce, CLOCK, notice)
        begin = {"text_sv": rules.BEGUN["sv"], "text_en": rules.BEGUN["en"]}
        _at(notice.starts_at, commands.begin, CLOCK, notice, **begin)
        if turn == FAILED:
            later = notice.starts_at + timedelta(days=1)
            _at(
                notice.starts_at + timedelta(hours=2), commands.delay, informs, notice, starts_at=later,
                expected_end_at=later + timedelta(hours=4), **failed,
            )  # fmt: skip
            _at(later, commands.begin, CLOCK, notice, **begin)
        notice.refresh_from_db()
        _at(notice.expected_end_at, commands.end_information, CLOCK, notice)
        with act(SYSTEM, at=notice.expected_end_at, via="import"):
            if turn < PAST:
                _more_dates(series)
    with act(SYSTEM, via="import"):
        _more_dates(series)


def _more_dates(series: Any) -> None:
    try:
        commands.plan_dates(CLOCK, series)
    except Refused:
        return


def _at(moment: datetime | None, command: Any, actor: Actor, notice: Notice, **words: Any) -> None:
    with act(SYSTEM, at=moment, via="import"):
        command(actor, notice, **words)


def _tell(stage: Stage, row: dict[str, Any]) -> None:
    """A notice with everything that was said in it, each at so many minutes after it began."""
    begun = stage.now - timedelta(minutes=row["minutes_ago"])
    if row.get("at"):
        hour, minute = row["at"].split(".")
        begun = timezone.localtime(begun).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    by = Actor(stage.staff[row["by"]])
    parts = [
        commands.Piece(
            service=stage.services[key], degree=degree, note_sv=row.get("note_sv", ""), note_en=row.get("note_en", "")
        )
        for key, degree in row["parts"].items()
    ]
    places = [stage.places[code] for code in row.get("institutions", ())]
    end = begun + timedelta(minutes=row["expected"]) if "expected" in row else None
    with act(SYSTEM, at=begun + timedelta(minutes=row.get("after", 6)), via="import"):
        notice = commands.publish(
            by, None, kind=row["kind"], title_sv=row["title_sv"], title_en=row.get("title_en", ""), text_sv=row["text_sv"],
            text_en=row.get("text_en", ""), severity=row.get("severity", "none"), parts=parts,
            environments=[stage.environments["production"]], institutions=places or None, starts_at=begun,
            expected_end_at=end, workaround_sv=row.get("workaround_sv", ""), workaround_en=row.get("workaround_en", ""),
            next_update_at=begun + timedelta(minutes=row["next"]) if "next" in row else None,
        )  # fmt: skip
    for said in row.get("said", ()):
        at = begun + timedelta(minutes=said["after"])
        words = {"text_sv": said["text_sv"], "text_en": said.get("text_en", "")}
        with act(SYSTEM, at=at, via="import"):
            if said["kind"] == "correct":
                commands.correct(by, notice, wrong=notice.updates.order_by("-at", "-pk")[0], **words)
            elif said["kind"] == "resolve":
                commands.resolve(by, notice, **words)
            else:
                promised = begun + timedelta(minutes=said["next"])
                commands.update(by, notice, next_update_at=promised, is_mended=said.get("mended", False), **words)
