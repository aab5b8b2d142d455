"""Each minute: is every ball held? Does somebody hold one who is away?"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from bollkoll.commitments import audit as auditor
from bollkoll.commitments import (
    checks,  # noqa: F401  # its questions register themselves
    commands,
    followers,
    queries,
)
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Absence, Person

REMEMBERED_SECONDS = 600
"""A worker that was dead for longer begins afresh: what it saw then tells nothing of now."""


@watch("commitments.audit", due=lambda: [timezone.now()], every=timedelta(seconds=40))
def audit(at: datetime) -> None:
    """Ask everything; then say that it was asked. An audit that fails says nothing, and silence is the alarm.

    Only what is seen by two audits in a row is wrong (found within a minute and a half): the ball of somebody whose
    absence was noted this second is on its way to the deputy.
    """
    found, suspected, known = set(auditor.findings()), queries.suspected(), queries.present()
    if (found & (suspected | known)) != known:
        commands.audit(CLOCK, only=suspected)
    cache.set(queries.SUSPECTED, sorted(found), timeout=REMEMBERED_SECONDS)
    with housekeeping("auditor"):
        Cursor.objects.update_or_create(name=queries.HEARTBEAT, defaults={"moved_at": timezone.now()})


def _left_by_absent() -> list[tuple[Subject, Person]]:
    """Subjects with a ball that somebody holds who is away today, of kinds that leave it to the register to pass it on."""
    away = Absence.objects.on().values("person")
    held = Commitment.objects.open().filter(holder="person", person__in=away, subject__kind__in=followers.REGISTRY)
    rows = held.select_related("subject", "person").order_by("due_at")[:200]
    return list({(ball.subject_id, ball.person_id): (ball.subject, ball.person) for ball in rows}.values())  # type: ignore[misc]


@watch("commitments.stand_in", due=_left_by_absent, every=timedelta(seconds=30))
def stand_in(left: tuple[Subject, Person]) -> None:
    subject, person = left
    commands.stand_in(CLOCK, subject, person=person)
