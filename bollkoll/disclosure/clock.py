"""What falls due: files that have had their week; and what the auditor asks."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import Finding, check
from bollkoll.disclosure import commands
from bollkoll.disclosure.models import Disclosure
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK

LATE = timedelta(minutes=30)


def _over() -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(made_at__isnull=False, gone_at=None, keep_until__lte=timezone.now())[:100]


@watch("disclosure.remove", due=_over, every=timedelta(minutes=10))
def remove(disclosure: Disclosure) -> None:
    commands.remove(CLOCK, disclosure)


@check("disclosure.stands_still", _("{count} documents to hand out have waited for more than half an hour."))
def standing_still() -> Iterator[Finding]:
    late = timezone.now() - LATE
    count = Disclosure.objects.pending().filter(due_at__lt=late).exclude(leased_until__gte=timezone.now()).count()
    if count:
        yield Finding(key="disclosures", count=count)
