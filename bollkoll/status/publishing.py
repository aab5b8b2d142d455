"""The worker's part: bring the public pages to every place, under a lease.

What was written while the database was away is taken back first, so that nothing is ever overwritten. Then the place that has
been behind longest gets the picture as it is now: whatever was said meanwhile is in it, so many changes are one publishing.
A place that does not answer is tried again, soon and then every few minutes, for ever; it shows as behind until it has it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from bollkoll.log import leases
from bollkoll.log.acting import Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.log.live import position
from bollkoll.log.models import Work
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands
from bollkoll.status.models import Publication
from bollkoll.status.picture import picture
from bollkoll.status.site import journal
from bollkoll.status.site.publishing import publish

logger = logging.getLogger("bollkoll.status.publishing")

SITE = "site"
"""The place on this host: the folder that the web server, ours or another, reads."""
SLOWEST = timedelta(minutes=5)
"""A place that does not answer is asked again at least this often."""
ANEW_AFTER = timedelta(hours=6)
"""The pages are made anew though nothing was said: what is older than the history falls out of them."""
LEASE_FOR = timedelta(minutes=10)

Bring = Callable[[str, Path], Any]
"""Brings what is in the site's folder to a target of the configuration; raises what went wrong."""


def expect(targets: Mapping[str, Any] | list[str]) -> None:
    """The places of the configuration have a row each; those that are no longer in it have none."""
    at, wanted = timezone.now(), [SITE, *targets]
    with housekeeping("places"):
        for target in wanted:
            Publication.objects.get_or_create(target=target, defaults={"due_at": at, "wanted_at": at})
        Publication.objects.exclude(target__in=wanted).delete()


def publish_one(worker: str, site_root: Path, bring: Bring | None = None) -> bool:
    """Publish to one place that is behind; whether there was one. This host comes first: the others get what it has.

    What was written without the system is taken back at once, whether anything else is to be published or not.
    """
    take_journal_back(site_root, again=False)
    go_on()
    row = leases.claim(Publication, worker, lease_for=LEASE_FOR, target=SITE)
    if row is None and not Publication.objects.filter(target=SITE, done__lt=F("wanted")).exists():
        row = leases.claim(Publication, worker, lease_for=LEASE_FOR)
    if row is None:
        return False
    wanted = row.wanted
    try:
        if row.target == SITE:
            take_journal_back(site_root)
            publish(picture(), site_root)
        elif bring is None:
            raise LookupError("nothing here can bring the pages there")
        else:
            bring(row.target, site_root)
    except Exception as problem:
        logger.warning("%s: %s", row.label, problem)
        again = timezone.now() + min(
            SLOWEST, timedelta(seconds=leases.BACK_OFF[min(row.attempt, len(leases.BACK_OFF)) - 1])
        )
        leases.put_back(row, f"{type(problem).__name__}: {problem}", at=again)
        return True
    leases.finish(row, done=wanted, published_at=timezone.now())
    return True


_left: set[str] = set()
"""Entries that this process could not take back: tried again before each publication, and not every second."""


def take_journal_back(site_root: Path, *, again: bool = True) -> int:
    """Entries of the journal become notices here. One that cannot is told of and left, and is in nobody's way: the pages go on
    showing it. ``again``: also those that could not be taken before."""
    taken = 0
    for entry in journal.entries(site_root):
        if entry.id in _left and not again:
            continue
        try:
            with act(SYSTEM, at=min(datetime.fromisoformat(entry.at), timezone.now())):
                commands.take_back(SYSTEM, None, entry=entry.said)
        except Refused as refusal:
            if refusal.code != "unchanged":
                _leave(entry, refusal.message)
                continue
        except OperationalError:
            raise  # the database is away or busy: nothing is wrong with the entry
        except Exception as problem:  # whatever a file holds, the next one is taken and the pages are published
            _leave(entry, f"{type(problem).__name__}: {problem}")
            continue
        _left.discard(entry.id)
        journal.mark_taken(entry, position())
        taken += 1
    return taken


def _leave(entry: journal.Entry, why: object) -> None:
    _left.add(entry.id)
    logger.error("%s is not taken back: %s", entry.path.name, why)


def go_on() -> None:
    """What was given up is tried again, what was asked for while it was written is written again, what is old is made anew."""
    at = timezone.now()
    for row in Publication.objects.filter(work__in=(Work.Stage.FAILED, Work.Stage.DONE)):
        is_old = row.published_at is not None and row.published_at < at - ANEW_AFTER
        if row.work == Work.Stage.DONE and not row.is_behind and not is_old:
            continue
        due_at = at + SLOWEST if row.work == Work.Stage.FAILED else at
        changes: dict[str, Any] = {"work": Work.Stage.WAITING, "attempt": 0, "due_at": due_at}
        if is_old and not row.is_behind:
            changes |= {"wanted": F("wanted") + 1, "wanted_at": at}
        with housekeeping("publishing"):
            Publication.objects.filter(pk=row.pk, work=row.work, attempt=row.attempt).update(**changes)
