"""Reading what has been accepted: one message at a time, under a lease, so that none blocks the others.

Parsing and deciding change nothing; then one act carries the decision out, as the person who wrote the mail, together
with the end of the lease. So a worker that is killed anywhere leaves either all of it or nothing, and the message is
read again.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError

from bollkoll.channels.email import commands, routing, rules, storing
from bollkoll.channels.email.commands import claims
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail, parse
from bollkoll.channels.email.routing import Decision
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.log.leases import claim, put_back
from bollkoll.people.actor import SYSTEM, Actor

logger = logging.getLogger(__name__)

Outcome, Reason = InboundMail.Outcome, InboundMail.Reason
LEASE_FOR = timedelta(minutes=5)
"""A message of the largest size is read well within this."""
PERSONAL = (Outcome.OPENED, Outcome.REPLIED, Outcome.NOTED, Outcome.ANSWERED, Outcome.AUTO_REPLY, Outcome.ASKED)


def process_one(worker: str) -> bool:
    """Read the message that has waited longest. False when none is waiting."""
    mail = claim(InboundMail, worker, lease_for=LEASE_FOR)
    if mail is None:
        return False
    held = claims.of(mail)
    if mail.attempt > rules.POISON_AFTER + 2:
        # It has ended the reader itself again and again: it is not even looked into any more.
        _hold(mail, held, Decision(Outcome.HELD, Reason.ERROR), "reading it ended the worker")
        return True
    try:
        _read(mail, held)
    except (OperationalError, InterfaceError, OSError) as trouble:
        logger.warning("mail %s waits: %s", mail.pk, trouble)
        put_back(mail, str(trouble))
    except Exception as error:
        logger.exception("mail %s could not be read (attempt %s)", mail.pk, mail.attempt)
        said = f"{type(error).__name__}: {error}"
        if mail.attempt >= rules.POISON_AFTER:
            _hold(mail, held, Decision(Outcome.HELD, Reason.ERROR), said)
        else:
            put_back(mail, said)
    return True


def understand(mail: InboundMail, raw: bytes) -> ParsedMail:
    """The message understood. A null sender of the envelope, which only machines use, goes before what the message
    says.
    """
    raw = _without_mbox_line(raw)
    return parse(b"Return-Path: <>\r\n" + raw if mail.envelope_from == "<>" else raw)


def _without_mbox_line(raw: bytes) -> bytes:
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def parsed_mail(mail: InboundMail) -> ParsedMail:
    """The stored message, understood. Raises ``OSError`` when the storage does not give it."""
    return understand(mail, storing.read(mail))


def describe(mail: InboundMail, raw: bytes, parsed: ParsedMail) -> None:
    """Write what the message says of itself on its row, for lists and for finding copies and floods."""
    found = {
        "header_id": (parsed.message_id or "")[:1000],
        "content_key": rules.content_key(_without_mbox_line(raw)),
        "sender_name": parsed.sender.name[:200],
        "sender_address": parsed.sender.address.lower()[:320],
        "subject": parsed.subject[:255],
        "flood_key": rules.flood_key(parsed.subject),
        "auto": parsed.auto,
        "attachments": min(len(parsed.attachments), 32000),
    }
    with housekeeping("what a mail says of itself"):
        InboundMail.objects.filter(pk=mail.pk).update(**found)
    for name, value in found.items():
        setattr(mail, name, value)


def _read(mail: InboundMail, held: claims.Claim) -> None:
    if mail.reason == Reason.TOO_LARGE:
        _hold(mail, held, Decision(Outcome.HELD, Reason.TOO_LARGE))
        return
    raw = storing.read(mail)
    parsed = understand(mail, raw)
    describe(mail, raw, parsed)
    decision = routing.decide(mail, parsed)
    if decision.outcome == Outcome.HELD:
        _hold(mail, held, decision)
        return
    actor = Actor(decision.person, "mail") if decision.outcome in PERSONAL else SYSTEM
    try:
        with act(actor, via="mail"):
            commands.process(SYSTEM, mail, claim=held, decision=decision, parsed=parsed)
    except Refused as refusal:
        if refusal.code == "not_ours":
            return
        _hold(mail, held, replace(decision, outcome=Outcome.HELD, reason=Reason.REFUSED), str(refusal.message))
    except NotAllowed as refusal:
        _hold(mail, held, replace(decision, outcome=Outcome.HELD, reason=Reason.REFUSED), str(refusal))


def _hold(mail: InboundMail, held: claims.Claim, decision: Decision, explanation: str = "") -> None:
    try:
        with act(SYSTEM, via="mail"):
            commands.hold(SYSTEM, mail, claim=held, decision=decision, explanation=explanation)
        if decision.may_answer and settings.CONFIG.mail_authserv:
            commands.answer_stranger(SYSTEM, mail)
    except Refused:
        return
