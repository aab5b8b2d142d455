"""What stands on the stand-up: the sections in walking order, found when it begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from bollkoll.cases.models import Case, Thanks
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.desk import queries, sight, situation
from bollkoll.desk.models import StandUp, StandUpItem, StandUpRules
from bollkoll.kit import hours
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services

Section = StandUpItem.Section
State = Case.State
MOST = 100
"""Items of a section: nobody walks through more in a morning. Läget nu and the lists have the rest."""
MOST_OF_ONE = 15
"""Of each person, the next to break."""
WALKED = (Section.ACUTE, Section.PROMISES, Section.NOBODY, Section.THIRD_LINE, Section.STUCK)
GOING_ON = (State.NEW, State.IN_PROGRESS, State.WAITING_THIRD_LINE)


@dataclass(frozen=True)
class Found:
    """An item to be: a case in a section, or an ``other`` that is none, with the ball it stands there for."""

    section: str
    case: object
    ball: object = None
    person: int | None = None
    other: object = None


def current_rules() -> StandUpRules:
    return StandUpRules.objects.filter(pk=1).first() or StandUpRules(pk=1)


def working_days_before(calendar: hours.Calendar, at: datetime, days: int) -> datetime:
    """The same time of day so many working days earlier. A calendar that is never open counts every day."""
    here = timezone.localtime(at)
    day, left = here.date(), days
    for _ in range(400):
        if not left:
            break
        day -= timedelta(days=1)
        left -= bool(calendar.hours(day))
    else:
        day = here.date() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, here.time().replace(tzinfo=None)))


def since_when(at: datetime, calendar: hours.Calendar) -> datetime:
    """When the last stand-up began; without one, the beginning of the working day before."""
    last = StandUp.objects.filter(began_at__lt=at).order_by("-began_at").values_list("began_at", flat=True).first()
    if last:
        return last
    before = timezone.localtime(working_days_before(calendar, at, 1))
    return timezone.make_aware(datetime.combine(before.date(), time.min))


def found(actor: Actor, at: datetime, since: datetime, calendar: hours.Calendar) -> Iterator[Found]:
    """Everything that stands on the stand-up, in walking order. A constant number of queries."""
    rules = current_rules()
    yield from _balls(Section.ACUTE, situation.incident_balls(actor))
    yield from _balls(Section.ACUTE, situation.acute_balls(actor))
    tonight = timezone.localtime(at).replace(hour=23, minute=59, second=59)
    ours = sight.balls(actor).exclude(holder=Commitment.Holder.REPORTER)
    yield from _balls(Section.PROMISES, ours.filter(promised_at__lte=tonight).order_by("promised_at", "pk"))
    yield from _balls(Section.NOBODY, sight.balls(actor).filter(team__line=2).by_due())
    third = Q(team__line=3) | Q(person__line=3)
    long_ago = working_days_before(calendar, at, rules.third_line_after)
    yield from _balls(Section.THIRD_LINE, ours.filter(third, made_at__lt=long_ago).order_by("made_at", "pk"))
    silent = working_days_before(calendar, at, rules.stuck_after)
    stuck = situation.main_balls(actor, state__in=GOING_ON, last_contact_at__lt=silent)
    yield from _balls(Section.STUCK, stuck.order_by("subject__case__last_contact_at", "pk"))
    yield from _each_in_turn(actor)
    for case in thanked(actor, since):
        yield Found(Section.THANKS, case)


def _balls(section: str, rows) -> Iterator[Found]:
    for key, subject, kind in rows.values_list("pk", "subject", "subject__kind")[:MOST]:
        yield _found(section, key, subject, kind)


def _found(section: str, key, subject, kind: str, person: int | None = None) -> Found:
    if kind == Subject.Kind.CASE:
        return Found(section, subject, key, person)
    return Found(section, None, key, person, subject)


def _each_in_turn(actor: Actor) -> Iterator[Found]:
    """Those who are here first, by name; then those who are away, whose balls are shown with who stands in."""
    loads = sorted(queries.loads(), key=lambda load: (not load.is_here, load.person.sort))
    held: dict[int, list] = {load.person.pk: [] for load in loads}
    rows = sight.balls(actor).filter(person__in=list(held)).by_due()
    for key, subject, kind, person in rows.values_list("pk", "subject", "subject__kind", "person"):
        if len(held[person]) < MOST_OF_ONE:
            held[person].append((key, subject, kind))
    for person, theirs in held.items():
        for key, subject, kind in theirs:
            yield _found(Section.PERSON, key, subject, kind, person)


def thanked(actor: Actor, since: datetime) -> list:
    """Cases whose reporter has said thanks since then: found by the log, whose index knows kind and time."""
    said = Event.objects.filter(kind="cases.thanked", at__gte=since).order_by("at", "pk").values_list("data", flat=True)
    keys = list(dict.fromkeys(str(data.get("case")) for data in said[:MOST]))
    visible = Case.objects.visible_to(actor).filter(pk__in=keys, subject__is_protected=False)
    with_words = set(Thanks.objects.filter(case__in=visible).values_list("case", flat=True))
    return [key for key in keys if key in {str(one) for one in with_words}]


def counted_since(actor: Actor, since: datetime) -> tuple[int, int]:
    """How many cases came, and how many were solved, since then. Everybody reads it, so not of protected ones."""
    visible = Case.objects.visible_to(actor).filter(subject__is_protected=False)
    return visible.filter(opened_at__gte=since).count(), visible.filter(solved_at__gte=since).count()


def calendar() -> hours.Calendar:
    return services.calendar()
