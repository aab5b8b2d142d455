"""What the world has been told in the demonstration: upgrades every other week, disturbances that are over, one that goes on.
What the incidents were told of is in ``incidents``."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bollkoll.demo import telling
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import Refused, act
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.status import commands, rules
from bollkoll.status.models import Notice, Template

PAST = 6
"""Upgrades of production that have been; one of them failed and was done the evening after."""
FAILED = 3
WEDNESDAY = 2
TESTED = 3
"""Upgrades of the integration test that have been, each a week before the one of production."""


def plan(stage: Stage) -> None:
    """Put what is over on the stage, to happen among all else at its own time."""
    for row in telling.script()["notice"]:
        if "days_ago" in row:
            telling.tell(stage, row, telling.begun_at(stage, row), stage.at)


def play(stage: Stage) -> None:
    script = telling.script()
    informs = Actor(stage.staff[1])
    with act(SYSTEM, at=stage.now - timedelta(days=100), via="import"):
        kept = {row["key"]: _template(stage, informs, row) for row in script["template"]}
    last = timezone.localdate(stage.now - timedelta(days=2))
    last -= timedelta(days=(last.weekday() - WEDNESDAY) % 7)
    tested = last - timedelta(weeks=1)
    if tested + timedelta(weeks=2) < timezone.localdate(stage.now):
        tested += timedelta(weeks=2)
    _upgrades(
        stage, informs, kept["upgrade-integration"], last=tested, past=TESTED, begins=time(8), minutes=180, days=14
    )
    _upgrades(
        stage, informs, kept["upgrade"], last=last, past=PAST, begins=time(18), minutes=240, days=14,
        failed=script["failed"],
    )  # fmt: skip
    for row in script["work"]:
        telling.work(stage, row)
    for row in script["notice"]:
        if "minutes_ago" in row:
            telling.tell(stage, row, telling.begun_at(stage, row), telling.at_once)


def _template(stage: Stage, informs: Actor, row: dict[str, Any]) -> Template:
    words = {name: row.get(name, "") for name in ("title_en", "text_en", "workaround_sv", "workaround_en")}
    return commands.keep_template(
        informs, None, name=row["name"], kind=row["kind"], title_sv=row["title_sv"], text_sv=row["text_sv"],
        severity=row.get("severity", "none"), degree=row["degree"],
        services=[stage.services[key] for key in row.get("services", ())],
        environments=[stage.environments[key] for key in row.get("environments", ["production"])], **words,
    )  # fmt: skip


def _upgrades(
    stage: Stage, informs: Actor, template: Template, *, last: date, past: int, begins: time, minutes: int, days: int,
    failed: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """A version came on the ``last`` day, and every second week before that; the next one is announced so many days ahead."""
    first = last - timedelta(weeks=2 * past)
    begun = timezone.make_aware(datetime.combine(first - timedelta(days=days + 2), time(9)))
    with act(SYSTEM, at=begun, via="import"):
        series = commands.set_series(
            informs, None, template=template, first_on=first, begins=begins, minutes=minutes, every_weeks=2,
            announce_days=days, announce_time=time(9), ends_itself=True,
        )  # fmt: skip
    for turn in range(past + 1):
        notice = Notice.objects.get(series=series, slot=first + timedelta(weeks=2 * turn))
        _at(notice.announce_at, commands.announce, CLOCK, notice)
        begin = {"text_sv": rules.BEGUN["sv"], "text_en": rules.BEGUN["en"]}
        _at(notice.starts_at, commands.begin, CLOCK, notice, **begin)
        if turn == FAILED and failed:
            later = notice.starts_at + timedelta(days=1)
            _at(
                notice.starts_at + timedelta(hours=2), commands.delay, informs, notice, starts_at=later,
                expected_end_at=later + timedelta(hours=4), **failed,
            )  # fmt: skip
            _at(later, commands.begin, CLOCK, notice, **begin)
        notice.refresh_from_db()
        _at(notice.expected_end_at, commands.end_information, CLOCK, notice)
        with act(SYSTEM, at=notice.expected_end_at, via="import"):
            _more_dates(series)
    with act(SYSTEM, via="import"):
        _more_dates(series)
    for notice in Notice.objects.filter(series=series, published_at=None, announce_at__lt=stage.now):
        _at(notice.announce_at, commands.announce, CLOCK, notice)


def _more_dates(series: Any) -> None:
    try:
        commands.plan_dates(CLOCK, series)
    except Refused:
        return


def _at(moment: datetime | None, command: Any, actor: Actor, notice: Notice, **words: Any) -> None:
    with act(SYSTEM, at=moment, via="import"):
        command(actor, notice, **words)
