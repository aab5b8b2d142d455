"""Each minute: is every ball held?"""

from datetime import datetime, timedelta

from django.utils import timezone

from bollkoll.commitments import (
    checks,  # noqa: F401  # its questions register themselves
    commands,
    queries,
)
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people.actor import CLOCK


@watch("commitments.audit", due=lambda: [timezone.now()], every=timedelta(seconds=55))
def audit(at: datetime) -> None:
    """Ask everything; then say that it was asked. An audit that fails says nothing, and silence is the alarm."""
    if queries.is_audit_changed():
        commands.audit(CLOCK)
    with housekeeping("auditor"):
        Cursor.objects.update_or_create(name=queries.HEARTBEAT, defaults={"moved_at": timezone.now()})
