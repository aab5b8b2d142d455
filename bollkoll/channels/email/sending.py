"""Sending: one delivery at a time, claimed under a lease, kept with its Message-ID between attempts.

A worker that is killed in mid-send leaves a lease that runs out; the delivery is claimed again and the one message in
flight may arrive twice, with the same Message-ID. The ledger counts it once, since the end is fenced by the attempt.
"""

import logging
import smtplib
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError

from bollkoll.cases.models import Case, Question
from bollkoll.channels.email import commands, envelope, telling
from bollkoll.channels.email.commands import claims
from bollkoll.log.acting import Refused
from bollkoll.log.leases import BACK_OFF, bring_forward, claim, put_back
from bollkoll.log.models import Delivery
from bollkoll.people.actor import SYSTEM, Actor

logger = logging.getLogger(__name__)

LEASE_FOR = timedelta(seconds=60)
"""Three times the patience with a mail server (``EMAIL_TIMEOUT``)."""


def send_one(worker: str, *, lease_for: timedelta = LEASE_FOR) -> bool:
    """Send the mail that has been due longest. False when none is due."""
    row = claim(Delivery, worker, lease_for=lease_for, channel="email")
    if row is None:
        return False
    held = claims.of(row)
    try:
        reason = _must_not_go(row)
        if reason:
            commands.mark_cancelled(SYSTEM, row, claim=held, result=reason)
            return True
        trouble = hand_over(message(row))
        if trouble is None:
            commands.mark_sent(SYSTEM, row, claim=held)
            _go_on()
        elif trouble.is_final or row.attempt > len(BACK_OFF):
            commands.mark_failed(SYSTEM, row, claim=held, error=trouble.said, is_recipient=trouble.is_recipient)
        else:
            put_back(row, trouble.said)
    except Refused:
        logger.info("delivery %s was finished by another worker", row.pk)
    return True


def _go_on() -> None:
    """The mail server is there: what waited only for it goes now. What the server itself put off (4xx) keeps its time."""
    mine = Delivery.objects.filter(channel="email").exclude(error__startswith="4").exclude(error__startswith="5")
    bring_forward(mine)


def _must_not_go(row: Delivery) -> str:
    """Why it must not be sent any more, though it was right to write it."""
    person = row.person
    if person is None:
        return ""
    if not person.is_active:
        return telling.ENDED
    if person.undeliverable_at:
        return telling.UNDELIVERABLE
    if not row.topic.startswith("case:"):
        return ""
    if row.event and row.event.data.get("question"):
        question = Question.objects.filter(pk=row.event.data["question"]).first()
        return "" if telling.may_hear_of_question(question, person) else telling.NO_ACCESS
    case = telling.case_of(row.topic)
    if case is None or not Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists():
        return telling.NO_ACCESS
    return ""


class Trouble:
    """What went wrong: for good or for now, with the recipient's address or with something else."""

    def __init__(self, said: str, *, is_final: bool = False, is_recipient: bool = False) -> None:
        self.said, self.is_final, self.is_recipient = said[:2000], is_final, is_recipient


def hand_over(mail: EmailMultiAlternatives) -> Trouble | None:
    """Hand it to the mail server. Only an answer of 5xx to the recipient or to the message itself is final."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        return Trouble(_reply(code, said), is_final=500 <= code < 600, is_recipient=True)
    except smtplib.SMTPDataError as refused:
        return Trouble(_reply(refused.smtp_code, refused.smtp_error), is_final=500 <= refused.smtp_code < 600)
    except (
        smtplib.SMTPResponseException
    ) as refused:  # the server will not have us, or our sender: settings to be mended
        return Trouble(_reply(refused.smtp_code, refused.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        return Trouble(f"{type(error).__name__}: {error}")
    except (BadHeaderError, UnicodeError, ValueError) as error:
        return Trouble(f"{type(error).__name__}: {error}", is_final=True)
    return None


def _reply(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


def message(row: Delivery) -> EmailMultiAlternatives:
    """The mail as it goes out; the envelope's sender is our bounce address, the header's is the organisation."""
    headers = envelope.standing_headers(row.pk) | row.headers
    envelope_from = headers.pop("Return-Path", "") or headers.get("From", "")
    headers["Message-ID"] = row.message_id
    mail = EmailMultiAlternatives(
        subject=row.subject, body=row.text, from_email=envelope_from, to=[row.address], headers=headers,
        connection=get_connection(),
    )  # fmt: skip
    if row.html:
        mail.attach_alternative(row.html, "text/html")
    return mail
