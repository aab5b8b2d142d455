"""Reading the audit."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import QuerySet

from bollkoll.commitments.models import Violation
from bollkoll.commitments.policy import may_read_audit
from bollkoll.log.acting import now
from bollkoll.log.models import Cursor
from bollkoll.people.actor import Actor

HEARTBEAT = "auditor"
STALE_AFTER = timedelta(minutes=3)
"""The audit runs each minute; after this much silence something is wrong with the one who watches."""


SUSPECTED = "auditor:suspected"
"""Where the cache, which is the database's, keeps what the last audit saw."""


def suspected() -> set[tuple[str, str]]:
    """What the last audit saw. What is seen twice in a row is a violation; what was only on its way has gone by then."""
    return {(name, key) for name, key in cache.get(SUSPECTED, ())}


def present() -> set[tuple[str, str]]:
    """What is written down as wrong now."""
    return set(Violation.objects.present().values_list("check_name", "key"))


def last_audit() -> datetime | None:
    """When every check was last asked and answered."""
    return Cursor.objects.filter(name=HEARTBEAT).values_list("moved_at", flat=True).first()


def is_watched() -> bool:
    """Whether the auditor itself is alive."""
    at = last_audit()
    return at is not None and abs(now() - at) < STALE_AFTER


def violations(actor: Actor) -> QuerySet[Violation]:
    """What is wrong now, oldest first; nothing for those who may not read it."""
    if not may_read_audit(actor):
        return Violation.objects.none()
    return Violation.objects.present().select_related("subject", "person").order_by("found_at", "pk")


def past_violations(actor: Actor) -> QuerySet[Violation]:
    """What was wrong and is no longer, latest first."""
    if not may_read_audit(actor):
        return Violation.objects.none()
    rows = Violation.objects.filter(gone_at__isnull=False).select_related("subject", "person")
    return rows.order_by("-found_at", "-pk")
