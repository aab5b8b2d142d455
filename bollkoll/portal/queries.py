"""Reading for the reporter's side. What is found is what the actor may see (``Case.objects.visible_to``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case as Choose
from django.db.models import IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from bollkoll.cases import queries as cases
from bollkoll.cases.models import Case, Draft, Watcher
from bollkoll.cases.search import matching
from bollkoll.commitments.models import Subject
from bollkoll.incidents import queries as incidents
from bollkoll.incidents.models import Affected, Incident
from bollkoll.kit import hours, personnummer
from bollkoll.kit import text as texts
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person, Role
from bollkoll.portal import rules
from bollkoll.services import queries as services
from bollkoll.services.models import CalendarException, Service
from bollkoll.ui import dates

State = Case.State
DRAFT = "portal:new:"
"""Keys of drafts of new matters begin so; the kind follows."""


# Matters


def matters(actor: Actor) -> QuerySet[Case]:
    """Every matter that the actor's side may see, those that wait for the reporter first, then by latest contact."""
    turn = Choose(
        When(state=State.WAITING_REPORTER, then=Value(0)),
        When(state=State.SOLVED, subject__is_open=True, then=Value(1)),
        When(subject__is_open=True, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return Case.objects.visible_to(actor).for_list().annotate(turn=turn).order_by("turn", "-last_contact_at", "-pk")


def narrowed(rows: QuerySet[Case], actor: Actor, *, show: str = "open", whose: str = "all") -> QuerySet[Case]:
    """``show``: open, solved or all. ``whose``: mine (reported or followed by the actor) or all."""
    if show == "open":
        rows = rows.filter(subject__is_open=True)
    elif show == "solved":
        rows = rows.filter(state__in=[State.SOLVED, State.CLOSED], merged_into=None)
    if whose == "mine":
        followed = Watcher.objects.filter(person=actor.person_id).values("case")
        rows = rows.filter(Q(reporter=actor.person_id) | Q(pk__in=followed))
    return rows


def with_standing(rows: Iterable[Case], actor: Actor) -> list[Case]:
    """The rows of a list, each with its ``standing`` in plain words."""
    closes_after = services.organisation().close_solved_after
    shown = list(rows)
    for case in shown:
        titled(case)
        standing = rules.standing(case, actor.person, closes_after=closes_after)
        case.standing = standing  # type: ignore[attr-defined]
        case.is_my_turn = not standing.is_ours and case.reporter_id == actor.person_id  # type: ignore[attr-defined]
    return shown


def titled(case: Case) -> Case:
    """With ``shown_title``: the subject as it may stand in lists and headings, certain personal numbers hidden."""
    case.shown_title = personnummer.masked(case.title)  # type: ignore[attr-defined]
    return case


def topics(actor: Actor, rows: Iterable[Case] = ()) -> list[str]:
    """What a page of the actor's listens to: themselves, the institutions they see, and what else it shows."""
    names = [f"person:{actor.person_id}", *(f"institution:{pk}" for pk in actor.seen_institutions)]
    seen = set(actor.seen_institutions)
    return names + [
        f"{case.topic}:shared"
        for case in rows
        if case.reporter_id != actor.person_id and case.institution_id not in seen
    ]


def matter(actor: Actor, number: int) -> Case:
    """One matter by its number; 404 when there is none that the actor may see."""
    try:
        return titled(cases.case(actor, number))
    except (Case.DoesNotExist, OverflowError):
        raise Http404("portal.matter") from None


def may_see(actor: Actor, case: Case) -> bool:
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def merged_target(actor: Actor, case: Case) -> Case | None:
    """The matter that this one was merged into, when the actor may see that."""
    if case.merged_into_id is None:
        return None
    target = Case.objects.visible_to(actor).select_related("subject").filter(pk=case.merged_into_id).first()
    return titled(target) if target else None


def found(rows: QuerySet[Case], actor: Actor, query: str) -> list[int]:
    """Numbers of those of ``rows`` that answer to the query, best first."""
    return matching(rows, actor, query)


def by_number(actor: Actor, numbers: list[int]) -> list[Case]:
    """The rows of a list for those numbers, in their order."""
    rows = (
        Case.objects.visible_to(actor).for_list().filter(subject__kind=Subject.Kind.CASE, subject__number__in=numbers)
    )
    known = {row.number: row for row in rows}
    return [known[number] for number in numbers if number in known]


def followers(case: Case) -> list[Person]:
    """Colleagues who follow the matter on the reporter's side."""
    return list(
        Person.objects.active()
        .filter(watching__case=case, line=Person.Line.NONE)
        .exclude(pk=case.reporter_id)
        .order_by("sort")
    )


def colleagues_to_add(actor: Actor, case: Case) -> QuerySet[Person]:
    """Colleagues of the matter's own institution who do not follow it yet; nobody when it is protected."""
    if case.institution_id not in actor.own_institutions:
        return Person.objects.none()
    people = (
        Person.objects.active()
        .filter(pk__in=Role.objects.active().filter(institution=case.institution_id).values("person"))
        .exclude(pk__in=case.watchers.values("person"))
        .exclude(pk=case.reporter_id)
        .order_by("sort")
    )
    return people.filter(pk__in=case.named.values("person")) if case.subject.is_protected else people


def colleagues(actor: Actor) -> QuerySet[Person]:
    """Colleagues at the actor's institutions, to be added to a new matter."""
    roles = Role.objects.active().select_related("institution")
    return (
        Person.objects.active()
        .filter(pk__in=roles.filter(institution__in=actor.own_institutions).values("person"))
        .exclude(pk=actor.person_id)
        .prefetch_related(Prefetch("roles", roles, to_attr="present_roles"))
        .order_by("sort")
    )


# What is told before one sends


def phone_url() -> str:
    """The support's telephone number as a link; empty when it has none."""
    dialled = "".join(sign for sign in services.organisation().phone if sign.isdigit() or sign == "+")
    return f"tel:{dialled}" if dialled else ""


# What is being written


@dataclass(frozen=True)
class Unsent:
    """A new matter that somebody is writing. ``title`` is what they have written of the subject."""

    kind: str
    title: str
    saved_at: datetime
    url: str


def drafts(actor: Actor) -> list[Unsent]:
    """The actor's unsent new matters, latest first; those without a word are left out."""
    found = Draft.objects.filter(person=actor.person_id, key__startswith=DRAFT).order_by("-saved_at")
    unsent = []
    for row in found:
        words = {name: value[-1] if isinstance(value, list) and value else value for name, value in row.fields.items()}
        said = [words.get(name) or "" for name in ("title", "happened", "text", "did")]
        line = rules.first_line(*(text for text in said if isinstance(text, str)))
        if line:
            kind = row.key.removeprefix(DRAFT)
            shown = personnummer.masked(texts.one_line(line, 100).text)
            unsent.append(Unsent(kind, shown, row.saved_at, reverse("portal:new", args=[kind])))
    return unsent


def forget_draft(actor: Actor, key: str) -> None:
    """It is sent: nothing is left to go on with."""
    with housekeeping("the draft is sent"):
        Draft.objects.filter(person=actor.person_id, key=key).delete()


# Opening hours


@dataclass(frozen=True)
class Deviation:
    """A coming day that differs from the ordinary week. ``opens`` is empty when it is closed."""

    day: date
    opens: str
    why: str


@dataclass(frozen=True)
class Opening:
    """When the support is open, worded in the language of the moment."""

    calendar: hours.Calendar
    at: datetime
    reasons: dict[date, str]

    @property
    def is_open(self) -> bool:
        return self.calendar.is_open(self.at)

    @property
    def closes_at(self) -> datetime:
        return self.calendar.next_close(self.at)

    @property
    def opens_at(self) -> datetime:
        return self.calendar.next_open(self.at)

    @property
    def week(self) -> list[tuple[str, str]]:
        """Days in a row with the same hours, together: ``[("måndag–fredag", "08.00–16.30")]``."""
        words = dates.wording(get_language())
        runs: list[tuple[list[int], str]] = []
        for weekday in range(7):
            said = _hours(self.calendar.week.get(weekday, ()))
            if not said:
                continue
            if runs and runs[-1][1] == said and runs[-1][0][-1] == weekday - 1:
                runs[-1][0].append(weekday)
            else:
                runs.append(([weekday], said))
        return [
            (
                words.weekdays[days[0]] if len(days) == 1 else f"{words.weekdays[days[0]]}–{words.weekdays[days[-1]]}",
                said,
            )
            for days, said in runs
        ]

    @property
    def deviations(self) -> list[Deviation]:
        """What differs in the coming three weeks: public holidays on a weekday, and the support's own exceptions."""
        today = timezone.localdate(self.at)
        found = []
        for ahead in range(22):
            day = today + timedelta(days=ahead)
            ordinary, real = tuple(self.calendar.week.get(day.weekday(), ())), self.calendar.hours(day)
            if ordinary != real:
                why = self.reasons.get(day) or self.calendar.holiday(day) or ""
                found.append(Deviation(day, _hours(real), why))
        return found


def _hours(intervals: Iterable[hours.Interval]) -> str:
    language = get_language() or "sv"
    return ", ".join(f"{dates.clock(opens, language)}–{dates.clock(closes, language)}" for opens, closes in intervals)


def opening(at: datetime | None = None) -> Opening:
    """The support's hours as reporters are told them."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    soon = CalendarException.objects.filter(
        calendar__is_default=True, day__gte=today, day__lte=today + timedelta(days=22)
    )
    return Opening(services.calendar(), at, {row.day: row.why for row in soon})


# Disturbances


@dataclass(frozen=True)
class Disturbance:
    """One that goes on, as a contact may know of it: never its title, which is written for the support."""

    number: int
    services: list[str]
    since: datetime
    is_watched: bool
    is_mine: bool
    may_leave: bool

    @property
    def what(self) -> str:
        return ", ".join(self.services) or str(services.organisation().system_name)


def disturbances(actor: Actor, service: str = "") -> list[Disturbance]:
    """Those that go on, of a service when one is chosen (its key as the form has it). A handful of queries."""
    chosen = Service.objects.filter(pk=int(service)).first() if service.isascii() and service.isdigit() else None
    rows = list(incidents.for_reporters(chosen))
    own = {row.incident_id: row for row in Affected.objects.filter(incident__in=rows, person=actor.person_id)}
    return [
        Disturbance(
            row.number, [one.name for one in row.services.all()], row.started_at,
            row.state == Incident.State.MONITORING, row.pk in own, row.pk in own and own[row.pk].case_id is None,
        )
        for row in rows
    ]  # fmt: skip
