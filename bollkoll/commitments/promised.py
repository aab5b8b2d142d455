"""What somebody has promised, of whatever kind, and how it went.

Read from the balls: those with a time that they said themselves, whoever keeps it, and those that they hold or have held
with a time that somebody else (or a target) promised.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bollkoll.commitments.models import Commitment, Subject

End = Commitment.End
MOST_READ = 400
"""Balls read for one page of promises; one promise may have gone through several."""
WHOLE_MINUTE = timedelta(minutes=1)
"""A time is promised as the clock shows it: all of that minute is in time."""


@dataclass(frozen=True)
class Promise:
    """One promised time.

    ``outcome`` while it is owed: ``stands`` or ``broken`` (the time has passed). Afterwards ``kept``, ``late``, ``passed`` (a
    new time, or somebody else, before it broke), ``broken`` (the same when it had broken) or ``released`` (no longer needed).
    """

    ball: Commitment
    outcome: str

    @property
    def subject_id(self) -> UUID:
        return self.ball.subject_id

    @property
    def is_owed(self) -> bool:
        return self.ball.ended_at is None

    @property
    def promised_at(self) -> datetime:
        assert self.ball.promised_at is not None
        return self.ball.promised_at


def promises(person_id: int | None) -> list[Promise]:
    """Of one person, the latest time first, with their subjects. One query. Who may see what is for the caller to ask."""
    if person_id is None:
        return []
    theirs = Q(promised_by=person_id) | Q(person=person_id, promised_at__isnull=False)
    held = Commitment.objects.filter(theirs).select_related("subject", "person", "team", "promised_by")
    last: dict[Any, Commitment] = {}
    # The same promise goes from ball to ball while nobody has kept it: the last one says how it went.
    for ball in held.order_by("-promised_at", "-made_at", "pk")[:MOST_READ]:
        last.setdefault((ball.promised_at, ball.subject_id, _what(ball)), ball)
    return [Promise(ball, outcome(ball)) for ball in last.values()]


def _what(ball: Commitment) -> str:
    """A case has one promise whatever its next step; of the rest one may owe several things at the same time."""
    return "" if ball.subject.kind == Subject.Kind.CASE else f"{ball.step} {ball.note}"


def outcome(ball: Commitment) -> str:
    assert ball.promised_at is not None
    over = ball.promised_at.replace(second=0, microsecond=0) + WHOLE_MINUTE
    if ball.ended_at is None:
        return "stands" if ball.promised_at > timezone.now() else "broken"
    in_time = ball.ended_at < over
    if ball.end == End.KEPT:
        return "kept" if in_time else "late"
    if ball.end == End.RELEASED:
        return "released"
    return "passed" if ball.ended_at < ball.promised_at else "broken"
