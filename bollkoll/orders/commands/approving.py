"""Approvals: one or all of those asked say yes; one no ends it. Nobody approves their own, by the database."""

from bollkoll.cases.commands.entries import write
from bollkoll.cases.models import Message
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import command, now, record
from bollkoll.orders.commands.engine import advance, end, held
from bollkoll.orders.commands.steps import MOST_TEXT, live, reasoned
from bollkoll.orders.events import Approved, Declined
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.policy import is_asked
from bollkoll.orders.queries.permitted import permit
from bollkoll.people.actor import Actor

Verdict = Asked.Verdict


@command
def approve(actor: Actor, order: Order, *, run: Run, words: str = "") -> Run:
    """Yes. With the rule *all*, the step is over when everybody has said so; else with the first."""
    held(order)
    run, asked = _asked("approve", actor, order, run)
    words = texts.clean(words).strip()[:MOST_TEXT]
    _decide(actor, asked, Verdict.APPROVED, words)
    left = run.asked.filter(verdict="")
    if getattr(run.definition, "rule", "any") == "any" or not left.exists():
        left.update(verdict=Verdict.NOT_NEEDED)
        run.state, run.done_by, run.done_at, run.text = Run.State.DONE, actor.person, now(), words
        run.save(update_fields=["state", "done_by", "done_at", "text"])
    record(Approved(case=order.case, step=run.step))
    advance(order)
    return run


@command
def decline(actor: Actor, order: Order, *, run: Run, reason: str) -> Run:
    """No, and why: the orderer is told, and may change the order and ask again until the matter closes."""
    held(order)
    run, asked = _asked("decline", actor, order, run)
    reason = reasoned(reason)
    _decide(actor, asked, Verdict.DECLINED, reason)
    run.asked.filter(verdict="").update(verdict=Verdict.NOT_NEEDED)
    run.state, run.done_by, run.done_at, run.text = Run.State.REFUSED, actor.person, now(), reason
    kind = Message.Kind.ANSWER if actor.is_staff else Message.Kind.REPLY
    run.message = write(actor, order.case, kind, reason)
    run.save(update_fields=["state", "done_by", "done_at", "text", "message"])
    end(order, Order.Stage.DECLINED, step=Commitment.Step.RECONSIDER)
    record(Declined(case=order.case, step=run.step))
    return run


def _asked(verb: str, actor: Actor, order: Order, run: Run) -> tuple[Run, Asked]:
    run = live(order, run)
    permit(verb, actor, run)
    rows = run.asked.filter(verdict="").select_related("team", "run__order__case")
    return run, next(one for one in rows if is_asked(actor, one))


def _decide(actor: Actor, asked: Asked, verdict: str, words: str) -> None:
    asked.verdict, asked.decided_by, asked.decided_at, asked.reason = verdict, actor.person, now(), words
    asked.save(update_fields=["verdict", "decided_by", "decided_at", "reason"])
