"""Mail goes out: how each delivery ends, and what is owed when one does not arrive."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.email import digests, strangers, telling
from bollkoll.channels.email.commands.claims import Claim, prove
from bollkoll.channels.email.events import (
    Bounced,
    Cancelled,
    Delayed,
    Digested,
    Failed,
    Mended,
    Sent,
    StrangerAnswered,
)
from bollkoll.channels.email.models import DigestItem, InboundMail
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit.text import fold_key
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.leases import finish, give_up
from bollkoll.log.models import Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

Step = Commitment.Step


@command
def mark_sent(actor: Actor, delivery: Delivery, *, claim: Claim, result: str = "sent") -> Delivery:
    """The mail server has taken it."""
    prove(delivery, claim)
    finish(delivery, result=result[:255], **_secrets_gone(delivery))
    record(Sent(delivery=delivery))
    return delivery


@command
def mark_cancelled(actor: Actor, delivery: Delivery, *, claim: Claim, result: str) -> Delivery:
    """It must not go any more: the person has left, or may no longer see the case."""
    prove(delivery, claim)
    finish(delivery, **_secrets_gone(delivery))
    Delivery.objects.filter(pk=delivery.pk).update(work=Delivery.Stage.CANCELLED, result=result)
    record(Cancelled(delivery=delivery))
    return delivery


@command
def mark_failed(actor: Actor, delivery: Delivery, *, claim: Claim, error: str, is_recipient: bool) -> Delivery:
    """It will never go. ``is_recipient``: the address itself was refused, so nothing more is sent there."""
    prove(delivery, claim)
    give_up(delivery, error)
    Delivery.objects.filter(pk=delivery.pk).update(result=error[:255], **_secrets_gone(delivery))
    _not_reached(delivery, error, is_undeliverable=is_recipient)
    record(Failed(delivery=delivery))
    return delivery


@command
def mark_bounced(actor: Actor, delivery: Delivery, *, why: str) -> Delivery:
    """It was sent and came back for good: the recipient is marked and the case gets a ball to find another way."""
    Delivery.objects.filter(pk=delivery.pk).update(bounced_at=now(), result=why[:255])
    _not_reached(delivery, why, is_undeliverable=True)
    record(Bounced(delivery=delivery))
    return delivery


@command
def mark_delayed(actor: Actor, delivery: Delivery, *, why: str) -> Delivery:
    """The mail servers are still trying: only the ledger tells."""
    if delivery.bounced_at is None:
        Delivery.objects.filter(pk=delivery.pk).update(result=why[:255])
    record(Delayed(delivery=delivery))
    return delivery


def _secrets_gone(delivery: Delivery) -> dict[str, str]:
    """What is written about accounts and subscriptions holds links that are keys; none is kept once it has been sent."""
    return {"text": "", "html": ""} if delivery.topic.startswith(("person:", "subscription:")) else {}


def _not_reached(delivery: Delivery, why: str, *, is_undeliverable: bool) -> None:
    person = delivery.person
    if person is None:
        return
    # What is said of an address that they had, or want, is not said of theirs.
    is_theirs = fold_key(delivery.address) == person.email_key
    if is_undeliverable and is_theirs and person.is_active and person.undeliverable_at is None:
        people.mark_undeliverable(SYSTEM, person, why=why)
    case = telling.case_of(delivery.topic)
    if case is None or not case.is_open:
        return
    note = person.name
    waiting = Commitment.objects.open().filter(subject=case.subject, step=Step.MEND_ADDRESS, note=note)
    if waiting.exists():
        return
    holder = case.assignee if case.assignee and case.assignee.is_agent else None
    team = None if holder else services.desk_team()
    balls.add_side_ball(case.subject, balls.Ball(step=Step.MEND_ADDRESS, person=holder, team=team, note=note))


@command
def put_down_mended(actor: Actor, person: Person) -> int:
    """Mail reaches the person again: the balls that asked for it are kept. Returns how many."""
    keys = [case.pk for case in map(telling.case_of, telling.troubled_topics(person)) if case]
    waiting = Commitment.objects.open().filter(
        subject__in=Case.objects.filter(pk__in=keys).values("pk"), step=Step.MEND_ADDRESS, note=person.name
    )
    count = 0
    for ball in waiting.select_related("subject"):
        balls.end_ball(ball)
        count += 1
    record(Mended(person=person.pk, balls=count))
    return count


@command
def send_digest(actor: Actor, person: Person, *, until: datetime) -> Delivery | None:
    """Write the person's daily mail of what has waited since before ``until``; nothing when they may no longer see
    any of it.
    """
    items = list(
        DigestItem.objects.filter(person=person, done_at=None, made_at__lt=until).select_related(
            "event", "case__subject"
        )
    )
    if not items:
        raise Refused(_("It is not due yet."), "not_due")
    delivery = digests.write_digest(person, items, until)
    DigestItem.objects.filter(pk__in=[item.pk for item in items]).update(done_at=now(), delivery=delivery)
    record(Digested(person=person.pk))
    return delivery


@command
def answer_stranger(actor: Actor, mail: InboundMail) -> Delivery:
    """Tell an unknown sender, politely and at most once a day, that their own institution's support is the way in."""
    delivery = strangers.write_to_stranger(mail)
    if delivery is None:
        raise Refused("they have been told today", "told")
    record(StrangerAnswered(mail=mail))
    return delivery
