"""Telling: from an event and a person to one delivery, written when it happened and sent by whoever claims it.

One delivery at most per event and person (its key says so). Nobody is told what they may not see at that moment, and
nobody is told of their own act, except that a reporter gets an acknowledgement. Whoever is not told, though the event
concerned them (no mail chosen, an address that bounces), still has a line in the ledger that says why.
"""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Contribution, Message, Question
from bollkoll.channels.email import envelope, letters, references
from bollkoll.channels.email.letters import Letter, News
from bollkoll.channels.email.models import DigestItem
from bollkoll.channels.email.references import ANSWER, NEWS, NOTE, QUESTION, REPLY, Ref
from bollkoll.kit import text as texts
from bollkoll.kit.ids import uuid7
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import now
from bollkoll.log.models import Delivery, Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

NO_MAIL, UNDELIVERABLE, NO_ACCESS, ENDED = "no_mail", "undeliverable", "no_access", "ended"
"""Why somebody was not told: results of deliveries that were cancelled."""
PRESSING = (
    *("cases.offered", "cases.offer_fell", "cases.offer_lapsed", "cases.third_line_chased"),
    *("incidents.", "commitments.stood_in"),
    *("orders.step_asked", "orders.step_chased", "orders.asked_instead", "orders.returned"),
)
"""Somebody waits for an answer, as with questions, or it is acute: these do not wait for the digest."""
ELSEWHERE = ("people.address_asked_for", "people.address_changed")
"""These go to another address than the person's own."""
ALWAYS = ("people.", "commitments.violations_", "desk.", "status.")
"""News that reach whoever they concern whatever mail they have chosen: one's own account, alarms, what the world was
promised, and the morning's meeting, which is no news of a case."""


ASKING = ("orders.step_asked", "orders.returned")


def tell(event: Event, person: Person) -> Delivery | DigestItem | None:
    """Write to a person of an event's audience, if they are to be told. Called by the subscriber, in its transaction."""
    acknowledged = event.kind == "cases.opened" and event.via != "clock" and _is_reporter(event, person)
    account = event.kind.startswith(ALWAYS)
    if not person.is_active or event.via == "import":
        return None
    if event.actor_id == person.pk and not acknowledged and not account:
        return None
    news = news_of(event, person)
    if (event.kind.startswith(("cases.", "orders.")) and not may_be_told(news)) or _says_another(event, person):
        return None
    key = f"email:{event.pk}:{person.pk}"
    if person.undeliverable_at and event.kind not in ELSEWHERE:
        return _not_told(news, key, UNDELIVERABLE)
    if not (acknowledged or account):
        if person.telling == Person.Telling.NONE:
            return _not_told(news, key, NO_MAIL)
        if person.telling == Person.Telling.DIGEST and news.question is None and not event.kind.startswith(PRESSING):
            return DigestItem.objects.get_or_create(
                person=person, event=event, defaults={"case": news.case, "made_at": now()}
            )[0]
    with translation.override(person.language):
        protected = news.case is not None and news.case.subject.is_protected
        letter = letters.news_of_protected(news) if protected else letters.write(news)
        return _deliver(news, key, letter) if letter else None


def _says_another(event: Event, person: Person) -> bool:
    """Whether what was written asks the person for a step of an order: then the letter that asks says it, and no second one."""
    if event.kind != "cases.answered":
        return False
    asking = Event.objects.filter(kind__in=ASKING, at=event.at, data__case=event.data["case"])
    return any(person.pk in one.audience and letters.write(news_of(one, person)) for one in asking)


def _is_reporter(event: Event, person: Person) -> bool:
    return Case.objects.filter(pk=event.data.get("case"), reporter=person).exists()


def news_of(event: Event, person: Person) -> News:
    """What it is about as it is now: a message that has been moved is news of the case it was moved to."""
    message = None
    if event.data.get("message"):
        message = Message.objects.select_related("case__subject").filter(pk=event.data["message"]).first()
    case = message.case if message else Case.objects.select_related("subject").filter(pk=event.data.get("case")).first()
    question = said = None
    if event.data.get("question"):
        question = Question.objects.select_related("case__subject", "team").filter(pk=event.data["question"]).first()
        said = Contribution.objects.select_related("author").filter(pk=event.data.get("said")).first()
    return News(event, person, case, message, question, said)  # type: ignore[arg-type]


