"""Telling: from an event and a person to one delivery, written when it happened and sent by whoever claims it.

One delivery at most per event and person (its key says so). Nobody is told what they may not see at that moment, and
nobody is told of their own act, except that a reporter gets an acknowledgement. Whoever is not told, though the event
concerned them (no mail chosen, an address that bounces), still has a line in the ledger that says why.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message
from bollkoll.channels.email import letters, references, rules
from bollkoll.channels.email.letters import Letter, News
from bollkoll.channels.email.models import DigestItem, InboundMail
from bollkoll.channels.email.parsing import LOOP_HEADER
from bollkoll.channels.email.parsing.markers import OWN_MARKER
from bollkoll.channels.email.references import ANSWER, NEWS, NOTE, REPLY, Ref
from bollkoll.kit import text as texts
from bollkoll.kit.ids import uuid7
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import now
from bollkoll.log.models import Delivery, Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

UNSUBSCRIBE_SALT = "bollkoll.mail.unsubscribe"
MACHINES = {"cases.opened": "auto-replied", "cases.reminded": "auto-generated", "people.invited": "auto-generated",
            "people.password_changed": "auto-generated", "people.second_steps_removed": "auto-generated", "digest": "auto-generated", "stranger": "auto-replied"}  # fmt: skip
"""Mails that nobody wrote, and what Auto-Submitted says of them (RFC 3834 §5)."""

NO_MAIL, UNDELIVERABLE, NO_ACCESS, ENDED = "no_mail", "undeliverable", "no_access", "ended"
"""Why somebody was not told: results of deliveries that were cancelled."""


def tell(event: Event, person: Person) -> Delivery | DigestItem | None:
    """Write to a person of an event's audience, if they are to be told. Called by the subscriber, in its transaction."""
    acknowledged = event.kind == "cases.opened" and _is_reporter(event, person)
    account = event.kind.startswith("people.")
    if not person.is_active or event.via == "import":
        return None
    if event.actor_id == person.pk and not acknowledged and not account:
        return None
    news = _news(event, person)
    if event.kind.startswith("cases.") and not _may_be_told(news):
        return None
    key = f"email:{event.pk}:{person.pk}"
    if person.undeliverable_at:
        return _not_told(news, key, UNDELIVERABLE)
    if not (acknowledged or account):
        if person.telling == Person.Telling.NONE:
            return _not_told(news, key, NO_MAIL)
        if person.telling == Person.Telling.DIGEST:
            return DigestItem.objects.get_or_create(
                person=person, event=event, defaults={"case": news.case, "made_at": now()}
            )[0]
    with translation.override(person.language):
        protected = news.case is not None and news.case.subject.is_protected
        letter = letters.news_of_protected(news) if protected else letters.write(news)
        return _deliver(news, key, letter) if letter else None


def _is_reporter(event: Event, person: Person) -> bool:
    return Case.objects.filter(pk=event.data.get("case"), reporter=person).exists()


def _news(event: Event, person: Person) -> News:
    """What it is about as it is now: a message that has been moved is news of the case it was moved to."""
    message = None
    if event.data.get("message"):
        message = Message.objects.select_related("case__subject").filter(pk=event.data["message"]).first()
    case = message.case if message else Case.objects.select_related("subject").filter(pk=event.data.get("case")).first()
    return News(event, person, case, message)


def _may_be_told(news: News) -> bool:
    """Fail closed: the person sees the case now, and the message is of a kind that their side reads."""
    if news.case is None or not Case.objects.visible_to(Actor(news.person)).filter(pk=news.case.pk).exists():
        return False
    message = news.message
    if message is None:
        return news.event.kind != "cases.noted"
    if message.kind == Message.Kind.NOTE or news.event.kind == "cases.noted":
        return bool(news.person.line)
    return message.released_at is not None


