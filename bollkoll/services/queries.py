"""Reading what the support is: itself, its hours, what it tells before one sends."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from bollkoll.kit import hours
from bollkoll.log.acting import now
from bollkoll.services.models import Calendar, Environment, Organisation, SeasonNotice, Service, Team


def organisation() -> Organisation:
    """The support itself; an unsaved one with defaults before ``bollkoll init`` has run."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1, name_sv="Support", support_address="support@example.invalid")


def _intervals(pairs: list) -> tuple[tuple[time, time], ...]:
    return tuple((_time(start), _time(end)) for start, end in pairs)


def _time(text: str) -> time:
    hour, minute = text.replace(":", ".").split(".")
    return time(int(hour), int(minute))


def calendar() -> hours.Calendar:
    """The support's opening hours as arithmetic; the defaults of the domain when none are stored."""
    row = Calendar.objects.filter(is_default=True).prefetch_related("exceptions").first()
    if row is None:
        return hours.Calendar()
    exceptions = {e.day: _intervals(e.hours) for e in row.exceptions.all()}
    week = {int(day): _intervals(pairs) for day, pairs in row.week.items()}
    return hours.Calendar(week=week or hours.Calendar().week, exceptions=exceptions)


def working_hours_from_now(count: float, at: datetime | None = None) -> datetime:
    """The moment that is ``count`` working hours after ``at`` (default now), in UTC."""
    return calendar().add(at or now(), timedelta(hours=count))


def look_again(at: datetime | None = None) -> datetime:
    """When a ball is looked at again when nobody has said."""
    return working_hours_from_now(organisation().look_again_within, at)


def services() -> QuerySet[Service]:
    return Service.objects.filter(ended_at=None).select_related("team", "specialist")


def environments() -> QuerySet[Environment]:
    return Environment.objects.all()


def desk_team() -> Team:
    """Second line itself: the team that holds what nobody has taken."""
    return Team.objects.filter(line=2, ended_at=None).order_by("pk")[0]


def notices(kind: str = "", day: date | None = None) -> QuerySet[SeasonNotice]:
    """What is told reporters of a kind of case today."""
    day = day or timezone.localdate()
    return SeasonNotice.objects.filter(Q(kind="") | Q(kind=kind), ended_at=None, first_day__lte=day, last_day__gte=day)
