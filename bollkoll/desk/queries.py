"""What the desk has in hand across all cases: the inflow, one's own balls, who has room, who should take what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.cases import rules
from bollkoll.cases.lists import OPEN_STATES
from bollkoll.cases.models import Case, CaseQuerySet, Named
from bollkoll.cases.queries import Suggested
from bollkoll.cases.rows import Other, Row, plain_rows, row
from bollkoll.commitments.faces import faces
from bollkoll.commitments.models import Commitment, CommitmentQuerySet, Subject
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import opening
from bollkoll.services import queries as services
from bollkoll.services.models import Membership, Team

MOST_ROWS = 200
"""Longer than anybody works through by keyboard; the rest is told of, and found in the list."""
MOST_OWN = 100


# The inflow


def desks() -> QuerySet:
    """The keys of second line itself: what lies there nobody has taken."""
    return Team.objects.filter(line=2).order_by().values("pk")


def inflow(actor: Actor) -> CaseQuerySet:
    """What came in and nobody has taken: the ball lies with second line itself. The oldest promise first."""
    held = Case.objects.visible_to(actor).filter(subject__main__team__in=desks(), subject__main__ended_at=None)
    return held.order_by("subject__main__due_at", "pk")


def desk_balls() -> CommitmentQuerySet:
    """What lies with second line itself, the first to be due first."""
    return Commitment.objects.open().filter(team__in=desks()).by_due()


def first_due(subject: str) -> Subquery:
    """When the first of the desk's balls of a subject is due: a call that was promised goes before the case it is of."""
    return Subquery(desk_balls().filter(subject=OuterRef(subject)).values("due_at")[:1])


def first_balls(held: Iterable[Case]) -> dict[UUID, Commitment]:
    """Of each case the first of its balls that lie with the desk: one query."""
    found: dict[UUID, Commitment] = {}
    for ball in desk_balls().filter(subject__in=[case.pk for case in held]).select_related("person", "team"):
        found.setdefault(ball.subject_id, ball)
    return found


def in_order_of_work(rows: CaseQuerySet) -> CaseQuerySet:
    """What is acute; cases before orders, unless the support has chosen otherwise; then the next promise that will break."""
    orders = When(kind=Case.Kind.ORDER, then=Value(2 if services.organisation().orders_last else 1))
    turn = Choose(When(priority=1, then=Value(0)), orders, default=Value(1), output_field=IntegerField())
    return rows.order_by(turn, first_due("pk"), "pk")


def inflow_cases(actor: Actor) -> tuple[list[Case], bool]:
    """The first of them with all that a row shows, and whether there are more."""
    cases = list(in_order_of_work(inflow(actor)).for_list().select_related("service__team")[: MOST_ROWS + 1])
    return cases[:MOST_ROWS], len(cases) > MOST_ROWS


# Who should take what


class Suggestion(Suggested):
    """As on the case page, and said so briefly that it has room in a row."""

    @property
    def short(self) -> str:
        words = {
            "specialist": _("specialist"),
            "follows_team": _("follows the team"),
            "absent": _("away") if self.person.is_away else _("not here now"),  # type: ignore[attr-defined]
            "leaving": _("away from tomorrow"),
            "load": self.reasons[-1],
        }
        return " · ".join(words[code] for code in self.codes if code in words)


def first_here(suggested: Iterable[Suggested]) -> Suggestion | None:
    """The best who is not away: nobody is offered whom the case would not stay with."""
    return next((one for one in suggested if not one.is_away), None)  # type: ignore[return-value]


@dataclass(frozen=True)
class Load:
    """An agent's load: open balls against the working share. ``weight`` is balls per full-time share."""

    person: Person
    share: int
    is_here: bool

    @property
    def open_balls(self) -> int:
        return self.person.open_balls  # type: ignore[attr-defined]

    @property
    def is_away(self) -> bool:
        return self.person.is_away  # type: ignore[attr-defined]

    @property
    def is_leaving(self) -> bool:
        """Here today, and away from the next working day."""
        return self.is_here and self.person.is_leaving  # type: ignore[attr-defined]

    @property
    def weight(self) -> float:
        return rules.load(self.open_balls, self.share)


def loads() -> list[Load]:
    """Second line today, the one with most room first: one query, and the support's hours."""
    here = timezone.localtime()
    hours_today = opening.open_hours(here.date())
    found = [_load(agent, here, hours_today) for agent in people.agents()]
    return sorted(found, key=lambda load: (not load.is_here, load.is_away, load.weight, load.person.sort))


