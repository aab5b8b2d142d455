"""Deciding what a message is, from what it says and what we have sent. Reads the database and changes nothing.

The order matters: copies and loops first, then returned mail, then machines, then who it is and whether to believe
it, then which case it belongs to. Everything that does not lead to a case is held with its reason.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from bollkoll.cases.models import Case, Question
from bollkoll.channels.email import references, returns, rules, threads, trust
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.channels.email.threads import Thread
from bollkoll.kit.text import fold_key
from bollkoll.log.models import Delivery, Event
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

Outcome, Reason = InboundMail.Outcome, InboundMail.Reason
MANY_HOPS = 30
AWAY = ("auto-reply", "out-of-office")


@dataclass(frozen=True)
class Decision:
    """What a message is. ``outcome`` HELD goes with a ``reason``; ``person`` and ``case`` are what it was recognised
    by.
    """

    outcome: str
    reason: str = ""
    person: Person | None = None
    case: Case | None = None
    question: Question | None = None
    delivery: Delivery | None = None
    copy_of: InboundMail | None = None
    returned: UUID | None = None
    """The mail of ours that came back, when it was no delivery to a person."""
    may_answer: bool = False
    """An unknown sender who may be told where to turn."""


def decide(mail: InboundMail, parsed: ParsedMail) -> Decision:
    """What to do with a message that has just been read (``mail`` already carries its content key and sender)."""
    copy = _earlier_copy(mail)
    if copy is not None:
        return Decision(Outcome.DUPLICATE, Reason.COPY, copy_of=copy, case=copy.case, person=copy.person)
    if parsed.loop == references.instance_id() or parsed.received_hops > MANY_HOPS:
        return _held(Reason.LOOP)
    if mail.size == 0 or not (parsed.sender.address or parsed.text or parsed.subject or parsed.attachments):
        return _held(Reason.EMPTY)
    thread = threads.find(mail, parsed)
    if parsed.auto == "bounce":
        return _bounce(mail, parsed, thread)
    person = people.by_address(parsed.sender.address) if parsed.sender.address else None
    if parsed.auto in AWAY:
        return _automatic(mail, parsed, thread, person)
    if parsed.auto == "list" and not thread.is_proof_for(person):
        return replace(_held(Reason.LIST), person=person)
    if parsed.auto == "report":
        return _held(Reason.REPORT, case=thread.case)
    if person is None:
        return _stranger(mail, parsed, thread)
    if not thread.is_proof_for(person):
        verdict = trust.judge(parsed, settings.CONFIG.mail_authserv)
        if verdict is not trust.Verdict.BELIEVED:
            reason = Reason.FORGED if verdict is trust.Verdict.FORGED else Reason.UNAUTHENTICATED
            return _held(reason, person=person, case=thread.case)
    if _is_flood(mail):
        return _held(Reason.FLOOD, person=person)
    return _from_person(mail, person, thread)


def _held(reason: str, *, person: Person | None = None, case: Case | None = None) -> Decision:
    return Decision(Outcome.HELD, reason, person=person, case=case)


def _earlier_copy(mail: InboundMail) -> InboundMail | None:
    """An earlier message with the same content, by whichever door."""
    same = InboundMail.objects.filter(content_key=mail.content_key).exclude(pk=mail.pk).exclude(outcome="")
    return same.exclude(outcome=Outcome.DUPLICATE).order_by("received_at").first()


def _bounce(mail: InboundMail, parsed: ParsedMail, thread: Thread) -> Decision:
    delayed = parsed.bounce is not None and parsed.bounce.action == "delayed"
    if thread.delivery is None:
        key = references.bounced_delivery(threads.recipients(mail, parsed))
        if returns.find(key) is None:
            return _held(Reason.BOUNCE_UNMATCHED)
        return Decision(Outcome.BOUNCE, Reason.DELAYED if delayed else "", returned=key)
    return Decision(
        Outcome.BOUNCE, Reason.DELAYED if delayed else "", delivery=thread.delivery, case=thread.case,
        person=thread.delivery.person,
    )  # fmt: skip


def _automatic(mail: InboundMail, parsed: ParsedMail, thread: Thread, person: Person | None) -> Decision:
    """Out of office and the like: into the case when it is the sender's own, never anything that wakes somebody."""
    person = person or thread.addressee()
    if person is None or thread.case is None:
        return _held(Reason.AUTOMATIC, person=person, case=thread.case)
    if person.line:
        return Decision(Outcome.IGNORED, Reason.STAFF_AWAY, person=person, case=thread.case)
    believed = thread.is_proof_for(person) or (
        trust.judge(parsed, settings.CONFIG.mail_authserv) is trust.Verdict.BELIEVED
    )
    if not believed or not _may_see(person, thread.case):
        return _held(Reason.AUTOMATIC, person=person, case=thread.case)
    if _is_flood(mail):
        return _held(Reason.FLOOD, person=person, case=thread.case)
    return Decision(Outcome.AUTO_REPLY, person=person, case=thread.case)


