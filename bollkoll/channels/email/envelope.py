"""From a letter to a delivery: its headers, its text and HTML, its place in the outbox."""

from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from bollkoll.cases.models import Case
from bollkoll.channels.email import letters, references
from bollkoll.channels.email.letters import Letter
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import LOOP_HEADER
from bollkoll.channels.email.parsing.markers import OWN_MARKER
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import now
from bollkoll.log.models import Delivery
from bollkoll.people.models import Person
from bollkoll.services import queries as services

UNSUBSCRIBE_SALT = "bollkoll.mail.unsubscribe"
MACHINES = {
    "cases.opened": "auto-replied",
    "cases.reminded": "auto-generated",
    "cases.stood_in": "auto-generated",
    "cases.reporter_gone": "auto-generated",
    "cases.question_chased": "auto-generated",
    "cases.offer_fell": "auto-generated",
    "cases.offer_lapsed": "auto-generated",
    "cases.third_line_chased": "auto-generated",
    "cases.question_raised": "auto-generated",
    "cases.question_moved": "auto-generated",
    "orders.step_asked": "auto-generated",
    "orders.step_chased": "auto-generated",
    "orders.asked_instead": "auto-generated",
    "orders.finished": "auto-generated",
    "commitments.violations_found": "auto-generated",
    "desk.stand_up_ended": "auto-generated",
    "people.invited": "auto-generated",
    "people.password_asked_for": "auto-generated",
    "people.password_changed": "auto-generated",
    "people.second_steps_removed": "auto-generated",
    "people.address_asked_for": "auto-generated",
    "people.address_changed": "auto-generated",
    "status.reminded": "auto-generated",
    "status.escalated": "auto-generated",
    "status.alarmed": "auto-generated",
    "digest": "auto-generated",
    "stranger": "auto-replied",
}
"""Mails that nobody wrote, and what Auto-Submitted says of them (RFC 3834 §5)."""


def store(
    made_id: Any, key: str, message_id: str, address: str, subject: str, text: str, html: str, headers: dict[str, str],
    **more: Any,
) -> Delivery:  # fmt: skip
    return Delivery.objects.get_or_create(
        key=key,
        defaults={
            "id": made_id, "channel": "email", "address": address, "message_id": message_id, "subject": subject,
            "text": text, "html": html, "headers": headers, "made_at": now(), "due_at": now(), **more,
        },
    )[0]  # fmt: skip


def headers_of(made_id: Any, *, machine: str) -> dict[str, str]:
    headers = standing_headers(made_id)
    if machine:
        headers["Auto-Submitted"] = machine
        headers["X-Auto-Response-Suppress"] = "All"
    return headers


def standing_headers(made_id: Any) -> dict[str, str]:
    """What stands on every mail of ours. ``Return-Path`` is the envelope's sender and is no header when it goes."""
    return {
        "From": references.with_name(services.organisation().name, references.sender_address()),
        "Return-Path": references.bounce_address(made_id),
        LOOP_HEADER: references.instance_id(),
    }


def thread(case: Case, person: Person) -> dict[str, str]:
    """References from the case's root to the last mail of this thread that the person has seen (RFC 5322 §3.6.4)."""
    theirs = InboundMail.objects.filter(case=case, person=person).exclude(header_id="").order_by("received_at")
    ours = Delivery.objects.filter(topic=case.topic, person=person, channel="email").exclude(
        work=Delivery.Stage.CANCELLED
    )
    seen = [*theirs.values_list("received_at", "header_id"), *ours.values_list("made_at", "message_id")]
    ids = [message_id for _at, message_id in sorted(seen)]
    root = references.thread_root(case.pk)
    chain = list(dict.fromkeys([root, *ids[:1], *ids[-8:]]))
    return {"In-Reply-To": chain[-1], "References": " ".join(chain)}


def render(letter: Letter, **context: Any) -> tuple[str, str]:
    """Text and HTML of a letter in the language that is active, identity numbers hidden in all that people have
    written.
    """
    letter.quote = masked(letter.quote).strip()
    letter.heading = masked(letter.heading)
    letter.paragraphs = [masked(each) for each in letter.paragraphs]
    letter.files = [(masked(name), url) for name, url in letter.files]
    context |= {
        "letter": letter,
        "marker": OWN_MARKER if context.get("ref") else "",
        "organisation": services.organisation(),
        "language": translation.get_language(),
    }
    text = render_to_string("email/mail/letter.txt", context).replace("\r\n", "\n")
    html = render_to_string("email/mail/letter.html", context)
    return _tidy(text), html


def _tidy(text: str) -> str:
    """No more than one empty line between two others."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line if line == "-- " else line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"


def unsubscribe_url(person: Person, case: Case) -> str:
    token = signing.dumps([person.pk, case.number], salt=UNSUBSCRIBE_SALT, compress=True)
    return letters.absolute(reverse("email:unsubscribe", args=[token]))
