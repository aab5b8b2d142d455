"""Leases: the one mechanism for work outside the database (deliveries, inbound messages, and whatever comes after).

A worker claims one row at a time, works, and finishes it fenced by the attempt. A worker that dies leaves a lease that
runs out; the row is then claimed again. So at most the one thing in flight is done twice, which is why outgoing mail
keeps its Message-ID between attempts.
"""

from datetime import datetime, timedelta
from typing import TypeVar, cast

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bollkoll.log.guard import housekeeping
from bollkoll.log.models import PENDING, Work

W = TypeVar("W", bound=Work)

LEASE_FOR = timedelta(seconds=60)
LONGEST_LEASE = timedelta(hours=1)
BACK_OFF = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
"""Seconds before each new try; after the last the row is given up, visibly. In all about 16 hours."""


def claim(model: type[W], worker: str, *, lease_for: timedelta = LEASE_FOR, **only) -> W | None:
    """Claim the row of ``model`` that has been due longest, or ``None``. ``only`` narrows it (``channel="email"``).

    A row whose worker has died on every attempt is given up here: it may be what killed them.
    """
    found = claim_some(model, worker, 1, lease_for=lease_for, **only)
    return found[0] if found else None


def claim_some(model: type[W], worker: str, most: int, *, lease_for: timedelta = LEASE_FOR, **only) -> list[W]:
    """Claim up to ``most`` rows at once, for work so small that claiming each would cost more than doing it.

    The lease must outlast all of them (:func:`renew` prolongs it), and each is finished as soon as it is done.
    """
    now = timezone.now()
    if not is_anything_due(model, now):
        return []
    with housekeeping("lease"), transaction.atomic():
        rows = model._default_manager.filter(due(now), **only).order_by("due_at")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
        found, claimed = list(rows[:most]), []
        for row in found:
            if row.work == Work.Stage.CLAIMED and row.attempt > len(BACK_OFF):
                give_up(row, f"Nobody came back from {row.attempt} attempts. {row.error}".strip())
                continue
            row.work, row.worker, row.leased_until = Work.Stage.CLAIMED, worker, now + lease_for
            row.attempt += 1
            claimed.append(cast(W, row))
        model._default_manager.filter(pk__in=[row.pk for row in claimed]).update(
            work=Work.Stage.CLAIMED, worker=worker, leased_until=now + lease_for, attempt=F("attempt") + 1
        )
        if found and not claimed:  # all were given up: look at the next
            return claim_some(model, worker, most, lease_for=lease_for, **only)
        return claimed


def is_anything_due(model: type[Work], now: datetime) -> bool:
    """The same question as :func:`due`, narrowed by nothing, in words that need no building: every worker asks it of every
    kind of work a few times a second, all night, and the answer is nearly always no."""
    own, at = connection.ops.quote_name(model._meta.db_table), connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {own} WHERE work IN ('waiting', 'claimed') AND"
            " (work = 'waiting' AND due_at <= %s OR work = 'claimed' AND (leased_until < %s OR leased_until > %s)) LIMIT 1",
            [at(now), at(now), at(now + LONGEST_LEASE)],
        )
        return cursor.fetchone() is not None


def due(now: datetime) -> Q:
    """What may be claimed now: what waits and whose time has come, and what a worker left behind."""
    found = Q(work=Work.Stage.WAITING, due_at__lte=now) | Q(work=Work.Stage.CLAIMED, leased_until__lt=now)
    # No lease is this long: it was taken before the machine's clock was put back, by a worker long gone.
    found |= Q(work=Work.Stage.CLAIMED, leased_until__gt=now + LONGEST_LEASE)
    return Q(work__among=PENDING) & found


def _fenced(row: Work):
    return type(row)._default_manager.filter(pk=row.pk, worker=row.worker, attempt=row.attempt, work=Work.Stage.CLAIMED)


def renew(row: Work, lease_for: timedelta = LEASE_FOR) -> bool:
    """Hold on to a row that takes long. False when it is no longer ours: stop."""
    with housekeeping("lease"):
        return bool(_fenced(row).update(leased_until=timezone.now() + lease_for))


def finish(row: Work, **changes) -> bool:
    """The work is done. False when somebody else has claimed it since (they will finish it)."""
    with housekeeping("lease"):
        return bool(
            _fenced(row).update(
                work=Work.Stage.DONE, finished_at=timezone.now(), leased_until=None, error="", **changes
            )
        )


def put_back(row: Work, error: str, *, at: datetime | None = None) -> bool:
    """It failed for now: try again after the back-off, or give up when there is none left.

    True when it will be tried again; false when it is given up, or no longer ours.
    """
    if row.attempt > len(BACK_OFF):
        give_up(row, error)
        return False
    again = at or timezone.now() + timedelta(seconds=BACK_OFF[row.attempt - 1])
    with housekeeping("lease"):
        return bool(_fenced(row).update(work=Work.Stage.WAITING, due_at=again, leased_until=None, error=error[:2000]))


def bring_forward(rows: QuerySet[W]) -> int:
    """What kept ``rows`` waiting is over: those that are to be tried again are due now, in the order they had."""
    with housekeeping("lease"):
        waiting = rows.filter(work=Work.Stage.WAITING, due_at__gt=timezone.now()).exclude(error="")
        return waiting.update(due_at=timezone.now())


def give_up(row: Work, error: str) -> bool:
    """It will never work: the row stays, visibly failed."""
    with housekeeping("lease"):
        return bool(
            _fenced(row).update(
                work=Work.Stage.FAILED, finished_at=timezone.now(), leased_until=None, error=error[:2000]
            )
        )