def may_be_told(news: News) -> bool:
    """Fail closed: the person sees the case now, and the message is of a kind that their side reads."""
    if news.event.data.get("question"):
        return may_hear_of_question(news.question, news.person)
    if news.case is None or not (_sees(news) or _had_it(news)):
        return False
    message = news.message
    if message is None:
        return news.event.kind != "cases.noted"
    if message.kind == Message.Kind.NOTE or news.event.kind == "cases.noted":
        return bool(news.person.line)
    return message.released_at is not None


def _sees(news: News) -> bool:
    return Case.objects.visible_to(Actor(news.person)).filter(pk=news.case.pk).exists()


def _had_it(news: News) -> bool:
    """From whom it was taken back: told why, though the case is not theirs to open any more."""
    taken_from = news.event.kind == "cases.given_back" and news.event.data.get("person") == news.person.pk
    return taken_from and news.person.is_active and not news.case.subject.is_protected


def may_hear_of_question(question: Question | None, person: Person) -> bool:
    """Whether the person sees the question now: third line does without seeing the case."""
    return question is not None and Question.objects.visible_to(Actor(person)).filter(pk=question.pk).exists()


def _not_told(news: News, key: str, why: str) -> Delivery:
    made_id = uuid7()
    return Delivery.objects.get_or_create(
        key=key,
        defaults={
            "id": made_id, "channel": "email", "event": news.event, "person": news.person, "address": news.person.email,
            "topic": _topic(news), "subject": _subject(news),
            "text": "",
            "message_id": references.message_id(made_id, None), "made_at": now(), "due_at": now(),
            "finished_at": now(), "work": Delivery.Stage.CANCELLED, "result": why,
        },
    )[0]  # fmt: skip


def _topic(news: News) -> str:
    """Under which name the ledger finds it: that of the case, of the incident, or the person's own."""
    if news.case is not None:
        return news.case.topic
    incident = news.event.data.get("incident")
    return f"incident:{incident}" if incident else f"person:{news.person.pk}"


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
    asked = news.question.pk if news.question else 0
    ref = Ref(case.number, _ref_kind(news), person.pk, asked) if case else None
    headers = envelope.headers_of(made_id, machine=envelope.MACHINES.get(kind, ""))
    unsubscribe = ""
    if case is not None and ref is not None:
        headers["Reply-To"] = references.with_name(services.organisation().name, references.reply_address(ref))
        headers.update(envelope.thread(case, person))
        unsubscribe = envelope.unsubscribe_url(person, case)
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = _subject(news, letter)
    answer = ""
    may_answer = case and news.question is None and kind != "cases.noted" and not case.subject.is_protected
    if case and may_answer and person.is_agent:
        answer = references.reply_address(Ref(case.number, ANSWER, person.pk)) if references.is_plus_addressed() else ""
    text, html = envelope.render(
        letter, line=subject if case else "", ref=str(ref or ""), unsubscribe=unsubscribe,
        answer_address=answer, answer_subject=subject, why=_why(news),
    )  # fmt: skip
    return envelope.store(
        made_id, key, references.message_id(made_id, ref), letter.to or person.email, subject, text, html, headers,
        event=news.event, person=person, topic=_topic(news),
    )  # fmt: skip


def _ref_kind(news: News) -> str:
    """What a reply to this mail becomes."""
    if news.question is not None:
        return QUESTION
    if news.event.kind == "cases.noted":
        return NOTE
    return NEWS if news.is_staff else REPLY


def _why(news: News) -> str:
    if news.case is None:
        return ""
    if news.question is not None and not news.person.is_agent:
        return _("You get this mail because second line asks for your input.")
    if news.person.pk == news.case.reporter_id:
        return _("You get this mail because you reported the case.")
    if news.is_staff:
        return _("You get this mail because you work with the case.")
    return _("You get this mail because you follow the case.")


# --- finding back


def case_of(topic: str) -> Case | None:
    """The case whose name a delivery carries."""
    noun, _colon, key = topic.partition(":")
    if noun != "case":
        return None
    try:
        return Case.objects.select_related("subject", "assignee").filter(pk=UUID(key)).first()
    except ValueError:
        return None


def troubled_topics(person: Person) -> set[str]:
    """Topics of mail that did not reach the person."""
    mine = Delivery.objects.filter(person=person).exclude(topic="")
    return set(mine.filter(work=Delivery.Stage.FAILED).values_list("topic", flat=True)) | set(
        mine.filter(bounced_at__isnull=False).values_list("topic", flat=True)
    )
