"""Promised calls."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.cases.rows import Row, row
from bollkoll.commitments.models import Commitment, CommitmentQuerySet
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Membership

MOST_BACKS = 100


def _owed() -> CommitmentQuerySet:
    """Promised calls: the side balls. Of a case whose main ball says so, the case itself tells."""
    return Commitment.objects.open().filter(step=Commitment.Step.CALL_BACK, main_of=None)


def call_backs(actor: Actor) -> list[Row]:
    """Every promised call that is not made, of cases that the actor sees, the next to break first."""
    found = list(_owed().select_related("person", "team").by_due()[:MOST_BACKS])
    cases = Case.objects.visible_to(actor).for_list().in_bulk({ball.subject_id for ball in found})
    return [row(actor, cases[ball.subject_id], ball) for ball in found if ball.subject_id in cases]


def call_backs_of(case: Case) -> list[Commitment]:
    """The promised calls of a case. For pages that have found the case for their actor."""
    if not case.may_have("side_balls"):
        return []
    return list(_owed().filter(subject=case.pk).select_related("person", "team").by_due())


def call_back(actor: Actor, pk: UUID) -> tuple[Case, Commitment]:
    """A promised call and its case. Raises ``Commitment.DoesNotExist`` when the actor may not see it."""
    visible = Case.objects.visible_to(actor).values("pk")
    owed = Commitment.objects.filter(step=Commitment.Step.CALL_BACK, main_of=None, subject__in=visible)
    ball = owed.select_related("person").get(pk=pk)
    return Case.objects.for_list().get(pk=ball.subject_id), ball


@dataclass(frozen=True)
class Promised:
    """A call that somebody is to get already."""

    ball: Commitment
    case: Case


def promised_to(actor: Actor, case: Case | None, person: Person | None, but: UUID | None = None) -> Promised | None:
    """The next promised call in the case, else to the person in another that the actor sees. ``but``: not this one."""
    owed = _owed().exclude(pk=but).select_related("person", "team").by_due()
    visible = Case.objects.visible_to(actor)
    ball = owed.filter(subject=case.pk).first() if case else None
    if ball is None and person is not None:
        ball = owed.filter(subject__in=visible.filter(reporter=person).values("pk")).first()
    found = visible.for_list().filter(pk=ball.subject_id).first() if ball else None
    return Promised(ball, found) if ball and found else None


def broken_call_backs(actor: Actor) -> QuerySet:
    """Promises of the actor's own, or of nobody's, that have been broken, to be counted (``ui.tallies``)."""
    mine = Q(person=actor.person_id) | Q(team__in=Membership.objects.filter(person=actor.person_id).values("team"))
    owed = _owed().filter(mine, due_at__lt=timezone.now())
    # From the few balls to their cases: asked the other way, the database would read every case there is.
    visible = Case.objects.visible_to(actor).filter(subject__commitments__in=owed.values("pk"))
    return visible.order_by().values(due=F("subject__commitments__due_at"))
