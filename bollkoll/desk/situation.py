"""Läget nu, read: what waits, what is acute, what breaks next, who carries what, and whether more comes than usual.

A constant number of queries, each by an index and over what is open or came within a few hours: none grows with the
number of all cases.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.commitments import queries as audit
from bollkoll.commitments.models import Commitment, CommitmentQuerySet, Subject
from bollkoll.desk import lying, queries, rules, sight
from bollkoll.desk.queries import Load
from bollkoll.desk.rules import Arrived
from bollkoll.desk.sight import Line
from bollkoll.incidents import queries as incidents
from bollkoll.kit import hours
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence, Person
from bollkoll.services import queries as services
from bollkoll.services.models import Service

MOST_SHOWN = 8
MOST_COUNTED = 99
MOST_LISTED = 200
State = Case.State
AT_WORK = (State.NEW, State.IN_PROGRESS, State.WAITING_REPORTER, State.WAITING_THIRD_LINE)
ACUTE = (1, 2)
"""Priorities that the day begins with."""


@dataclass(frozen=True)
class Waiting:
    """The inflow: how many nobody has taken, how many of them are overdue, and since when the oldest waits."""

    count: int
    late: int
    oldest: datetime | None


@dataclass(frozen=True)
class Some:
    """The first few of what there is, and how many there are in all."""

    lines: list[Line]
    count: int
    broken: int = 0

    @property
    def said(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True)
class Place:
    """An agent today: what they carry, when they work, until when they are away and who stands in."""

    load: Load
    hours: str
    late: int
    absence: Absence | None = None
    balls: int = 0
    """Those that the reader may know of, when they are listed beside."""

    @property
    def person(self) -> Person:
        return self.load.person

    @property
    def weight(self) -> int:
        return round(self.load.weight)


@dataclass(frozen=True)
class Stream:
    """What came for a service in the last hours, beside what is usual. Without a service: sorted under none yet."""

    service: Service | None
    arrived: Arrived


@dataclass(frozen=True)
class Arrivals:
    streams: list[Stream]
    whole: Arrived
    weeks: int
    is_holiday: bool

    @property
    def unusual(self) -> int:
        return sum(one.arrived.is_unusual for one in self.streams)


def situation(actor: Actor, at: datetime | None = None) -> dict[str, Any]:
    """Everything that the page shows, by the names its template uses."""
    at = at or timezone.now()
    calendar = services.calendar()
    return {
        "at": at,
        "waiting": waiting(actor, at),
        "incidents": incidents.board(actor),
        "proposals": incidents.proposals(actor),
        "acute": acute(actor),
        "promises": promises(actor, at),
        "overdue": overdue(actor, at),
        "places": places(at, calendar),
        "arrivals": arrivals(actor, at, calendar),
        "violations": list(audit.violations(actor)[: MOST_SHOWN + 1]),
        "is_watched": audit.is_watched(),
    }


def waiting(actor: Actor, at: datetime) -> Waiting:
    late = Count("pk", filter=Q(due_at__lt=at))
    of_cases = sight.openable(actor).filter(
        team__in=queries.desks(), main_of__isnull=False, subject__kind__checked=[Subject.Kind.CASE]
    )
    first = of_cases.annotate(first=queries.first_due("subject"))
    found = first.aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(first__lt=at)), oldest=Min("subject__case__opened_at")
    )
    beside = lying.balls(actor).order_by().aggregate(count=Count("pk"), late=late, oldest=Min("made_at"))
    oldest = min(filter(None, (found["oldest"], beside["oldest"])), default=None)
    return Waiting(found["count"] + beside["count"], found["late"] + beside["late"], oldest)


def main_balls(actor: Actor, **of_case: Any) -> CommitmentQuerySet:
    """The main balls of cases that are so (lookups of :class:`Case`) and that the actor may know of."""
    wanted = {f"subject__case__{name}": value for name, value in of_case.items()}
    return sight.balls(actor).filter(main_of__isnull=False, **wanted)


def acute_balls(actor: Actor) -> CommitmentQuerySet:
    """Those of open cases of the two highest priorities that are not solved, the highest and oldest first."""
    rows = main_balls(actor, state__in=AT_WORK, priority__in=ACUTE)
    return rows.order_by("subject__case__priority", "subject__case__opened_at", "pk")


def incident_balls(actor: Actor) -> CommitmentQuerySet:
    """The main balls of incidents that are not resolved: what any morning begins with, the next to break first."""
    going_on = incidents.going_on(actor).unresolved().values("pk")
    return sight.balls(actor).filter(main_of__isnull=False, subject__in=going_on).by_due()


def acute(actor: Actor) -> Some:
    found = list(acute_balls(actor).select_related("person", "team", "subject")[: MOST_COUNTED + 1])
    return Some(sight.lines(actor, found[:MOST_SHOWN]), len(found))


def _ours(actor: Actor):
    """Balls that somebody of ours holds: what waits for the reporter breaks no promise."""
    return sight.balls(actor).exclude(holder=Commitment.Holder.REPORTER).select_related("person", "team", "subject")


def promises(actor: Actor, at: datetime) -> Some:
    """Promises that have not broken yet, the next to break first. ``count`` is of those that break today."""
    tonight = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    rows = _ours(actor).filter(promised_at__gt=at)
    first = list(rows.order_by("promised_at", "pk")[:MOST_SHOWN])
    return Some(sight.lines(actor, first), rows.filter(promised_at__lte=tonight).count())


def overdue(actor: Actor, at: datetime) -> Some:
    """Balls past their time, broken promises first, then the oldest."""
    rows = _ours(actor).filter(due_at__lt=at)
    counted = rows.order_by().aggregate(count=Count("pk"), broken=Count("pk", filter=Q(promised_at__lt=at)))
    broken = list(rows.filter(promised_at__lt=at).order_by("promised_at", "pk")[:MOST_SHOWN])
    rest = rows.exclude(pk__in=[ball.pk for ball in broken]).order_by("due_at", "pk")[: MOST_SHOWN - len(broken)]
    return Some(sight.lines(actor, [*broken, *rest]), counted["count"], counted["broken"])


def all_overdue(actor: Actor, at: datetime) -> list[Line]:
    """Every ball past its time, as many as anybody reads: broken promises first, then the oldest."""
    rows = _ours(actor).filter(due_at__lt=at)
    broken = rows.filter(promised_at__lt=at).order_by("promised_at", "pk")
    rest = rows.exclude(promised_at__lt=at, promised_at__isnull=False).order_by("due_at", "pk")
    return sight.lines(actor, [*broken[:MOST_LISTED], *rest[:MOST_LISTED]])


# Who carries what


def places(at: datetime, calendar: hours.Calendar, loads: list[Load] | None = None) -> list[Place]:
    """Second line: those who are here first, the one with most room first among them; those who are away last."""
    loads = queries.loads() if loads is None else loads
    today = timezone.localdate(at)
    away = {row.person_id: row for row in Absence.objects.on(today).select_related("deputy").order_by("last_day")}
    held = Commitment.objects.open().filter(due_at__lt=at, person__in=[load.person.pk for load in loads])
    late = dict(held.order_by().values("person").annotate(count=Count("pk")).values_list("person", "count"))
    usual = _said(calendar.hours(today))
    return [
        Place(load, _hours(load.person, today, usual), late.get(load.person.pk, 0), away.get(load.person.pk))
        for load in loads
    ]


def held_in_sight(actor: Actor, person: Person, at: datetime) -> dict[str, int]:
    """How many balls somebody holds, and how many of them are late, of those that the actor may know of: what is said beside
    the balls themselves is what stands there."""
    held = sight.balls(actor).filter(person=person).order_by()
    return held.aggregate(balls=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))


def _hours(person: Person, today: date, usual: str) -> str:
    employment = getattr(person, "employment", None)
    own = employment.hours if employment else {}
    return "–".join(own.get(str(today.weekday()), [])) if own else usual


def _said(intervals: tuple[hours.Interval, ...]) -> str:
    return ", ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in intervals)


# What comes in


def arrivals(actor: Actor, at: datetime, calendar: hours.Calendar) -> Arrivals:
    """What came in the last hours per service, beside the same weekday and hours of the weeks before (``rules``).

    Reads the few hours of each week by the index of when cases were opened, not what lies between.
    """
    here = timezone.localtime(at)
    visible = Case.objects.visible_to(actor)
    first = visible.order_by("opened_at").values_list("opened_at", flat=True).first()
    spans = rules.same_hours(here, lambda day: bool(calendar.holiday(day)), first)
    since = at - rules.WINDOW
    within = Q(opened_at__gt=since, opened_at__lte=at)
    for start, end in spans:
        within |= Q(opened_at__gt=start, opened_at__lte=end)
    counted: Counter[int | None] = Counter()
    before: Counter[int | None] = Counter()
    for service, moment in visible.filter(within).order_by().values_list("service", "opened_at"):
        (counted if moment > since else before)[service] += 1
    found = rules.arrived(counted, before, len(spans))
    names = Service.objects.in_bulk([key for key in found if key])
    streams = [Stream(names.get(key), one) for key, one in found.items()]
    streams.sort(key=lambda one: (not one.arrived.is_unusual, -one.arrived.count, -one.arrived.mean, str(one.service)))
    whole = Arrived(sum(counted.values()), sum(before.values()) / len(spans) if spans else 0.0, len(spans))
    return Arrivals(streams, whole, len(spans), bool(calendar.holiday(here.date())))
