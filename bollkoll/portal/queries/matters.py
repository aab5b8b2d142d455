"""A reporter's matters and drafts. What is found is what the actor may see (``Case.objects.visible_to``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse

from bollkoll.cases import queries as cases
from bollkoll.cases.models import Case, Draft, Watcher
from bollkoll.cases.search import matching
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.kit import personnummer
from bollkoll.kit import text as texts
from bollkoll.orders.queries import finding as orders
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person, Role
from bollkoll.portal import rules
from bollkoll.services import queries as services

State = Case.State
DRAFT = "portal:new:"
"""Keys of drafts of new matters begin so; the kind follows."""


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
    noes = declined(shown)
    for case in shown:
        titled(case)
        standing = rules.standing(case, actor.person, closes_after=closes_after, no=noes.get(case.pk))
        case.standing = standing  # type: ignore[attr-defined]
        case.is_my_turn = not standing.is_ours and case.reporter_id == actor.person_id  # type: ignore[attr-defined]
    return shown


def declined(cases_: Iterable[Case]) -> dict[int, rules.No]:
    """Of those of them that are declined orders, by whom and why. Nothing is asked of the database when there is none."""
    asked = [case.pk for case in cases_ if rules.is_declined(case)]
    if not asked:
        return {}
    return {
        pk: rules.No(str(run.done_by or ""), texts.excerpt(run.text, 300))
        for pk, run in orders.declining(asked).items()
    }


def is_stopped(case: Case) -> bool:
    """Whether it is an order that was withdrawn or stopped: nothing was delivered, so nothing can have helped or come back."""
    return case.kind == Case.Kind.ORDER and not case.is_open and orders.is_stopped(case.pk)


def asked_beside(case: Case) -> list[Person]:
    """Those who are asked for the same step as whoever holds the ball: one of them is enough, or all have to answer."""
    ball = case.ball
    if ball is None or not case.is_in_procedure:
        return []
    same = Commitment.objects.open().filter(subject=case.pk, step=ball.step, note=ball.note, person__isnull=False)
    return [row.person for row in same.exclude(pk=ball.pk).select_related("person").order_by("pk") if row.person]


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
    """The matter that this one goes on in since it was merged, when the actor may see that."""
    if case.merged_into_id is None:
        return None
    target = Case.objects.visible_to(actor).select_related("subject").filter(pk=case.goes_on_in.pk).first()
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
