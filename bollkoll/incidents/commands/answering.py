"""One answer to everybody who is affected, in each one's own case and language; to be taken back for a minute."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from bollkoll.cases import commands as cases
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case, Draft, Message
from bollkoll.cases.policy import answer as may_answer
from bollkoll.incidents import rules
from bollkoll.incidents.commands.owed import must_be_seen, must_stand, put_right
from bollkoll.incidents.events import AnswersTakenBack, AnswersWritten
from bollkoll.incidents.models import Affected, Incident, Said, Told
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.log.acting import NotAllowed, Refused, act, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Language, Person

UNDO_FOR = timedelta(minutes=1)
"""So many at once are looked through once more: a minute, not ten seconds."""


@dataclass
class Outcome:
    """What became of one answer to all. ``refused``: the reporter, and why."""

    said: Said
    written: list[Told] = field(default_factory=list)
    refused: list[tuple[Affected, str]] = field(default_factory=list)


def text_to(affected: Affected, *, text_sv: str, text_en: str) -> str:
    """The text as this reporter gets it. Without a text in English everybody gets the Swedish one."""
    is_english = speaks_english(affected.person) and bool(text_en.strip())
    number = affected.case.number if affected.case else None
    return rules.greeted(
        text_en if is_english else text_sv, name=affected.person.first_name, number=number, is_english=is_english
    )


def speaks_english(person: Person) -> bool:
    return person.language == Language.ENGLISH


@command
def answer_all(
    actor: Actor,
    incident: Incident,
    *,
    affected: Iterable[Affected],
    text_sv: str,
    text_en: str = "",
    is_final: bool = False,
    then: str = Message.Then.KEEP,
    once: str = "",
    seen: int | None = None,
) -> Outcome:
    """Write an answer in each one's case, and a mail to those who have none. They go a minute later; what is refused
    concerns its own reporter only.

    ``is_final``: it is the final answer, which the ledger waits for. ``then``: what becomes of each case. ``once``: the
    form's key. ``seen``: what the page had seen. Refused when somebody has answered them since (``changed``), or an answer
    to any of them is still on its way (``on_its_way``): nobody gets two that do not know of one another.
    """
    must_stand(incident)
    form = claim(actor.person, "answer_all", once, Said, text_sv, text_en, is_final, then)
    text_sv, text_en = texts.clean(text_sv), texts.clean(text_en)
    if not text_sv.strip():
        raise Refused(_("Write something first."), "empty")
    must_be_seen(incident, seen, meanwhile.ANSWERS)
    keys = [row.pk for row in affected]
    _must_have_gone(keys)
    rows = Affected.objects.filter(incident=incident, pk__in=keys).select_related("person", "case__subject")
    # To say that it is over is the incident's matter: a final answer may be given to some while it goes on.
    stage = Said.Stage.END if is_final and not incident.is_unresolved else Said.Stage.UPDATE
    said = Said.objects.create(
        incident=incident, stage=stage, text_sv=text_sv, text_en=text_en, by=actor.person, at=now()
    )
    outcome = Outcome(said)
    for row in rows:
        text = text_to(row, text_sv=text_sv, text_en=text_en)
        try:
            message = _in_case(actor, row.case, text, then) if row.case else None
        except Refused as refusal:
            outcome.refused.append((row, str(refusal.message)))
            continue
        except NotAllowed:
            outcome.refused.append((row, _("You may not answer in this case.")))
            continue
        release_at = message.release_at if message and message.release_at else now() + UNDO_FOR
        told = Told.objects.create(affected=row, said=said, message=message, is_final=is_final, release_at=release_at)
        outcome.written.append(told)
    if not outcome.written:
        raise Refused(outcome.refused[0][1] if outcome.refused else _("Tick at least one reporter."), "nobody")
    keep(form, said)
    record(AnswersWritten(incident=incident, said=said.pk, count=len(outcome.written)))
    put_right(incident)
    return outcome


def _must_have_gone(keys: list[int]) -> None:
    waits = Told.objects.filter(affected__in=keys, at=None).select_related("said__by").first()
    if waits is not None:
        words = _(
            "%(name)s has just answered them, and it goes out within a minute. Wait for it, or let it be taken back."
        )
        raise Refused(words % {"name": waits.said.by or _("The system")}, "on_its_way")


def _in_case(actor: Actor, case: Case, text: str, then: str) -> Message:
    if not may_answer(actor, case):
        raise NotAllowed("incidents.answer_all")
    with act(actor):
        message: Message = cases.answer(actor, case, text=text, then=case.then_after(then), undo_for=UNDO_FOR)
    return message


@command
def take_back_answers(actor: Actor, incident: Incident, *, said: Said) -> int:
    """Take back all of one answer that has not gone yet: by whoever wrote it, and nothing of anybody else's. What was
    written is their draft again, for those it was taken back from. Returns how many; refused when all have gone."""
    if said.by_id != actor.person_id:
        raise Refused(_("Only %(name)s can take it back, who wrote it.") % {"name": said.by}, "not_yours")
    back: list[Told] = []
    rows = Told.objects.filter(said=said, said__incident=incident, at=None).select_related("message__case__subject")
    for told in list(rows):
        if told.message is None:
            Told.objects.filter(pk=told.pk).delete()
            back.append(told)
            continue
        try:
            with act(actor):
                cases.undo_answer(actor, told.message.case, message=told.message)  # its row goes along
            back.append(told)
        except (Refused, NotAllowed):
            continue
    if not back:
        raise Refused(_("The answers have been sent and cannot be taken back."), "sent")
    _keep_as_draft(incident, said, back)
    if not Told.objects.filter(said=said).exists():
        said.delete()
    record(AnswersTakenBack(incident=incident, count=len(back)))
    put_right(incident)
    return len(back)


def draft_key(incident: Incident) -> str:
    """The name of somebody's draft of an answer to all."""
    return f"incident:{incident.number}:answer"


def _keep_as_draft(incident: Incident, said: Said, back: list[Told]) -> None:
    """The form as it was sent. What its writer has begun meanwhile stands after it: neither is lost."""
    messages = [told.message for told in back if told.message]
    solves = bool(messages) and all(one.then == Message.Then.SOLVED for one in messages)
    begun = Draft.objects.filter(person=said.by, key=draft_key(incident)).first()
    fields = {
        "then": Message.Then.SOLVED if solves else Message.Then.KEEP,
        "is_final": "on" if any(told.is_final for told in back) else "",
        "affected": [str(told.affected_id) for told in back],
    }
    for name in ("text_sv", "text_en"):
        newer = str(begun.fields.get(name, "")).strip() if begun else ""
        parts = [getattr(said, name).strip(), newer]
        fields[name] = "\n\n".join(dict.fromkeys(part for part in parts if part))
    kept = {"fields": fields, "saved_at": now(), "window": ""}
    Draft.objects.update_or_create(person=said.by, key=draft_key(incident), defaults=kept)
