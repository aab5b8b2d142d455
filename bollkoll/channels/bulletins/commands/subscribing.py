"""Asking for notices, confirming that one reads the mailbox, choosing anew."""

import base64
import secrets
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.channels.bulletins import letters, rules
from bollkoll.channels.bulletins.events import Asked, Chosen, Confirmed, Narrowing
from bollkoll.channels.bulletins.models import Subscription
from bollkoll.kit.text import fold_key
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

Channel = Subscription.Channel


@command
def ask(
    actor: Actor, subject: None = None, *, address: str, language: str, chosen: dict[str, Any], url: str = "",
    is_shared: bool = False,
) -> Subscription:  # fmt: skip
    """Somebody wants notices sent to ``address``, or to the webhook ``url`` whose owner reads ``address``.

    Nothing changes for a mailbox that gets notices already until it says so: what is asked for waits in ``wanted``.
    A letter with the link goes to the mailbox, a few times a day at most.
    """
    rows = Subscription.objects.filter(address_key=fold_key(address), url=url, ended_at=None)
    row = rows.select_for_update(no_key=True).first()
    asked = {"chosen": chosen, "language": language, "is_shared": is_shared}
    if row is None:
        row = Subscription.objects.create(
            channel=Channel.WEBHOOK if url else Channel.MAIL, address=address, address_key=fold_key(address), url=url,
            secret=_new_secret() if url else "", asked_at=now(), **asked,
        )  # fmt: skip
    elif row.confirmed_at is None:
        for name, value in asked.items():
            setattr(row, name, value)
        row.asked_at = now()
        row.save(update_fields=[*asked, "asked_at"])
    else:
        row.wanted = asked
        row.save(update_fields=["wanted"])
    record(Asked(subscription=row))
    letters.confirm(row)
    return row


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


@command
def confirm(actor: Actor, subscription: Subscription) -> Subscription:
    """Whoever reads the mailbox says yes. Said twice is refused (``unchanged``); nothing comes of that."""
    _must_go_on(subscription)
    if subscription.confirmed_at and subscription.wanted is None:
        raise Refused(_("It is confirmed already."), "unchanged")
    if subscription.wanted is not None and _is_for_all_to_say(subscription, subscription.wanted):
        return _narrow(subscription, subscription.wanted)
    if subscription.wanted is not None:
        subscription.chosen = subscription.wanted["chosen"]
        subscription.language = subscription.wanted["language"]
        subscription.is_shared = subscription.is_shared or subscription.wanted["is_shared"]
    subscription.wanted = subscription.narrowed = None
    subscription.confirmed_at = subscription.confirmed_at or now()
    subscription.leaving_at = None
    subscription.save(
        update_fields=["chosen", "language", "is_shared", "wanted", "confirmed_at", "leaving_at", "narrowed"]
    )
    record(Confirmed(subscription=subscription))
    return subscription


@command
def choose(
    actor: Actor, subscription: Subscription, *, language: str, chosen: dict[str, Any], is_shared: bool = False
) -> Subscription:
    """Other notices, or in the other language. A mailbox that is shared stays so; its readers are told of the change.

    One of them cannot take anything from the others: fewer notices wait a week, as leaving does.
    """
    _must_go_on(subscription)
    is_shared = is_shared or subscription.is_shared
    if (language, chosen, is_shared) == (subscription.language, subscription.chosen, subscription.is_shared):
        raise Refused(_("That is already so."), "unchanged")
    asked = {"chosen": chosen, "language": language}
    if _is_for_all_to_say(subscription, asked):
        return _narrow(subscription, asked)
    was_shared = subscription.is_shared
    if subscription.narrowed is not None:
        subscription.narrowed = subscription.leaving_at = None
    subscription.language, subscription.chosen, subscription.is_shared = language, chosen, is_shared
    subscription.save(update_fields=["language", "chosen", "is_shared", "narrowed", "leaving_at"])
    record(Chosen(subscription=subscription))
    if was_shared:
        letters.chosen_anew(subscription)
    return subscription


def _is_for_all_to_say(subscription: Subscription, asked: dict[str, Any]) -> bool:
    """One reader of a mailbox that others read wants fewer notices than it gets."""
    is_others = subscription.is_shared and subscription.confirmed_at is not None
    return is_others and rules.narrows(subscription.chosen, asked["chosen"])


def _narrow(subscription: Subscription, asked: dict[str, Any]) -> Subscription:
    narrowed = {"chosen": asked["chosen"], "language": asked["language"]}
    if subscription.narrowed == narrowed:
        raise Refused(_("That is already so."), "unchanged")
    subscription.narrowed, subscription.wanted = narrowed, None
    subscription.leaving_at = now() + rules.LEAVE_AFTER
    subscription.save(update_fields=["narrowed", "wanted", "leaving_at"])
    record(Narrowing(subscription=subscription))
    letters.narrowing(subscription)
    return subscription


def _must_go_on(subscription: Subscription) -> None:
    if subscription.ended_at:
        raise Refused(_("This subscription has ended. Subscribe again if you want notices."), "ended")