def _load(agent: Person, here: datetime, opening: Sequence[tuple[time, time]]) -> Load:
    employment = getattr(agent, "employment", None)
    own = employment.hours if employment else {}
    is_here = not agent.is_away and rules.is_at_work(own, here, opening)  # type: ignore[attr-defined]
    return Load(agent, employment.share if employment else 100, is_here)


def suggestions_for(cases: Iterable[Case], agents: list[Load] | None = None) -> dict:
    """For each case, by key, all agents who may see it, the best first: three queries however many cases.

    The same ranking and reasons as on the case page (``cases.queries.suggestions``), which asks for one case.
    """
    cases = list(cases)
    if not cases:
        return {}
    agents = loads() if agents is None else agents
    by_id = {load.person.pk: load for load in agents}
    followers: dict[int, set[int]] = defaultdict(set)
    for team, person in Membership.objects.filter(person__in=list(by_id)).values_list("team", "person"):
        followers[team].add(person)
    named: dict = defaultdict(set)
    protected = [case.pk for case in cases if case.subject.is_protected]
    for case_id, person in Named.objects.filter(case__in=protected).values_list("case", "person") if protected else ():
        named[case_id].add(person)
    return {case.pk: _ranked(case, by_id, followers, named) for case in cases}


def _ranked(case: Case, by_id: dict[int, Load], followers: dict[int, set[int]], named: dict) -> list[Suggestion]:
    may = [load for load in by_id.values() if not case.subject.is_protected or load.person.pk in named[case.pk]]
    facts = [
        {
            "id": load.person.pk, "is_present": load.is_here, "share": load.share, "open_balls": load.open_balls,
            "is_leaving": load.is_leaving,
        }
        for load in may
    ]  # fmt: skip
    service = case.service
    team = frozenset(followers.get(service.team_id or 0, ())) if service else frozenset()
    ranked = rules.suggest(facts, specialist_id=service.specialist_id if service else None, team_followers=team)
    return [Suggestion(by_id[one.person_id].person, one.score, one.reasons, case) for one in ranked]


# One's own


def my_balls(actor: Actor) -> list[Row | Other]:
    """Every open ball that the actor holds, main and side balls, of cases and of all else, the next to break first."""
    held = Commitment.objects.open().filter(person=actor.person_id).select_related("person", "team", "subject")
    balls = list(held.by_due()[:MOST_OWN])
    of_cases = {ball.subject_id for ball in balls if ball.subject.kind == Subject.Kind.CASE}
    found = Case.objects.visible_to(actor).for_list().in_bulk(of_cases) if of_cases else {}
    others = faces(actor, [ball.subject for ball in balls if ball.subject.kind != Subject.Kind.CASE])
    rows: list[Row | Other] = []
    for ball in balls:
        if ball.subject_id in found:
            rows.append(row(actor, found[ball.subject_id], ball))
        elif ball.subject_id in others:
            rows.append(Other(ball, others[ball.subject_id], mine=True))
    return rows


def responsible_elsewhere(actor: Actor) -> list[Row]:
    """Open cases that the actor answers for while somebody else has the ball."""
    own = Case.objects.visible_to(actor).filter(assignee=actor.person_id, state__in=OPEN_STATES)
    elsewhere = own.filter(~Q(subject__main__person=actor.person_id) | Q(subject__main__person=None))
    return plain_rows(actor, elsewhere.for_list().order_by("subject__main__due_at", "pk")[:MOST_OWN])


# What is counted beside the rail


def inflow_due(actor: Actor) -> QuerySet:
    """When each of the inflow is due: by index from the desk's balls, so that it costs what waits and not what there is."""
    return inflow(actor).values(due=first_due("pk"))


def my_due(actor: Actor) -> list[QuerySet]:
    """The same of the actor's own balls, main and side balls: those of cases, then those of other kinds. From the balls to
    what they are of, so that it costs what the actor holds."""
    held = Case.objects.visible_to(actor).filter(
        subject__commitments__person=actor.person_id, subject__commitments__ended_at=None
    )
    others = Commitment.objects.open().filter(person=actor.person_id).exclude(subject__kind=Subject.Kind.CASE)
    due = "subject__commitments__due_at"
    return [held.order_by(due).values(due=F(due)), others.by_due().values(due=F("due_at"))]
