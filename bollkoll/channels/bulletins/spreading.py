"""The worker's part: bulletins become copies, the most urgent first, when the page that they link to is there."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from bollkoll.channels.bulletins import commands, drawing
from bollkoll.channels.bulletins.models import Bulletin
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.leases import claim, finish, put_back, renew
from bollkoll.people.actor import SYSTEM
from bollkoll.status.models import Publication
from bollkoll.status.publishing import SITE

LEASE_FOR = timedelta(minutes=2)


def spread_one(worker: str) -> bool:
    """Spread the bulletin that is most urgent. False when none is due."""
    _page_is_there()
    row = claim(Bulletin, worker, lease_for=LEASE_FOR)
    if row is None:
        return False
    words = row.words or drawing.words(row.payload["data"]["notice"], row.payload["data"]["update"])
    try:
        while commands.spread(SYSTEM, row, words=words):
            words = None
            if not renew(row, LEASE_FOR):
                return True  # another worker goes on where this one was
    except Refused:
        return True
    except Exception as error:
        put_back(row, f"{type(error).__name__}: {error}")
        raise
    finish(row)
    return True


def _page_is_there() -> None:
    """What waits only for its page waits no longer once the page is out."""
    first = Bulletin.objects.filter(work=Bulletin.Stage.WAITING, attempt=0, due_at__gt=timezone.now())
    if not first.exists():
        return
    published = Publication.objects.filter(target=SITE).aggregate(at=Max("published_at"))["at"]
    if published:
        with housekeeping("lease"):
            first.filter(made_at__lte=published).update(due_at=timezone.now())
