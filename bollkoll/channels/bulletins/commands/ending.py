"""How a subscription ends: the reader says so, the readers of a shared mailbox have let it be, or nobody is reached."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.channels.bulletins import letters, rules
from bollkoll.channels.bulletins.events import Chosen, Ended, Failing, Forgotten, Leaving, Reached, Stayed
from bollkoll.channels.bulletins.models import Copy, Subscription
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

Why = Subscription.Ended


@command
def leave(actor: Actor, subscription: Subscription) -> Subscription:
    """No more notices. From a mailbox of one it ends at once; one reader of a shared mailbox cannot decide for the
    others, so all are told and it ends a week later unless somebody says no."""
    if subscription.ended_at or (subscription.leaving_at and subscription.narrowed is None):
        raise Refused(_("That is already so."), "unchanged")
    if not subscription.is_shared:
        return _end(subscription, Why.LEFT)
    subscription.leaving_at, subscription.narrowed = now() + rules.LEAVE_AFTER, None
    subscription.save(update_fields=["leaving_at", "narrowed"])
    record(Leaving(subscription=subscription))
    letters.leaving(subscription)
    return subscription


@command
def stay(actor: Actor, subscription: Subscription) -> Subscription:
    """Another reader of the mailbox wants to go on, with all that it gets."""
    if subscription.ended_at:
        raise Refused(_("This subscription has ended. Subscribe again if you want notices."), "ended")
    if subscription.leaving_at is None:
        raise Refused(_("That is already so."), "unchanged")
    subscription.leaving_at = subscription.narrowed = None
    subscription.save(update_fields=["leaving_at", "narrowed"])
    record(Stayed(subscription=subscription))
    return subscription


@command
def finish_leaving(actor: Actor, subscription: Subscription) -> Subscription:
    """A week has passed and nobody has said no: it ends, or the narrower choice holds."""
    if subscription.ended_at or subscription.leaving_at is None or subscription.leaving_at > now():
        raise Refused(_("It is not due yet."), "not_due")
    if subscription.narrowed is None:
        return _end(subscription, Why.LEFT)
    subscription.chosen, subscription.language = subscription.narrowed["chosen"], subscription.narrowed["language"]
    subscription.narrowed = subscription.leaving_at = None
    subscription.save(update_fields=["chosen", "language", "narrowed", "leaving_at"])
    record(Chosen(subscription=subscription))
    return subscription


@command
def end(actor: Actor, subscription: Subscription) -> Subscription:
    """The support ends it."""
    if subscription.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    return _end(subscription, Why.ADMINISTRATOR)


@command
def expire(actor: Actor, subscription: Subscription) -> Subscription:
    """Nobody confirmed in time: whoever asked may have written somebody else's address, so it is forgotten at once."""
    if subscription.ended_at or subscription.confirmed_at or subscription.confirm_by > now():
        raise Refused(_("It is not due yet."), "not_due")
    _end(subscription, Why.NEVER_CONFIRMED)
    _forget(subscription)
    return subscription


@command
def forget(actor: Actor, subscription: Subscription) -> Subscription:
    """The address of a subscription that ended a while ago is kept no longer."""
    due = subscription.ended_at and subscription.ended_at + rules.FORGET_AFTER <= now()
    if not due or not subscription.address:
        raise Refused(_("It is not due yet."), "not_due")
    _forget(subscription)
    record(Forgotten(subscription=subscription))
    return subscription


@command
def mark_unreachable(actor: Actor, subscription: Subscription, *, copy: Copy | None = None, why: str) -> Subscription:
    """There is no such mailbox, or the webhook says that it is gone: nothing more is sent there."""
    if copy is not None:
        Copy.objects.filter(pk=copy.pk).update(bounced_at=now(), result=why[:200])
    if subscription.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    return _end(subscription, Why.UNREACHABLE)


@command
def mark_failing(actor: Actor, subscription: Subscription) -> Subscription:
    """A copy was given up. What fails for days on end has nobody at the other end."""
    if subscription.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    if subscription.failing_since is None:
        subscription.failing_since = now()
        subscription.save(update_fields=["failing_since"])
        record(Failing(subscription=subscription))
        if subscription.is_webhook:
            letters.webhook_failing(subscription)
        return subscription
    if now() - subscription.failing_since < rules.GIVE_UP_AFTER:
        raise Refused(_("It is not due yet."), "not_due")
    return _end(subscription, Why.UNREACHABLE)


@command
def mark_reached(actor: Actor, subscription: Subscription) -> Subscription:
    """It works again."""
    if subscription.failing_since is None:
        raise Refused(_("That is already so."), "unchanged")
    subscription.failing_since = None
    subscription.save(update_fields=["failing_since"])
    record(Reached(subscription=subscription))
    return subscription


def _end(subscription: Subscription, why: str, at: datetime | None = None) -> Subscription:
    """It has ended, and what had not gone out does not go."""
    subscription.ended_at, subscription.ended_why = at or now(), why
    subscription.leaving_at = subscription.wanted = subscription.narrowed = None
    subscription.save(update_fields=["ended_at", "ended_why", "leaving_at", "wanted", "narrowed"])
    waiting = Copy.objects.filter(subscription=subscription, work=Copy.Stage.WAITING)
    waiting.update(work=Copy.Stage.CANCELLED, finished_at=now(), result="ended")
    record(Ended(subscription=subscription, why=why))
    return subscription


def _forget(subscription: Subscription) -> None:
    subscription.address = subscription.address_key = ""
    if subscription.is_webhook:
        subscription.secret = "forgotten"
    subscription.save(update_fields=["address", "address_key", "secret"])


def end_and_forget(subscription: Subscription) -> None:
    """Inside a command: whoever reads the address is erased."""
    if subscription.ended_at is None:
        _end(subscription, Why.ADMINISTRATOR)
    _forget(subscription)
