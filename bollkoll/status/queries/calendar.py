"""Planned work by month, and the series it comes from."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bollkoll.people.actor import Actor
from bollkoll.status import rules
from bollkoll.status.models import Notice, Series


@dataclass
class Day:
    """A day of the month's grid. ``skipped``: work of a series that is left out then."""

    day: date
    is_in_month: bool
    is_today: bool
    notices: list[Notice] = field(default_factory=list)
    skipped: list[Series] = field(default_factory=list)


def month(actor: Actor, first: date) -> dict[str, Any]:
    """``weeks`` of :class:`Day` for the grid, and ``agenda``: the days with something in them."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    start = datetime.combine(weeks[0][0], time(), rules.ZONE)
    end = datetime.combine(weeks[-1][-1] + timedelta(days=1), time(), rules.ZONE)
    rows = Notice.objects.visible_to(actor).for_list().filter(kind=Notice.Kind.PLANNED)
    rows = rows.filter(starts_at__lt=end).filter(Q(ended_at__gt=start) | Q(ended_at=None, expected_end_at__gt=start))
    by_day: dict[date, list[Notice]] = defaultdict(list)
    for notice in rows.exclude(published_at=None, state=Notice.State.CANCELLED).order_by("starts_at"):
        until = (notice.ended_at or notice.expected_end_at or notice.starts_at).astimezone(rules.ZONE)
        day = max(notice.starts_at.astimezone(rules.ZONE).date(), weeks[0][0])
        while day <= min((until - timedelta(seconds=1)).date(), weeks[-1][-1]):
            by_day[day].append(notice)
            day += timedelta(days=1)
    left_out: dict[date, list[Series]] = defaultdict(list)
    for one in Series.objects.filter(ended_at=None).select_related("template").prefetch_related("skips"):
        for skip in one.skips.all():
            left_out[skip.day].append(one)
    today = timezone.localdate()
    grid = [
        [Day(day, day.month == first.month, day == today, by_day.get(day, []), left_out.get(day, [])) for day in week]
        for week in weeks
    ]
    agenda = [day for week in grid for day in week if day.is_in_month and (day.notices or day.skipped)]
    return {"first": first, "weeks": grid, "agenda": agenda}


def series() -> list[Series]:
    return list(Series.objects.filter(ended_at=None).select_related("template").order_by("first_on"))


def dates_of(one: Series) -> list[Notice]:
    """Its dates to come, the next first."""
    rows = Notice.objects.for_list().filter(series=one, slot__gte=timezone.localdate())
    return list(rows.order_by("slot"))
