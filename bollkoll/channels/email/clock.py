"""What falls due in mail: the daily mail of those who want one."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from bollkoll.channels.email import commands
from bollkoll.channels.email.models import DigestItem
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Person

DIGEST_AT = time(7, 30)
"""By the clock on the wall, before the day begins."""


def digest_until(moment: datetime | None = None) -> datetime:
    """The latest digest time that has passed: what happened before it is due."""
    local = timezone.localtime(moment)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))


def _due() -> Iterable[Person]:
    waiting = DigestItem.objects.filter(done_at=None, made_at__lt=digest_until()).values("person")
    return Person.objects.filter(pk__in=waiting).order_by("pk")


@watch("email.digest", due=_due, every=timedelta(minutes=1))
def digest(person: Person) -> None:
    commands.send_digest(CLOCK, person, until=digest_until())
