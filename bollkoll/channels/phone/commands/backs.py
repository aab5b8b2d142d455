"""Promised calls: a side ball with a time, held by an agent, until the caller has been reached."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.phone.events import (
    CallBackGiven,
    CallBackMoved,
    CallBackPromised,
    CalledBack,
    NotReached,
)
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit.text import one_line
from bollkoll.log.acting import Refused, command, record, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

Step, End = Commitment.Step, Commitment.End


@command
def promise_call_back(actor: Actor, case: Case, *, at: datetime, note: str = "") -> Commitment:
    """Promise the reporter to call at a time. A ball of its own beside the case's, with the one who promises."""
    if actor.person is None:
        raise Refused(_("Only a person can promise to call."), "nobody")
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    ball = balls.add_side_ball(case.subject, _ball(at, actor.person, note))
    record(CallBackPromised(case=case, ball=ball))
    return ball


@command
def move_call_back(actor: Actor, case: Case, *, ball: Commitment, at: datetime, reason: str = "moved") -> Commitment:
    """Another time, by agreement (``moved``) or since nobody answered (``no_answer``). Whoever moves it has it then."""
    _must_be_owed(ball)
    made = balls.add_side_ball(case.subject, _ball(at, actor.person or ball.person, ball.note), old=ball)
    balls.end_ball(ball, end=End.PASSED)
    fact = NotReached if reason == "no_answer" else CallBackMoved
    record(fact(case=case, ball=made, reason=reason))
    return made


@command
def end_call_back(actor: Actor, case: Case, *, ball: Commitment) -> None:
    """The caller has been reached: the promise is kept."""
    _must_be_owed(ball)
    balls.end_ball(ball, end=End.KEPT)
    record(CalledBack(case=case, ball=ball))


@command
def give_call_back(actor: Actor, case: Case, *, ball: Commitment) -> Commitment:
    """Whoever had promised may not see the case any more: the agent of the case has it, else the desk. Time and promise
    stay."""
    _must_be_owed(ball)
    holder = case.assignee if case.assignee and case.assignee.is_agent else None
    if holder is not None and not Case.objects.visible_to(Actor(holder)).filter(pk=case.pk).exists():
        holder = None
    made = balls.add_side_ball(case.subject, _ball(ball.due_at, holder, ball.note), old=ball)
    balls.end_ball(ball, end=End.PASSED)
    record(CallBackGiven(case=case, ball=made, person=holder.pk if holder else None))
    return made


def _ball(at: datetime, person: Person | None, note: str) -> balls.Ball:
    return balls.Ball(
        step=Step.CALL_BACK, person=person, team=None if person else services.desk_team(),
        look_again_at=at, promised_at=at, note=one_line(note, 200).text,
    )  # fmt: skip


def _must_be_owed(ball: Commitment) -> None:
    if ball.step != Step.CALL_BACK or reread(ball).ended_at is not None or hasattr(ball, "main_of"):
        raise Refused(_("Somebody has already called, or given the call another time."), "ended")
