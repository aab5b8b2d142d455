"""Versions: what comes, when it is planned, and when it was there."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from bollkoll.cases.commands.undoing import recall
from bollkoll.cases.models import Case
from bollkoll.development.commands.owed import locked, misled, put_right
from bollkoll.development.events import ArrivalTakenBack, VersionAdded, VersionArrived, VersionChanged
from bollkoll.development.models import Release, Telling, Version
from bollkoll.development.queries.owed import unsettled_cases
from bollkoll.development.queries.releases import on_their_way
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Environment

SLACK = timedelta(minutes=2)
"""Clocks differ: what somebody says happens now has not happened in the future."""


class TakenBack(NamedTuple):
    """What came of it: answers that were not sent, and reporters who are to be told that it was wrong."""

    answers: int = 0
    wrong: int = 0


Plan = Mapping[Environment, date | None]


@command
def add_version(actor: Actor, subject: None = None, *, name: str, note: str = "", plan: Plan | None = None) -> Version:
    """A version to come. ``plan``: the day it is planned for in each environment; nothing where there is none."""
    version = Version(added_at=now())
    _fill(version, name, note)
    _plan(version, plan or {})
    record(VersionAdded(version=version.pk))
    return version


@command
def change_version(actor: Actor, version: Version, *, name: str, note: str = "", plan: Plan | None = None) -> Version:
    """Another name, other words, other days. Where it already is, it stays."""
    _fill(version, name, note)
    _plan(version, plan or {})
    record(VersionChanged(version=version.pk))
    return version


def _fill(version: Version, name: str, note: str) -> None:
    line, is_cut = texts.one_line(name, 40)
    if not line or is_cut:
        raise Refused(_("A version has a name of at most 40 characters."), "name")
    if Version.objects.filter(name=line).exclude(pk=version.pk).exists():
        raise Refused(_("There is already a version with that name."), "taken")
    version.name, version.note = line, texts.clean(note).strip()
    version.save()


def _plan(version: Version, plan: Plan) -> None:
    for environment, day in plan.items():
        row = Release.objects.filter(version=version, environment=environment).first()
        if row is None and day:
            Release.objects.create(version=version, environment=environment, planned_on=day)
        elif row is not None and row.planned_on != day:
            row.planned_on = day
            if day is None and row.actual_at is None:
                row.delete()
            else:
                row.save(update_fields=["planned_on"])


@command
def arrive(actor: Actor, version: Version, *, environment: Environment, at: datetime | None = None) -> Release:
    """The version is in an environment since ``at`` (default now). In production each linked case is owed a word."""
    moment = at or now()
    if moment > now() + SLACK:
        raise Refused(_("That time has not come yet. Plan it instead."), "future")
    row, _made = Release.objects.get_or_create(version=version, environment=environment, defaults={"actual_at": moment})
    if not _made:
        if row.actual_at == moment:
            raise Refused(_("That is already so."), "unchanged")
        row.actual_at = moment
        row.save(update_fields=["actual_at"])
    record(VersionArrived(version=version.pk, environment=environment.pk))
    _settle(version)
    return row


@command
def take_back_arrival(actor: Actor, version: Version, *, environment: Environment) -> TakenBack:
    """It was a mistake: the version is not there. Balls to tell that have not been told are withdrawn, answers that tell and
    have not gone out are not sent, and those who have been told are to be told that it was wrong."""
    row = Release.objects.filter(version=version, environment=environment, actual_at__isnull=False).first()
    if row is None:
        raise Refused(_("That is already so."), "unchanged")
    if row.planned_on is None:
        row.delete()
    else:
        row.actual_at = None
        row.save(update_fields=["actual_at"])
    record(ArrivalTakenBack(version=version.pk, environment=environment.pk))
    cases = locked(unsettled_cases(version))
    answers = 0
    if not Version.objects.in_production().filter(pk=version.pk).exists():
        answers = _recall(version, cases)
        misled(version)
    for case in cases:
        put_right(case)
    return TakenBack(answers, Telling.objects.open().filter(version=version, is_wrong=True).count())


def _recall(version: Version, cases: list[Case]) -> int:
    known = {case.pk: case for case in cases}
    return sum(recall(known[one.case_id], one) for one in on_their_way(version) if one.case_id in known)


def _settle(version: Version) -> None:
    for case in locked(unsettled_cases(version)):
        put_right(case)
