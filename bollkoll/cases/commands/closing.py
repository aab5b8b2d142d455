"""Solved, closed, thanked."""

from datetime import timedelta

from django.utils.translation import gettext as _

from bollkoll.cases.commands.asking import withdraw_all
from bollkoll.cases.commands.dialogue import _write, take_back
from bollkoll.cases.commands.procedure import not_in_procedure
from bollkoll.cases.events import Closed, Confirmed, DidNotHelp, Replied, Solved, Thanked
from bollkoll.cases.models import Case, Message, Thanks
from bollkoll.cases.queries.holding import promised_beside
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services

State = Case.State


@command
def solve(actor: Actor, case: Case) -> Case:
    """Mark as solved without an answer (it was said by telephone). The reporter is asked whether it helped."""
    if not case.is_open:
        raise Refused(_("The case is already closed."), "closed")
    not_in_procedure(case)
    case.state, case.solved_at = State.SOLVED, now()
    case.assignee = case.assignee or actor.person
    case.save(update_fields=["state", "solved_at", "assignee"])
    days = services.organisation().close_solved_after
    balls.move(case.subject, balls.Ball(step=Commitment.Step.CONFIRM, look_again_at=now() + timedelta(days=days)))
    record(Solved(case=case))
    return case


@command
def close(actor: Actor, case: Case, *, reason: str = "") -> Case:
    """Close at once, without waiting for the reporter's word (spam, a double, withdrawn)."""
    if not case.is_open:
        raise Refused(_("The case is already closed."), "closed")
    not_in_procedure(case)
    lay_down(case, end=Commitment.End.RELEASED, reason=texts.one_line(reason, 200).text)
    return case


@command
def close_silent(actor: Actor, case: Case) -> Case:
    """Solved, and nobody has said anything for the configured days: the clock closes it, unless somebody is still to call."""
    if case.state != State.SOLVED or case.ball is None or case.ball.look_again_at > now():
        raise Refused(_("It is not due yet."), "not_due")
    if promised_beside(case.subject_id).exists():
        raise Refused(_("It is not due yet."), "not_due")
    lay_down(case)
    return case


def lay_down(case: Case, *, end: str = Commitment.End.KEPT, reason: str = "") -> None:
    case.state, case.closed_at = State.CLOSED, now()
    case.solved_at = case.solved_at or now()
    case.save(update_fields=["state", "closed_at", "solved_at"])
    withdraw_all(case)
    balls.close_subject(case.subject, end=end, reason=reason)
    record(Closed(case=case))


@command
def confirm_solved(actor: Actor, case: Case) -> Case:
    """The reporter says that it is solved: nothing more is owed."""
    if not case.is_open:
        raise Refused(_("The case is already closed."), "closed")
    not_in_procedure(case)
    record(Confirmed(case=case))
    lay_down(case)
    return case


@command
def say_thanks(actor: Actor, case: Case, *, rating: int | None = None, words: str = "") -> Thanks:
    """The reporter's thanks: a rating of 1–5, words, or both. Saying it again replaces it. A solved case then closes."""
    thanks, _made = Thanks.objects.update_or_create(
        case=case,
        defaults={
            "person": actor.person or case.reporter,
            "helped": True,
            "rating": rating,
            "words": texts.clean(words)[:2000],
            "said_at": now(),
        },
    )
    record(Thanked(case=case, rating=rating))
    if case.state == State.SOLVED and case.is_open:
        lay_down(case)
    return thanks


@command
def say_it_did_not_help(actor: Actor, case: Case, *, text: str) -> Message:
    """It was marked as solved and is not: the ball comes back with what the reporter says."""
    Thanks.objects.filter(case=case).delete()
    message = _write(actor, case, Message.Kind.REPLY, text, (), released_at=now())
    case.last_contact_at = now()
    record(DidNotHelp(case=case))
    record(Replied(case=case, message=message))
    take_back(case)
    case.save(update_fields=["last_contact_at", "state", "assignee", "solved_at", "closed_at"])
    return message
