"""Be om underlag: an agent asks third line, the case stays where it is, and a side ball says who owes the input.

The question is locked first in every verb, after the case where the case is the subject, so nobody waits in a ring.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases.commands.files import attach_to_question
from bollkoll.cases.commands.holding import still_at_the_desk
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.commands.whom import instead_of, must_answer, whom_to_ask
from bollkoll.cases.events.asking import (
    InputAskedFor,
    QuestionAnswered,
    QuestionChased,
    QuestionCommented,
    QuestionMoved,
    QuestionPassedOn,
    QuestionRaised,
    QuestionReturned,
    QuestionWithdrawn,
)
from bollkoll.cases.models import Attachment, Case, Contribution, Message, Question
from bollkoll.cases.queries.asking import may_be_sent
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Team

State, Step, Kind, End = Question.State, Commitment.Step, Contribution.Kind, Commitment.End


@command
def ask_for_input(
    actor: Actor,
    case: Case,
    *,
    text: str,
    team: Team | None = None,
    person: Person | None = None,
    sent: Sequence[Message] = (),
    look_again_at: datetime | None = None,
    once: str = "",
) -> Question:
    """Ask a third-line team, or one person of third line. Somebody who is away is replaced by their deputy or team.

    ``sent``: messages of the case that they may read beside the report. In a protected case only named persons are
    asked, never a team.
    """
    form = claim(actor.person, "ask", once, Question, text, team, person)
    if actor.person is None:
        raise Refused(_("Only a person can ask for input."), "nobody")
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    asked_team, asked_person = whom_to_ask(case, team, person)
    ball = balls.add_side_ball(case.subject, _ball(asked_team, asked_person, look_again_at))
    question = Question.objects.create(
        case=case, asker=actor.person, team=asked_team, person=asked_person, ball=ball, asked_at=now()
    )
    question.sent.set(may_be_sent(case).filter(pk__in=[message.pk for message in sent]))
    said = _write(actor, question, Kind.QUESTION, text)
    keep(form, question)
    record(InputAskedFor(case=case, question=question, said=said))
    return question


@command
def answer_question(
    actor: Actor, question: Question, *, text: str, files: Sequence[Attachment] = (), via: str | None = None
) -> Contribution:
    """Third line gives its input: the ball is kept, and the agent has what they asked for."""
    _must_be_open(question)
    said = _write(actor, question, Kind.ANSWER, text, via, files)
    _end(question, State.ANSWERED, End.KEPT)
    record(QuestionAnswered(case=question.case, question=question, said=said))
    return said


@command
def return_question(actor: Actor, question: Question, *, reason: str) -> Contribution:
    """Third line says that it is not theirs, or cannot be answered, and why."""
    _must_be_open(question)
    said = _write(actor, question, Kind.RETURN, reason)
    _end(question, State.RETURNED, End.RELEASED, texts.one_line(reason, 200).text)
    record(QuestionReturned(case=question.case, question=question, said=said))
    return said


@command
def pass_question_on(actor: Actor, question: Question, *, team: Team, reason: str) -> Question:
    """Third line knows who can answer: another team is asked instead, with a time of its own."""
    _must_be_open(question)
    if question.person_id is None and question.team_id == team.pk:
        raise Refused(_("%(name)s is already asked.") % {"name": team}, "unchanged")
    must_answer(question.case, team)
    said = _write(actor, question, Kind.PASS, reason)
    question.chased_at = question.raised_at = None
    _ask_instead(question, team, None, End.PASSED)
    record(QuestionPassedOn(case=question.case, question=question, said=said, team=team.pk))
    return question


@command
def withdraw_question(actor: Actor, question: Question, *, reason: str = "") -> Question:
    """The agent does not need the input any more."""
    _must_be_open(question)
    if reason.strip():
        _write(actor, question, Kind.WITHDRAWAL, reason)
    _end(question, State.WITHDRAWN, End.RELEASED)
    record(QuestionWithdrawn(case=question.case, question=question))
    return question


@command
def comment_on_question(
    actor: Actor, question: Question, *, text: str, files: Sequence[Attachment] = (), via: str | None = None
) -> Contribution:
    """Write more in the thread, whatever its state: told to the other side, and never to the reporter."""
    said = _write(actor, question, Kind.COMMENT, text, via, files)
    record(QuestionCommented(case=question.case, question=question, said=said, is_from_desk=actor.is_agent))
    return said


@command
def ask_again(actor: Actor, question: Question, *, text: str, files: Sequence[Attachment] = ()) -> Question:
    """What came was no answer (“I am looking into it”), or gives rise to more: the question waits again, with whoever has
    it, with a time of its own."""
    if question.is_open:
        raise Refused(_("The question waits for input already."), "unchanged")
    if not question.case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    team, person = whom_to_ask(question.case, question.team, question.person)
    said = _write(actor, question, Kind.QUESTION, text, files=files)
    question.state, question.ended_at, question.chased_at, question.raised_at = State.OPEN, None, None, None
    question.team, question.person = team, person
    question.ball = balls.add_side_ball(question.case.subject, _ball(team, person))
    question.save(update_fields=["state", "ended_at", "chased_at", "raised_at", "team", "person", "ball"])
    record(InputAskedFor(case=question.case, question=question, said=said))
    return question


@command
def chase(actor: Actor, question: Question) -> Question:
    """The time has passed: remind whoever is asked, once; the next time the agent gets the ball."""
    _must_be_open(question)
    ball = question.ball
    if ball is None or ball.step != Step.INPUT or ball.look_again_at > now():
        raise Refused(_("It is not due yet."), "not_due")
    if question.chased_at is not None:
        _raise(question)
        return question
    question.chased_at = now()
    _ask_instead(question, question.team, question.person, End.PASSED)
    record(QuestionChased(case=question.case, question=question))
    return question


# Called by other verbs of the case, in their act


def withdraw_all(case: Case) -> None:
    """The case closes: nobody needs the input any more, and whoever is asked is told."""
    for question in _locked(case):
        _end(question, State.WITHDRAWN, End.RELEASED)
        record(QuestionWithdrawn(case=case, question=question))


def take_back_unseen(case: Case) -> None:
    """The case has become one that only named persons see: what others were asked goes to the agent."""
    if not case.subject.is_protected:
        return
    named = set(case.named.values_list("person", flat=True))
    for question in _locked(case):
        ball = question.ball
        if ball is not None and ball.step == Step.INPUT and ball.person_id not in named:
            _raise(question)


def ask_others(case: Case, person: Person) -> bool:
    """``person`` is not here: their questions go to their deputy, else to the team asked, else back to the agent.
    Whether there were any."""
    found = [q for q in _locked(case) if q.ball and q.ball.step == Step.INPUT and q.ball.person_id == person.pk]
    for question in found:
        team, deputy = instead_of(case, question.team, person)
        if team is None and deputy is None:
            _raise(question)
            continue
        assert question.ball is not None
        _ask_instead(question, team, deputy, End.PASSED, _chosen(question.ball))
        record(QuestionMoved(case=case, question=question, person=person.pk))
    return bool(found)


def move_side_ball(case: Case, old: Commitment, ball: balls.Ball) -> Commitment:
    """Give a side ball of the case a new holder. A question goes on with the new one."""
    made = balls.add_side_ball(case.subject, ball, old=old)
    Question.objects.filter(ball=old).update(ball=made)
    balls.end_ball(old, end=End.PASSED)
    return made


def _locked(case: Case) -> list[Question]:
    rows = Question.objects.open().filter(case=case).select_for_update(no_key=True, of=("self",))
    return list(rows.select_related("ball", "team", "person", "asker", "case__subject").order_by("pk"))


# The ball


def _ball(team: Team | None, person: Person | None, look_again_at: datetime | None = None) -> balls.Ball:
    chosen = look_again_at is not None
    return balls.Ball(step=Step.INPUT, person=person, team=team, look_again_at=look_again_at, is_look_chosen=chosen)


def _chosen(ball: Commitment) -> datetime | None:
    """The time that the asker chose, which is the same whoever is asked."""
    return ball.look_again_at if ball.is_look_chosen else None


def _ask_instead(
    question: Question, team: Team | None, person: Person | None, end: str, look_again_at: datetime | None = None
) -> None:
    """Somebody else is asked, or the same again: a new side ball takes the place of the old one."""
    question.team, question.person = team, person
    _exchange(question, _ball(team, person, look_again_at), end)


def _exchange(question: Question, ball: balls.Ball, end: str) -> None:
    old = question.ball
    question.ball = balls.add_side_ball(question.case.subject, ball)
    question.save(update_fields=["team", "person", "ball", "chased_at", "raised_at"])
    if old is not None:
        balls.end_ball(old, end=end)


def _raise(question: Question) -> None:
    """The agent gets the ball: who asked, else who has the case, else the desk. The question may still be answered."""
    question.raised_at = now()
    holder = _agent_for(question)
    _exchange(
        question,
        balls.Ball(step=Step.FOLLOW_UP, person=holder, team=None if holder else services.desk_team()),
        End.PASSED,
    )
    record(QuestionRaised(case=question.case, question=question, person=holder.pk if holder else None))


def _agent_for(question: Question) -> Person | None:
    for key in dict.fromkeys(filter(None, (question.asker_id, question.case.assignee_id))):
        agent = still_at_the_desk(key)
        if (
            agent
            and not people.is_away(agent)
            and Case.objects.visible_to(Actor(agent)).filter(pk=question.case_id).exists()
        ):
            return agent
    return None


def _end(question: Question, state: str, end: str, reason: str = "") -> None:
    ball, question.ball = question.ball, None
    question.state, question.ended_at = state, now()
    question.save(update_fields=["state", "ended_at", "ball"])
    if ball is not None:
        balls.end_ball(ball, end=end, reason=reason)


def _must_be_open(question: Question) -> None:
    if not question.is_open:
        raise Refused(_("The question is already %(state)s.") % {"state": question.get_state_display()}, "ended")


def _write(
    actor: Actor, question: Question, kind: str, text: str, via: str | None = None, files: Sequence[Attachment] = ()
) -> Contribution:
    text = texts.clean(text)
    if not text.strip() and not files:
        raise Refused(_("Write something first."), "empty")
    said = Contribution.objects.create(
        question=question, kind=kind, author=actor.person, via=via or actor.via, text=text, said_at=now()
    )
    attach_to_question(files, said)
    return said
