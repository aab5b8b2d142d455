"""Approvals: one or all of those asked say yes; one no ends it. Nobody approves their own, by the database."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands.entries import write
from bollkoll.cases.models import Message
from bollkoll.kit import text as texts
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.orders.commands.engine import advance, end, held
from bollkoll.orders.commands.steps import MOST_TEXT, live, reasoned
from bollkoll.orders.events import Approved, Declined
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.policy import is_asked, is_own
from bollkoll.people.actor import Actor

Verdict = Asked.Verdict


@command
def approve(actor: Actor, order: Order, *, run: Run, words: str = "") -> Run:
    """Yes. With the rule *all*, the step is over when everybody has said so; else with the first."""
    held(order)
    run, asked = _asked(actor, order, run)
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
    run, asked = _asked(actor, order, run)
    reason = reasoned(reason)
    _decide(actor, asked, Verdict.DECLINED, reason)
    run.asked.filter(verdict="").update(verdict=Verdict.NOT_NEEDED)
    run.state, run.done_by, run.done_at, run.text = Run.State.REFUSED, actor.person, now(), reason
    kind = Message.Kind.ANSWER if actor.is_staff else Message.Kind.REPLY
    run.message = write(actor, order.case, kind, reason)
    run.save(update_fields=["state", "done_by", "done_at", "text", "message"])
    end(order, Order.Stage.DECLINED)
    record(Declined(case=order.case, step=run.step))
    return run


def _asked(actor: Actor, order: Order, run: Run) -> tuple[Run, Asked]:
    run = live(order, run)
    if not run.is_approval:
        raise Refused(_("This step is not an approval."), "no_approval")
    if is_own(actor, run):
        raise Refused(_("Nobody approves an order that is their own or for themselves."), "own")
    rows = list(run.asked.select_related("team", "run__order__case"))
    mine = [one for one in rows if is_asked(actor, one)]
    if not mine:
        raise NotAllowed("orders.approve")
    open_ones = [one for one in mine if not one.verdict]
    if not open_ones:
        raise Refused(_("You have already decided."), "decided")
    return run, open_ones[0]


def _decide(actor: Actor, asked: Asked, verdict: str, words: str) -> None:
    asked.verdict, asked.decided_by, asked.decided_at, asked.reason = verdict, actor.person, now(), words
    asked.save(update_fields=["verdict", "decided_by", "decided_at", "reason"])