def _not_told(news: News, key: str, why: str) -> Delivery:
    made_id = uuid7()
    return Delivery.objects.get_or_create(
        key=key,
        defaults={
            "id": made_id, "channel": "email", "event": news.event, "topic": news.case.topic if news.case else f"person:{news.person.pk}",
            "person": news.person, "address": news.person.email, "message_id": references.message_id(made_id, None),
            "subject": _subject(news), "text": "", "made_at": now(), "due_at": now(), "finished_at": now(),
            "work": Delivery.Stage.CANCELLED, "result": why,
        },
    )[0]  # fmt: skip


def _subject(news: News, letter: Letter | None = None) -> str:
    """``[#1042] Title``, with identity numbers hidden; nothing of a protected case."""
    title = letter.subject if letter and letter.subject else ""
    if news.case is not None:
        if not title and not news.case.subject.is_protected:
            title = news.case.title
        title = f"[#{news.case.number}] {title}"
    return texts.one_line(masked(title), 250)[0]


# --- one letter


def _deliver(news: News, key: str, letter: Letter) -> Delivery:
    case, person, kind = news.case, news.person, news.event.kind
    made_id = uuid7()
    ref = Ref(case.number, _ref_kind(news), person.pk) if case else None
    headers = _headers(made_id, machine=MACHINES.get(kind, ""))
    unsubscribe = ""
    if case is not None and ref is not None:
        headers["Reply-To"] = references.with_name(services.organisation().name, references.reply_address(ref))
        headers.update(_thread(case, person))
        unsubscribe = unsubscribe_url(person, case)
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = _subject(news, letter)
    answer = ""
    if case and news.is_staff and kind != "cases.noted" and person.is_agent and not case.subject.is_protected:
        answer = references.reply_address(Ref(case.number, ANSWER, person.pk)) if references.is_plus_addressed() else ""
    text, html = render(
        letter, line=subject if case else "", ref=str(ref or ""), unsubscribe=unsubscribe,
        answer_address=answer, answer_subject=subject, why=_why(news),
    )  # fmt: skip
    return _store(
        made_id, key, references.message_id(made_id, ref), person.email, subject, text, html, headers,
        event=news.event, person=person, topic=case.topic if case else f"person:{person.pk}",
    )  # fmt: skip


