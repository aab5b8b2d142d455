"""What a mail becomes: a case, a reply, a note, an answer, an automatic reply. Called inside commands, in their act.

Whole text is kept: what the author wrote is the text, what they quoted is folded beside it, the sanitised HTML is
kept for who wants to see it. What they forward, or answer in, is no quotation but what they want to say. A file that
may not be kept as a file stays in the raw mail, and a line of the message says so.
"""

from dataclasses import dataclass
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Attachment, Case, Message, Question
from bollkoll.cases.policy import answer_question
from bollkoll.channels.email import rules
from bollkoll.channels.email.commands import bouncing
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.channels.email.routing import Decision
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person

Outcome = InboundMail.Outcome
VIA = "mail"


@dataclass(frozen=True)
class Became:
    case: Case | None = None
    message: Message | None = None


def carry_out(mail: InboundMail, parsed: ParsedMail, decision: Decision) -> Became:
    """Do what was decided, as the person who wrote the mail."""
    if decision.outcome == Outcome.BOUNCE and decision.delivery is not None:
        bouncing.returned(decision.delivery, parsed)
    if decision.outcome == Outcome.BOUNCE and decision.returned is not None:
        bouncing.returned_to_its_owner(decision.returned, parsed)
    person, of = decision.person, decision.case
    if person is None:
        return Became(of)
    actor = Actor(person, VIA)
    if decision.outcome == Outcome.OPENED:
        opened = open_case(mail, parsed, actor, reporter=person)
        return Became(opened, opened.messages.first())
    if of is None:
        return Became()
    if decision.outcome == Outcome.ASKED and decision.question is not None:
        say_in_question(parsed, actor, decision.question)
        return Became(of)
    match decision.outcome:
        case Outcome.REPLIED | Outcome.AUTO_REPLY:
            is_automatic = decision.outcome == Outcome.AUTO_REPLY
            message = reply(mail, parsed, actor, of, author=person, is_automatic=is_automatic)
        case Outcome.NOTED:
            message = note(mail, parsed, actor, of)
        case Outcome.ANSWERED:
            message = answer(mail, parsed, actor, of)
        case _:
            return Became(of)
    return Became(message.case, message)


def open_case(mail: InboundMail, parsed: ParsedMail, actor: Actor, *, reporter: Person) -> Case:
    text, quoted = parsed.words(is_first=True)
    files, lost = keep_files(parsed, actor)
    return cases.open_case(
        actor, None, title=masked(rules.bare_subject(parsed.subject)), text=with_lost(text, lost), quoted=quoted,
        html=parsed.html or "", files=files, reporter=reporter,
        institution=institution_of(reporter, mail.sender_address), via=VIA,
    )  # fmt: skip


def reply(
    mail: InboundMail, parsed: ParsedMail, actor: Actor, case: Case, *, author: Person, is_automatic: bool = False
) -> Message:
    text, quoted = parsed.words()
    files, lost = keep_files(parsed, actor)
    return cases.reply(
        actor, case, text=with_lost(text, lost) or empty(), quoted=quoted, html=parsed.html or "", files=files,
        author=author, is_automatic=is_automatic, via=VIA,
    )  # fmt: skip


def note(mail: InboundMail, parsed: ParsedMail, actor: Actor, case: Case) -> Message:
    files, lost = keep_files(parsed, actor)
    return cases.note(actor, case, text=with_lost(parsed.words()[0], lost) or empty(), files=files, via=VIA)


def answer(mail: InboundMail, parsed: ParsedMail, actor: Actor, case: Case) -> Message:
    """An agent's answer by mail; it can be undone on the page like any other before it goes."""
    files, lost = keep_files(parsed, actor)
    return cases.answer(actor, case, text=with_lost(parsed.words()[0], lost), files=files, via=VIA)


def say_in_question(parsed: ParsedMail, actor: Actor, question: Question) -> None:
    """Into the question's thread: input when whoever writes is asked and it waits, else more in the thread. Never more
    than that, whoever writes it."""
    files, lost = keep_files(parsed, actor)
    text = with_lost(parsed.words()[0], lost) or empty()
    question.refresh_from_db(fields=["state"])
    is_asked = question.is_open and answer_question(actor, question)
    say = cases.answer_question if is_asked else cases.comment_on_question
    say(actor, question, text=text, files=files, via=VIA)


def empty() -> str:
    with translation.override("sv"):
        return _("(empty message)")


def with_lost(text: str, lost: list[str]) -> str:
    return "\n\n".join(filter(None, [text.rstrip(), *lost]))


def keep_files(parsed: ParsedMail, actor: Actor) -> tuple[list[Attachment], list[str]]:
    """The mail's files as attachments, and a line for each that may not be kept as a file (it stays in the raw mail)."""
    files, lost = [], []
    for part in parsed.attachments:
        try:
            files.append(
                cases.upload_file(
                    actor,
                    None,
                    file=BytesIO(part.content),
                    name=part.name,
                    content_id=part.content_id,
                    is_inline=part.inline,
                )
            )
        except Refused as refusal:
            with translation.override("sv"):
                lost.append(
                    _("[The file %(name)s is kept only in the original mail: %(why)s]")
                    % {"name": part.name, "why": str(refusal.message)}
                )
    return files, lost


def institution_of(person: Person, address: str) -> Institution | None:
    """Of several institutions, the one whose domain the mail came from; else the first (the desk can move it)."""
    roles = person.roles.active().filter(institution__ended_at=None).select_related("institution").order_by("pk")
    domain = address.rpartition("@")[2].lower()
    for role in roles:
        own = role.institution.domain.lower()
        if own and (domain == own or domain.endswith(f".{own}")):
            return role.institution
    return None
