"""From a published update to one copy for each subscription, in strides that hold nobody up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.channels.bulletins import rules
from bollkoll.channels.bulletins.events import Noted, Retried, Spread
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor

STRIDE = 500
PAGE_FIRST_FOR = timedelta(seconds=20)
"""How long the mail waits for the page that it links to; the page going out brings it forward."""


@command
def note(
    actor: Actor, subject: None = None, *, event: Event, notice: UUID, update: UUID, kind: str, title: str,
    concerns: dict[str, Any], payload: dict[str, Any],
) -> Bulletin:  # fmt: skip
    """An update was published: it is to go to those who want it. Noted twice is refused (``already``)."""
    if Bulletin.objects.filter(update_id=update).exists():
        raise Refused(_("That is already so."), "already")
    bulletin = Bulletin.objects.create(
        event=event, notice=notice, update_id=update, kind=kind, urgency=rules.URGENCY.get(kind, len(rules.KINDS)),
        title=title[:255], concerns=concerns, payload=payload, made_at=now(), due_at=now() + PAGE_FIRST_FOR,
    )  # fmt: skip
    record(Noted(bulletin=bulletin))
    return bulletin


@command
def spread(actor: Actor, bulletin: Bulletin, *, words: dict[str, Any] | None = None) -> bool:
    """Make the copies of the next stride of subscriptions. True when there are more.

    ``words``: drawn at the first stride. Whoever confirmed after it was published is not told of the past.
    """
    if bulletin.work == Bulletin.Stage.DONE:
        raise Refused(_("That is already so."), "already")
    rows = Subscription.objects.active().filter(confirmed_at__lte=bulletin.made_at).order_by("pk")
    if bulletin.spread_to:
        rows = rows.filter(pk__gt=bulletin.spread_to)
    found = list(rows.values_list("pk", "channel", "chosen")[:STRIDE])
    copies = [
        Copy(bulletin=bulletin, subscription_id=key, channel=channel, due_at=timezone.now())
        for key, channel, chosen in found
        if rules.wants(chosen, bulletin.concerns)
    ]
    Copy.objects.bulk_create(copies, ignore_conflicts=True)
    bulletin.spread_to = found[-1][0] if found else bulletin.spread_to
    bulletin.words = words or bulletin.words
    bulletin.save(update_fields=["spread_to", "words"])
    record(Spread(bulletin=bulletin, copies=len(copies)))
    return len(found) == STRIDE


@command
def retry(actor: Actor, bulletin: Bulletin) -> int:
    """Send again what was given up, to those who still want it. How many."""
    failed = Copy.objects.filter(bulletin=bulletin, work=Copy.Stage.FAILED, subscription__ended_at=None)
    count = failed.update(work=Copy.Stage.WAITING, due_at=timezone.now(), attempt=0, finished_at=None, error="")
    if not count:
        raise Refused(_("Nothing has failed that could be sent again."), "nothing")
    record(Retried(bulletin=bulletin, copies=count))
    return count
