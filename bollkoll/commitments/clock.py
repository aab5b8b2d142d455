"""Each minute: is every ball held?"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from bollkoll.commitments import audit as auditor
from bollkoll.commitments import (
    checks,  # noqa: F401  # its questions register themselves
    commands,
    queries,
)
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people.actor import CLOCK

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
