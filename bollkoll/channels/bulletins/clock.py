"""What falls due: what nobody confirmed, shared mailboxes that were left, addresses that have had their time."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.channels.bulletins import commands, rules
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription
from bollkoll.commitments.audit import Finding, check
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST = 200
"""In one turn; the rest in the next."""
LATE = timedelta(minutes=10)


def _unconfirmed() -> QuerySet[Subscription]:
    return Subscription.objects.unconfirmed().filter(asked_at__lte=timezone.now() - rules.CONFIRM_WITHIN)[:MOST]


@watch("bulletins.expire", due=_unconfirmed, every=MINUTE)
def expire(subscription: Subscription) -> None:
    commands.expire(CLOCK, subscription)


def _leaving() -> QuerySet[Subscription]:
    return Subscription.objects.filter(ended_at=None, leaving_at__lte=timezone.now())[:MOST]


@watch("bulletins.finish_leaving", due=_leaving, every=MINUTE)
def finish_leaving(subscription: Subscription) -> None:
    commands.finish_leaving(CLOCK, subscription)


def _past() -> QuerySet[Subscription]:
    old = timezone.now() - rules.FORGET_AFTER
    return Subscription.objects.filter(ended_at__lte=old).exclude(address="")[:MOST]


@watch("bulletins.forget", due=_past, every=HOUR)
def forget(subscription: Subscription) -> None:
    commands.forget(CLOCK, subscription)


@check(
    "bulletin.stands_still", _("{count} copies of notices to subscribers have stood still for more than ten minutes.")
)
def copies_standing_still() -> Iterator[Finding]:
    late = timezone.now() - LATE
    still = Copy.objects.pending().filter(due_at__lt=late).exclude(leased_until__gte=late)
    # A long queue that moves is none: something has gone within the time.
    moving = Copy.objects.filter(finished_at__gte=late).exists()
    count = 0 if moving else still.count()
    if count:
        yield Finding(key="copies", count=count)
    spreading = Bulletin.objects.pending().filter(due_at__lt=late).exclude(leased_until__gte=late).count()
    if spreading:
        yield Finding(key="bulletins", count=spreading)
