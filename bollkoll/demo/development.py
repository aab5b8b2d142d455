"""What the developers do in the demonstration: issues, versions every other week, teams that meet, questions to them."""

import tomllib
from datetime import datetime, time, timedelta
from functools import partial
from importlib import resources
from typing import Any

from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.demo.stage import Stage
from bollkoll.development import commands
from bollkoll.development.models import Meeting, Telling, Version
from bollkoll.log.acting import Refused, act
from bollkoll.people import queries as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Team

FORTNIGHT = timedelta(weeks=2)
LEAD = {"integration": 7, "test": 4, "training": 1, "production": 0}
"""Days before production that a version comes to an environment."""
MEETINGS = [("deltagande", 2, time(9), 1, "Videomötet"), ("integration", 3, time(13, 30), 2, "Videomötet")]
"""Team, weekday, time, every so many weeks, where. The others have set none."""


def play(stage: Stage) -> None:
    """Everything in the order it happened."""
    script = tomllib.loads((resources.files("bollkoll.demo") / "development.toml").read_text(encoding="utf-8"))
    asta = Actor(stage.staff[0])
    with act(SYSTEM, at=stage.now - timedelta(days=100), via="import"):
        address = "https://tracker.example/browse/{key}"
        commands.add_tracker(SYSTEM, prefix="LTRE", name="Utvecklingen (påhittad adress)", address=address)
        commands.choose_production(SYSTEM, environment=stage.environments["production"])
        versions = {row["after"]: _version(stage, asta, row) for row in script["version"]}
    for row in script["issue"]:
        _issue(stage, asta, row, versions)
    for after in (-1, 0):
        _arrive(stage, asta, versions[after], after)
    for key, weekday, at, every, where in MEETINGS:
        _meet(stage, stage.teams[key], weekday, at, every, where)
    for question in script["question"]:
        _lift(stage, question)
    _hold(stage)


def _day(stage: Stage, after: int) -> datetime:
    """When a version is in production: the last one came the evening before yesterday."""
    evening = timezone.localtime(stage.now - timedelta(days=2)).replace(hour=18, minute=0, second=0, microsecond=0)
    return evening + after * FORTNIGHT


def _version(stage: Stage, actor: Actor, row: dict[str, Any]) -> Version:
    there = _day(stage, row["after"])
    year, week, _weekday = there.isocalendar()
    plan = {stage.environments[key]: (there - timedelta(days=days)).date() for key, days in LEAD.items()}
    return commands.add_version(actor, name=f"{year}.{week:02}", note=row["note"], plan=plan)


def _issue(stage: Stage, actor: Actor, row: dict[str, Any], versions: dict[int, Version]) -> None:
    found = Case.objects.filter(title__in=row["cases"]).select_related("subject").order_by("opened_at")
    latest = stage.now - timedelta(days=3) if row.get("version", 1) > -1 else stage.now - timedelta(days=20)
    with act(SYSTEM, at=latest, via="import"):
        issue = commands.add_issue(actor, key=row["key"], title=row["title"], team=stage.teams[row["team"]])
        fixed_in = versions.get(row["version"]) if "version" in row else None
        commands.change_issue(actor, issue, status=row["status"], fixed_in=fixed_in)
    for case in found:
        agent = Actor(case.assignee) if case.assignee and case.assignee.is_active else actor
        with act(SYSTEM, at=max(latest, case.opened_at + (stage.now - case.opened_at) / 2), via="import"):
            commands.link_issue(agent, case, key=row["key"], is_shown=not row.get("internal"))


def _arrive(stage: Stage, actor: Actor, version: Version, after: int) -> None:
    """It has come everywhere. The reporters of the one before have been told."""
    for key, days in LEAD.items():
        at = _day(stage, after) - timedelta(days=days)
        with act(SYSTEM, at=at, via="import"):
            commands.arrive(actor, version, environment=stage.environments[key])
    if after < 0:
        with act(SYSTEM, at=_day(stage, after) + timedelta(days=1), via="import"):
            for telling in Telling.objects.open().filter(version=version):
                commands.say_told(actor, telling)
    for ahead in Version.objects.filter(releases__actual_at=None).distinct() if after == 0 else ():
        early = ahead.releases.filter(environment__key="integration", actual_at=None).first()
        if early and early.planned_on and early.planned_on <= timezone.localdate(stage.now - timedelta(days=1)):
            at = timezone.make_aware(datetime.combine(early.planned_on, time(7)))
            with act(SYSTEM, at=at, via="import"):
                commands.arrive(actor, ahead, environment=early.environment)


def _meet(stage: Stage, team: Team, weekday: int, at: time, every: int, where: str) -> None:
    """The team has met for a while: the series began four weeks ago, and dates since then are there."""
    today = timezone.localdate(stage.now)
    first = today - timedelta(days=(today.weekday() - weekday) % 7) - timedelta(weeks=4)
    begun = timezone.make_aware(datetime.combine(first, time(6)))
    with act(SYSTEM, at=begun, via="import"):
        series = commands.set_series(SYSTEM, team, first_on=first, at=at, every=every, place=where)
    for week in range(1, 5):
        with act(SYSTEM, at=begun + timedelta(weeks=week), via="import"):
            _quietly(partial(commands.plan_meetings, SYSTEM, series))
    with act(SYSTEM, via="import"):
        _quietly(partial(commands.plan_meetings, SYSTEM, series))


def _last(team: Team, before: datetime) -> Meeting | None:
    rows = Meeting.objects.filter(team=team, cancelled_at=None, starts_at__lt=before)
    return rows.order_by("-starts_at").first()


def _lift(stage: Stage, row: dict[str, Any]) -> None:
    """What was said was lifted before the last meeting; the rest waits for the next."""
    team = stage.teams[row["team"]]
    case = None
    if "case" in row:
        rows = Case.objects.open().filter(title=row["case"], subject__is_protected=False)
        case = rows.select_related("assignee", "subject").first()
        if case is None:
            return
    lifter = case.assignee if case and case.assignee and not people.is_away(case.assignee) else stage.staff[1]
    last = _last(team, stage.now)
    day_before = last.starts_at - timedelta(days=1) if last else stage.now
    was_there = last is not None and (case is None or case.opened_at < day_before)
    is_past = "said" in row and was_there
    at = day_before if was_there and ("said" in row or "before" in row) else stage.now - timedelta(hours=20)
    if case and at < case.opened_at:
        at = case.opened_at + (stage.now - case.opened_at) / 2
    with act(SYSTEM, at=at, via="import"):
        item = commands.lift(Actor(lifter), team, question=row["text"], case=case)
    if is_past and last is not None:
        _say(lifter, last, item, row)


def _say(lifter: Person, last: Meeting, item: Any, row: dict[str, Any]) -> None:
    with act(
        SYSTEM, at=max(last.starts_at + timedelta(minutes=20), item.lifted_at + timedelta(minutes=5)), via="import"
    ):
        commands.say(Actor(lifter), item, text=row["said"], is_answered=not row.get("carried"))


def _hold(stage: Stage) -> None:
    """Meetings that have been are closed, all but the last one of a team that has not written it up yet."""
    past = Meeting.objects.coming().filter(starts_at__lt=stage.now - timedelta(hours=2))
    left = _last(stage.teams["integration"], stage.now)
    for meeting in past.exclude(pk=left.pk if left else None):
        with act(SYSTEM, at=meeting.starts_at + timedelta(hours=1), via="import"):
            _quietly(partial(commands.close_meeting, Actor(stage.staff[1]), meeting))


def _quietly(command: partial) -> None:
    try:
        command()
    except Refused:
        return
