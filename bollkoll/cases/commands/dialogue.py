"""The dialogue: notes, answers, replies."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from bollkoll.cases.commands import timing
from bollkoll.cases.commands.files import attach
from bollkoll.cases.commands.holding import (
    agent_of,
    back_at_the_desk,
    desk_ball,
    here_at_the_desk,
    still_in_third_line,
    who_keeps,
)
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.commands.procedure import end_answers_owed, keep_step, may_end_so, owe_answer
from bollkoll.cases.events import Answered, AnswerWritten, AutoReplied, Noted, Reopened, Replied
from bollkoll.cases.models import Attachment, Case, Message
from bollkoll.cases.queries.recipients import recipients
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

State, Step = Case.State, Commitment.Step


@command
def note(
    actor: Actor,
    case: Case,
    *,
    text: str,
    files: Sequence[Attachment] = (),
    mentioned: Iterable[Person] = (),
    via: str | None = None,
    once: str = "",
) -> Message:
    """Write an internal note. It never leaves the support; mentioned colleagues are told when they may see the case."""
    form = claim(actor.person, "note", once, Message, text, files=files)
    message = _write(actor, case, Message.Kind.NOTE, text, files, via=via, released_at=now())
    keep(form, message)
    told = [p.pk for p in mentioned if p.line and Case.objects.visible_to(Actor(p)).filter(pk=case.pk).exists()]
    record(Noted(case=case, message=message, mentioned=tuple(told)))
    return message


@command
def answer(
    actor: Actor,
    case: Case,
    *,
    text: str,
    then: str = Message.Then.KEEP,
    files: Sequence[Attachment] = (),
    remind_at: datetime | None = None,
    promise_at: datetime | None = None,
    seen: Message | None = None,
    anyway: bool = False,
    undo_for: timedelta | None = None,
    marks: Sequence[str] = (),
    via: str | None = None,
    once: str = "",
) -> Message:
    """Write an answer to the reporter. It goes out ten seconds later (``release_answer``), or ``undo_for`` later; until then
    it can be undone.

    ``seen``: the last message on the page the answer was written from. When somebody has written since, the answer is
    refused once (``newer``), so that two agents do not answer at once; ``anyway`` sends it all the same.
    ``once``: the form's key, so that the same form posted twice is one answer (:class:`AlreadyDone`),
    and with another text is refused (``SentOtherwise``).
    ``marks``: what it does besides (:attr:`Message.marks`). Refused (``on_its_way``) while another answer that does the
    same waits to go out.
    """
    form = claim(actor.person, "answer", once, Message, text, then, remind_at, promise_at, files=files)
    if case.merged_into_id:
        raise Refused(_("The case has been merged into another. Answer there."), "merged")
    if seen is not None and not anyway:
        newer = case.messages.exclude(kind=Message.Kind.NOTE).exclude(author=actor.person_id)
        if newer.filter(written_at__gt=seen.written_at).exists():
            raise Refused(
                _("Somebody has written in the case since you opened it. Read that first; your answer is kept."),
                "newer",
            )
    may_end_so(case, then)
    _not_on_its_way(case, marks)
    release_at = now() + (undo_for or timedelta(seconds=settings.CONFIG.undo_seconds))
    message = _write(
        actor, case, Message.Kind.ANSWER, text, files,
        via=via, then=then, release_at=release_at, remind_at=remind_at, promise_at=promise_at,
        marks=list(marks),
    )  # fmt: skip
    keep(form, message)
    record(AnswerWritten(case=case, message=message))
    return message


def _not_on_its_way(case: Case, marks: Sequence[str]) -> None:
    if not marks:
        return
    for message in case.messages.filter(kind=Message.Kind.ANSWER, released_at=None).select_related("author"):
        if set(marks) & set(message.marks):
            raise Refused(_("%(name)s is already on the way to tell.") % {"name": message.author}, "on_its_way")


@command
def release_answer(actor: Actor, case: Case, *, message: Message) -> Message:
    """Send a written answer: the reporter sees it, state and ball move. Run by the clock when the undo time is over."""
    row = case.messages.select_for_update(no_key=True, of=("self",)).filter(pk=message.pk).first()
    if row is None or row.kind != Message.Kind.ANSWER or row.released_at:
        raise Refused(_("There is no answer waiting to be sent."), "not_waiting")
    row.released_at = now()
    if case.is_in_procedure:  # its steps have begun since: nobody is asked whether it helped
        row.then = Message.Then.KEEP
    row.save(update_fields=["released_at", "then"])
    author = row.author
    if (
        agent_of(case) is None
    ):  # nobody, or somebody who has left since: it was closed then, or is a part of such a case
        case.assignee = author if author is not None and author.is_agent else None
    _after_answer(case, row)
    case.last_contact_at = now()
    case.save(update_fields=["assignee", "state", "solved_at", "last_contact_at"])
    record(Answered(case=case, message=row, then=row.then), actor=Actor(author, "web"))
    return row


def _after_answer(case: Case, row: Message) -> None:
    """What an answer does to the state and to the ball."""
    promised = row.promise_at
    if not case.is_open:
        return
    end_answers_owed(case)
    if case.is_in_procedure:
        if promised:
            keep_step(case, promised_at=promised, promised_by_id=row.author_id)
        return
    if row.then == Message.Then.SOLVED:
        case.state, case.solved_at = State.SOLVED, now()
        days = services.organisation().close_solved_after
        balls.move(case.subject, balls.Ball(step=Step.CONFIRM, look_again_at=now() + timedelta(days=days)))
    elif row.then == Message.Then.WAITING and recipients(case):
        case.state, case.solved_at = State.WAITING_REPORTER, None
        balls.move(
            case.subject,
            balls.Ball(step=Step.REPLY, look_again_at=row.remind_at or timing.waiting_over(case, 24), promised_at=None),
        )
    elif case.is_with_third_line and case.taken_over_by_id is None:
        _third_line_keeps(case, row)
    else:
        case.solved_at = None
        step, person = _whose(case, row)
        case.state = State.WAITING_THIRD_LINE if step == Step.THIRD_LINE else State.IN_PROGRESS
        promised, promise_from = (promised, "") if promised else timing.next_target(case)
        ball = balls.Ball(
            step=step, person=person, promised_at=promised, promise_from=promise_from, promised_by_id=row.author_id,
            look_again_at=row.remind_at or timing.look_again(case, person), is_look_chosen=bool(row.remind_at),
        )  # fmt: skip
        if person is None:  # third line wrote it and has given the case back, and nobody at the desk goes on with it
            ball = replace(desk_ball(case, promised_at=promised), promised_by_id=row.author_id)
            back_at_the_desk(case, ball)
        balls.move(case.subject, ball)


def _third_line_keeps(case: Case, row: Message) -> None:
    """A word in the meantime takes nothing from those who look into it; it keeps what was promised, and may promise anew."""
    old = case.ball
    if not (old.promised_at or row.promise_at or row.remind_at):
        return
    ball = balls.Ball(
        step=old.step, person=old.person, team=old.team, note=old.note, promised_at=row.promise_at,
        promised_by_id=row.author_id,
        look_again_at=row.remind_at or old.look_again_at, is_look_chosen=bool(row.remind_at) or old.is_look_chosen,
    )  # fmt: skip
    balls.move(case.subject, ball, end=Commitment.End.KEPT if old.promised_at else Commitment.End.PASSED)


@command
def reply(
    actor: Actor,
    case: Case,
    *,
    text: str,
    author: Person | None = None,
    files: Sequence[Attachment] = (),
    html: str = "",
    quoted: str = "",
    is_automatic: bool = False,
    via: str | None = None,
    once: str = "",
) -> Message:
    """The reporter's side writes. A reply opens a solved or closed case again; an automatic one only adds itself.

    ``author``: whose words they are when the desk or a mail brings them (default the actor). A reply to a merged case
    lands in the case it was merged into.
    """
    author = author or actor.person
    form = claim(author, "reply", once, Message, text, files=files)
    while case.merged_into_id:
        case = (
            Case.objects.select_for_update(no_key=True, of=("self",))
            .select_related("subject")
            .get(pk=case.merged_into_id)
        )
    message = _write(
        actor, case, Message.Kind.REPLY, text, files,
        via=via, author=author, html=html, quoted=quoted, is_automatic=is_automatic, released_at=now(),
    )  # fmt: skip
    keep(form, message)
    if is_automatic:
        record(AutoReplied(case=case, message=message, person=author.pk if author else None))
        return message
    brought_by = actor.person_id if author != actor.person else None
    record(Replied(case=case, message=message, brought_by=brought_by), actor=Actor(author, actor.via))
    case.last_contact_at = now()
    if case.is_in_procedure:
        owe_answer(case, desk_ball(case))
    elif case.state in (State.SOLVED, State.CLOSED, State.WAITING_REPORTER):
        if case.state != State.WAITING_REPORTER:
            record(Reopened(case=case))
        take_back(case)
    case.save(update_fields=["last_contact_at", "state", "assignee", "solved_at", "closed_at"])
    return message


def _whose(case: Case, row: Message) -> tuple[str, Person | None]:
    """The next step after an answer, and who goes on: third line when it has taken the case over; whoever wrote it when they
    keep the ball, or when nobody else is here for it, and then the case is theirs. Changes ``case`` unsaved."""
    if taker := still_in_third_line(case):
        return Step.THIRD_LINE, taker
    others, author = who_keeps(case), here_at_the_desk(row.author)
    if others is None and author is not None:
        case.assignee = author
    return Step.FOLLOW_UP, author if author and row.then == Message.Then.MINE else others or author


def take_back(case: Case, step: str = Step.ANSWER) -> None:
    """The ball comes to the support again: to whoever goes on with it, else to the desk. Changes ``case`` unsaved."""
    case.solved_at = case.closed_at = None
    if taker := still_in_third_line(case):
        ball, case.state = balls.Ball(step=Step.THIRD_LINE, person=taker), State.WAITING_THIRD_LINE
    else:
        ball = desk_ball(case, step)
        back_at_the_desk(case, ball)
    if case.subject.is_open:
        balls.move(case.subject, ball)
    else:
        balls.reopen_subject(case.subject, ball)


def _write(
    actor: Actor,
    case: Case,
    kind: str,
    text: str,
    files: Sequence[Attachment],
    *,
    author: Person | None = None,
    via: str | None = None,
    **fields,
) -> Message:
    text = texts.clean(text)
    if not text.strip() and not files and not fields.get("html"):
        raise Refused(_("Write something first."), "empty")
    message = Message.objects.create(
        case=case,
        kind=kind,
        author=author or actor.person,
        via=via or actor.via,
        text=text,
        written_at=now(),
        **fields,
    )
    attach(files, message)
    return message
