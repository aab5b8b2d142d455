"""Reading what the support is: itself, its hours, what it tells before one sends."""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from bollkoll.kit import hours
from bollkoll.log.acting import now
from bollkoll.services.models import (
    Calendar,
    CalendarException,
    Environment,
    Membership,
    Organisation,
    SeasonNotice,
    Service,
    Team,
)


def organisation() -> Organisation:
    """The support itself; an unsaved one with defaults before ``bollkoll init`` has run."""
    return Organisation.objects.filter(pk=1).first() or Organisation(
        pk=1, name_sv="Support", support_address="support@example.invalid"
    )


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
    country = "SE" if row.holidays else ""
    return hours.Calendar(week=week or hours.Calendar().week, exceptions=exceptions, country=country)


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
    return SeasonNotice.objects.on(day).filter(Q(kind="") | Q(kind=kind))


def default_calendar() -> Calendar | None:
    return Calendar.objects.filter(is_default=True).first()


def coming_exceptions(row: Calendar, day: date | None = None) -> QuerySet[CalendarException]:
    return row.exceptions.filter(day__gte=day or timezone.localdate())


def coming_holidays(days: int = 200, day: date | None = None) -> list[tuple[date, str]]:
    """Public holidays ahead that would otherwise be open, with their Swedish names."""
    hours_of, first = calendar(), day or timezone.localdate()
    ahead = (first + timedelta(days=n) for n in range(days))
    named = ((one, hours_of.holiday(one)) for one in ahead)
    return [(one, name) for one, name in named if name and hours_of.week.get(one.weekday()) and not hours_of.hours(one)]


def notices_today(day: date | None = None) -> list[SeasonNotice]:
    """What is told today, whatever one writes about."""
    return list(SeasonNotice.objects.on(day))


def all_notices() -> QuerySet[SeasonNotice]:
    """Every notice, those that are shown or will be first."""
    return SeasonNotice.objects.order_by("-last_day", "-first_day")


def teams() -> QuerySet[Team]:
    """Present teams with their people, and the services they answer for."""
    memberships = Membership.objects.select_related("person").order_by("part", "person__sort")
    return Team.objects.filter(ended_at=None).prefetch_related(
        Prefetch("memberships", queryset=memberships.exclude(person__ended_at__isnull=False), to_attr="people"),
        Prefetch("services", queryset=Service.objects.filter(ended_at=None), to_attr="present_services"),
    )
