"""What somebody has promised reporters, and how it went."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.people.actor import Actor

MOST_READ = 400
"""Balls read for one page of promises; one promise may have gone through several."""


@dataclass(frozen=True)
class Promise:
    """One promised time. ``outcome``: stands, broken (the time has passed and it is owed still), kept, late, passed."""

    case: Case
    ball: Commitment
    outcome: str

    @property
    def promised_at(self) -> datetime:
        assert self.ball.promised_at is not None
        return self.ball.promised_at


def promises(actor: Actor) -> tuple[list[Promise], list[Promise]]:
    """What the actor owes, the next first; and what was promised before, the latest first. Two queries."""
    held = Commitment.objects.filter(person=actor.person_id, promised_at__isnull=False, subject__kind="case")
    balls = list(held.order_by("-promised_at", "subject", "-made_at")[:MOST_READ])
    cases = Case.objects.visible_to(actor).for_list().in_bulk({ball.subject_id for ball in balls})
    # The same promise goes from ball to ball while nobody has kept it: the last one says how it went.
    last = [next(group) for _same, group in groupby(balls, key=lambda ball: (ball.promised_at, ball.subject_id))]
    found = [Promise(cases[ball.subject_id], ball, _outcome(ball)) for ball in last if ball.subject_id in cases]
    owed = [one for one in found if one.ball.ended_at is None]
    return sorted(owed, key=lambda one: one.promised_at), [one for one in found if one.ball.ended_at is not None]


def _outcome(ball: Commitment) -> str:
    assert ball.promised_at is not None
    if ball.ended_at is None:
        return "stands" if ball.promised_at > timezone.now() else "broken"
    if ball.end != Commitment.End.KEPT:
        return "passed"
    return "kept" if ball.ended_at <= ball.promised_at else "late"