def _store(
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


def _ref_kind(news: News) -> str:
    """What a reply to this mail becomes."""
    if news.event.kind == "cases.noted":
        return NOTE
    return NEWS if news.is_staff else REPLY


def _headers(made_id: Any, *, machine: str) -> dict[str, str]:
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


def _thread(case: Case, person: Person) -> dict[str, str]:
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


def _why(news: News) -> str:
    if news.case is None:
        return ""
    if news.person.pk == news.case.reporter_id:
        return _("You get this mail because you reported the case.")
    if news.is_staff:
        return _("You get this mail because you work with the case.")
    return _("You get this mail because you follow the case.")


def render(letter: Letter, **context: Any) -> tuple[str, str]:
    """Text and HTML of a letter in the language that is active, identity numbers hidden in all that people have written."""
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


# --- the daily mail


def write_digest(person: Person, items: Sequence[DigestItem], until: datetime) -> Delivery | None:
    """One mail of what has happened in the cases that the person may still see, newest case last."""
    seen = set(
        Case.objects.visible_to(Actor(person)).filter(pk__in=[i.case_id for i in items]).values_list("pk", flat=True)
    )
    told = [item for item in items if item.case_id in seen]
    if not told or person.undeliverable_at or not person.is_active:
        return None
    with translation.override(person.language):
        letter = Letter(heading=_("What has happened in your cases"), subject=_("Your cases today"))
        for case, news in _by_case(told):
            title = _("a protected case") if case.subject.is_protected else case.title
            letter.paragraphs.append("\n".join([f"[#{case.number}] {title}", *(f"– {each}" for each in news)]))
            letter.links.append((f"#{case.number}", letters.case_url(case, person)))
        made_id = uuid7()
        headers = _headers(made_id, machine=MACHINES["digest"])
        unsubscribe = unsubscribe_url(person, told[0].case)
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text, html = render(letter, unsubscribe=unsubscribe, why=_("You have chosen one mail a day."))
        subject = f"{services.organisation().name}: {letter.subject}"
        key = f"email:digest:{until:%Y-%m-%d}:{person.pk}"
        return _store(
            made_id,
            key,
            references.message_id(made_id, None),
            person.email,
            subject[:250],
            text,
            html,
            headers,
            person=person,
        )


def _by_case(items: Iterable[DigestItem]) -> list[tuple[Case, list[str]]]:
    grouped: dict[Any, tuple[Case, list[str]]] = {}
    for item in items:
        news = _news(item.event, item.person)
        if not _may_be_told(news):
            continue
        lines = grouped.setdefault(item.case_id, (item.case, []))[1]
        if item.case.subject.is_protected:
            lines[:] = [_("there is news")]
            continue
        letter = letters.write(news)
        if letter is not None:
            lines.append(letter.heading + (f": {texts.excerpt(letter.quote, 120)}" if letter.quote else ""))
    return list(grouped.values())


# --- strangers


def write_to_stranger(mail: InboundMail) -> Delivery | None:
    """The bilingual answer to an unknown sender; nothing when they, or too many others, have had one lately."""
    address = mail.sender_address
    whom = f"email:stranger:{hashlib.sha256(address.encode()).hexdigest()[:32]}:"
    answered = Delivery.objects.filter(key__startswith="email:stranger:")
    if answered.filter(key__startswith=whom, made_at__gt=now() - rules.STRANGER_ANSWER_EVERY).exists():
        return None
    if answered.filter(made_at__gt=now() - rules.FLOOD_WINDOW * 6).count() >= rules.STRANGER_ANSWERS_PER_HOUR:
        return None
    made_id = uuid7()
    headers = _headers(made_id, machine=MACHINES["stranger"])
    if mail.header_id:
        headers["In-Reply-To"] = headers["References"] = mail.header_id
    organisation = services.organisation()
    texts_of: list[str] = []
    for language in ("sv", "en"):
        with translation.override(language):
            own_words = organisation.who_may
            texts_of += [
                _("Thank you for your mail. %(support)s is the support of those who support others: only registered "
                  "contacts at the institutions can write to us, so nobody here will answer it.") % {"support": organisation.name},
                _("Are you a student, teacher or member of staff? Then turn to the support at your own institution. "
                  "They know your matter best, and take it further to us when they need to."),
                own_words,
            ]  # fmt: skip
    with translation.override("sv"):
        letter = Letter(
            heading=f"{organisation.name_sv} / {organisation.name_en or organisation.name_sv}", paragraphs=texts_of
        )
        letter.links = [(_("Who may write to us"), letters.absolute(reverse("portal:about")))]
        text, html = render(letter)
    subject = texts.one_line(f"Sv: {masked(rules.bare_subject(mail.subject))}", 200)[0]
    return _store(
        made_id,
        f"{whom}{now():%Y-%m-%dT%H:%M}",
        references.message_id(made_id, None),
        address,
        subject,
        text,
        html,
        headers,
    )


# --- finding back


def case_of(topic: str) -> Case | None:
    """The case whose name a delivery carries."""
    noun, _colon, key = topic.partition(":")
    if noun != "case":
        return None
    try:
        return Case.objects.select_related("subject", "assignee").filter(pk=key).first()
    except (ValueError, ValidationError):
        return None


def troubled_topics(person: Person) -> set[str]:
    """Topics of mail that did not reach the person."""
    mine = Delivery.objects.filter(person=person).exclude(topic="")
    return set(mine.filter(work=Delivery.Stage.FAILED).values_list("topic", flat=True)) | set(
        mine.filter(bounced_at__isnull=False).values_list("topic", flat=True)
    )
