"""Work that comes back every so many weeks. Its next dates are rows, each its own notice to be."""

from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.status import rules
from bollkoll.status.commands.planned import drop_plan, plan
from bollkoll.status.commands.writing import Piece, must_be_newest, vouched_for
from bollkoll.status.events import DayDropped, DayTakenUp, SeriesEnded, SeriesPlanned, SeriesSet
from bollkoll.status.models import Notice, Series, Skip, Template


@command
def set_series(
    actor: Actor,
    series: Series | None = None,
    *,
    template: Template,
    first_on: date,
    begins: time,
    minutes: int,
    every_weeks: int = 2,
    announce_days: int = 2,
    announce_time: time = time(9),
    begins_itself: bool = True,
    ends_itself: bool = False,
    seen: int | None = None,
) -> Series:
    """Begin a series, or change one: its dates that nobody has been told of yet are set anew.

    ``seen``: the version that was read; refused (``changed``) when somebody has set it since.
    """
    if template.kind != rules.PLANNED or template.ended_at:
        raise Refused(_("Choose a template of planned work."), "template")
    if minutes < 1 or minutes > 10_080:
        raise Refused(_("The work takes between a minute and a week."), "time")
    row = series or Series(version=0)
    must_be_newest(row, seen, SeriesSet.kind, series=row.pk)
    row.version += 1
    row.template, row.first_on, row.begins, row.minutes = template, first_on, begins, minutes
    row.every_weeks, row.announce_days, row.announce_time = every_weeks, announce_days, announce_time
    row.begins_itself, row.ends_itself = begins_itself, ends_itself
    row.save()
    if series is not None:
        _drop_unannounced(actor, row)
    _plan(actor, row)
    record(SeriesSet(series=row.pk))
    return row


@command
def end_series(actor: Actor, series: Series) -> Series:
    """No more of it. What has been announced stands."""
    if series.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    series.ended_at = now()
    series.save(update_fields=["ended_at"])
    _drop_unannounced(actor, series)
    record(SeriesEnded(series=series.pk))
    return series


@command
def drop_day(actor: Actor, series: Series, *, day: date) -> Series:
    """Not that day. Refused (``announced``) when the world has been told: cancel that notice instead."""
    known = Notice.objects.filter(series=series, slot=day).select_related("subject").first()
    if known and known.is_public and not known.is_over:
        raise Refused(_("It has been announced. Cancel that notice instead."), "announced")
    _skip, is_new = Skip.objects.get_or_create(series=series, day=day)
    if not is_new:
        raise Refused(_("That is already so."), "unchanged")
    if known and not known.is_over:
        _drop(actor, known)
    _plan(actor, series)
    record(DayDropped(series=series.pk))
    return series


@command
def take_up_day(actor: Actor, series: Series, *, day: date) -> Series:
    """That day after all."""
    gone, _rows = Skip.objects.filter(series=series, day=day).delete()
    if not gone:
        raise Refused(_("That is already so."), "unchanged")
    _plan(actor, series)
    record(DayTakenUp(series=series.pk))
    return series


@command
def plan_dates(actor: Actor, series: Series) -> int:
    """So many dates as should be known. Refused when they are."""
    if series.ended_at or not (made := _plan(actor, series)):
        raise Refused(_("That is already so."), "unchanged")
    record(SeriesPlanned(series=series.pk))
    return made


def wanted_days(series: Series) -> list[date]:
    """The days to come that should be known."""
    since = timezone.localdate(now())
    return rules.slots(
        series.first_on, series.every_weeks, series.skips.values_list("day", flat=True), since, rules.DATES_AHEAD
    )


def _plan(actor: Actor, series: Series) -> int:
    if series.ended_at:
        return 0
    known = set(Notice.objects.filter(series=series).values_list("slot", flat=True))
    made = 0
    for day in wanted_days(series):
        if day in known:
            continue
        starts_at, ends_at = rules.span(day, series.begins, series.lasts_for)
        if starts_at <= now():
            continue
        _make(actor, series, day, starts_at, ends_at)
        made += 1
    return made


def _make(actor: Actor, series: Series, day: date, starts_at: Any, ends_at: Any) -> Notice:
    template = series.template
    words = {
        f"{name}_{one}": rules.fill(getattr(template, f"{name}_{one}"), one, starts_at, ends_at)
        for name in ("title", "text", "workaround")
        for one in ("sv", "en")
    }
    parts = [Piece(service=service, degree=template.degree) for service in template.services.all()]
    return plan(
        actor, None, **words, severity=template.severity, environments=list(template.environments.all()), parts=parts,
        starts_at=starts_at, expected_end_at=ends_at, series=series, slot=day,
        announce_at=rules.announce_at(starts_at, series.announce_days, series.announce_time),
        begins_itself=series.begins_itself, ends_itself=series.ends_itself, unpersonal=vouched_for(*words.values()),
    )  # fmt: skip


def _drop_unannounced(actor: Actor, series: Series) -> None:
    rows = Notice.objects.filter(series=series, published_at=None, state=Notice.State.SCHEDULED)
    for notice in rows.select_related("subject"):
        _drop(actor, notice)


def _drop(actor: Actor, notice: Notice) -> None:
    """Nobody was told: it is no part of any history, and its day may be planned anew."""
    drop_plan(actor, notice)
    Notice.objects.filter(pk=notice.pk).update(series=None, slot=None)


__all__ = ["drop_day", "end_series", "plan_dates", "set_series", "take_up_day"]
