"""Who may: whoever holds the link of a mail that reached the mailbox keeps that subscription; the support ends any."""

from bollkoll.channels.bulletins.models import Bulletin, Subscription
from bollkoll.people.actor import Actor

LINK = "link"
"""The door of those who come by a signed link."""


def ask(actor: Actor, subject: None) -> bool:
    """Anybody: nothing comes of it until the mailbox has confirmed."""
    return True


def _reads_the_mailbox(actor: Actor, subscription: Subscription) -> bool:
    return actor.person is None and actor.via == LINK


confirm = choose = leave = stay = _reads_the_mailbox


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


expire = forget = note = mark_unreachable = mark_failing = mark_reached = finish_leaving = _machine


def spread(actor: Actor, bulletin: Bulletin) -> bool:
    return actor.is_machine


def may_read_progress(actor: Actor) -> bool:
    """How far bulletins have come: the desk. There are no addresses in it."""
    return actor.is_agent or actor.is_administrator


def may_read_addresses(actor: Actor) -> bool:
    """Who subscribes is personal data: those who keep the system, and the incident manager."""
    return actor.is_coordinator or actor.is_administrator


def end(actor: Actor, subscription: Subscription) -> bool:
    return may_read_addresses(actor)


def retry(actor: Actor, bulletin: Bulletin) -> bool:
    return may_read_progress(actor)