def _stranger(mail: InboundMail, parsed: ParsedMail, thread: Thread) -> Decision:
    if not parsed.sender.address:
        return _held(Reason.NO_SENDER, case=thread.case)
    addressee = thread.addressee()
    if addressee is not None:
        return _held(Reason.OTHER_SENDER, person=addressee, case=thread.case)
    verdict = trust.judge(parsed, settings.CONFIG.mail_authserv)
    if verdict is trust.Verdict.FORGED:
        return _held(Reason.FORGED)
    known = Person.objects.filter(email_key=fold_key(parsed.sender.address)).first()
    answerable = verdict is trust.Verdict.BELIEVED and _may_answer(mail, parsed)
    return Decision(Outcome.HELD, Reason.ENDED if known else Reason.UNKNOWN_SENDER, person=known, may_answer=answerable)


def _may_answer(mail: InboundMail, parsed: ParsedMail) -> bool:
    """Whether a polite answer cannot start a loop (RFC 3834 §2)."""
    return not (
        parsed.auto != "none"
        or parsed.return_path == ""
        or parsed.loop
        or parsed.suppress
        or parsed.precedence
        or parsed.list.id
        or rules.is_silent_address(parsed.sender.address)
        or references.is_ours(parsed.sender.address)
        or mail.received_at < timezone.now() - rules.STRANGER_ANSWER_EVERY
    )


def _is_flood(mail: InboundMail) -> bool:
    """Too much in a short time from one sender; what somebody has had read again was meant."""
    return _is_too_much(mail) and not Event.objects.filter(kind="email.replayed", data__mail=str(mail.pk)).exists()


def _is_too_much(mail: InboundMail) -> bool:
    since = mail.received_at - rules.FLOOD_WINDOW
    recent = InboundMail.objects.filter(
        sender_address=mail.sender_address, received_at__gt=since, received_at__lte=mail.received_at
    ).exclude(pk=mail.pk)
    if recent.filter(flood_key=mail.flood_key).count() >= rules.FLOOD_SAME_SUBJECT:
        return True
    return recent.count() >= rules.FLOOD_ALL


def _from_person(mail: InboundMail, person: Person, thread: Thread) -> Decision:
    """A believed mail of somebody we know."""
    case = thread.case
    if thread.is_of_question:
        question = thread.question()
        if question is None or not Question.objects.visible_to(Actor(person)).filter(pk=question.pk).exists():
            return _held(Reason.NOT_PARTICIPANT, person=person, case=case)
        return Decision(Outcome.ASKED, person=person, case=question.case, question=question)
    if case is not None and not _may_see(person, case):
        if thread.is_strong:
            return _held(Reason.NOT_PARTICIPANT, person=person, case=case)
        case = None  # a number alone gives no access
    if case is None:
        if person.line or not person.roles.active().filter(institution__ended_at=None).exists():
            return _held(Reason.NOT_A_CONTACT, person=person)
        return Decision(Outcome.OPENED, person=person)
    if not person.line and not thread.is_internal:
        return Decision(Outcome.REPLIED, person=person, case=case)
    if not person.line:  # somebody who has left the support since the note was mailed to them
        return _held(Reason.NOT_PARTICIPANT, person=person, case=case)
    if thread.is_answer and person.is_agent:
        return Decision(Outcome.ANSWERED, person=person, case=case)
    return Decision(Outcome.NOTED, person=person, case=case)


def _may_see(person: Person, case: Case) -> bool:
    return Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists()
