"""Why somebody may not do something with an order or a step of it, in words; ``None`` when they may.

The pages offer what this permits, and the verbs refuse what it does not: one answer for both. What a form lacks (a file, a
reason) is no matter of this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.orders import policy
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.policy import is_asked, is_own
from bollkoll.orders.queries.review import TYPE as REVIEW
from bollkoll.orders.queries.whom import is_same
from bollkoll.people.actor import Actor

APPROVING = ("approve", "decline")
DOING = ("claim", "finish_step", "refuse_check", "return_order", "confirm_need")
OF_RUN = (*APPROVING, *DOING, "put_back", "ask_instead")
OF_ORDER = ("change_order", "withdraw", "cancel")


@dataclass(frozen=True)
class No:
    """``code``: as the refusal has it; ``""`` when it is none of the actor's business at all."""

    words: str
    code: str


NOT_YOURS = No("", "")


def permit(verb: str, actor: Actor, run: Run) -> None:
    """Raises what the answer says: :class:`NotAllowed`, or :class:`Refused` with the words."""
    asked = list(run.asked.select_related("person", "team", "run__order__case"))
    _raise(verb, why_not(verb, actor, run, asked, performed(run)))


def permit_order(verb: str, actor: Actor, order: Order) -> None:
    _raise(verb, why_not_order(verb, actor, order))


def _raise(verb: str, no: No | None) -> None:
    if no is None:
        return
    if not no.code:
        raise NotAllowed(f"orders.{verb}")
    raise Refused(no.words, no.code)


def performed(run: Run) -> Run | None:
    """The turn of the step that this one checks."""
    if not run.checks:
        return None
    done = run.order.runs.filter(step=run.checks, state=Run.State.DONE, is_past=False)
    return done.select_related("done_by", "message").first()


# Of a turn of a step


def why_not(verb: str, actor: Actor, run: Run, asked: Sequence[Asked], checked: Run | None) -> No | None:
    """``asked``: everybody who is asked; ``checked``: the turn that this one checks, when it is a check."""
    if (over := is_over(run)) is not None:
        return over
    if verb == "put_back":
        return _putting_back(actor, run)
    if verb == "ask_instead":
        return _asking_instead(actor, run, asked)
    if verb in APPROVING:
        return _approving(actor, run, asked)
    if checked is not None and actor.person is not None and is_same(checked.done_by, actor.person):
        # said in words before the database says it in its own, also to one who for that reason is not asked
        if checked.done_by_id != actor.person_id:
            return No(
                _(
                    "Somebody of your name did what is to be checked, and the record could not tell you apart. Let another do it."
                ),
                "four_eyes",
            )
        return No(
            _("You did what is to be checked. Somebody else has to look at it, whichever login you use."), "four_eyes"
        )
    if not actor.is_machine and not any(is_asked(actor, one) for one in asked):
        return NOT_YOURS
    return _doing(verb, actor, run, asked, checked)


def is_over(run: Run) -> No | None:
    """What became of a turn that is asked no more."""
    order = run.order
    if run.is_live and order.stage == Order.Stage.RUNNING and order.case.is_open:
        return None
    if run.is_live and order.stage == Order.Stage.CORRECTING:
        return No(_("The order waits to be corrected by the orderer."), "correcting")
    if run.state == Run.State.DONE and run.done_by:
        return No(_("%(name)s has already done it.") % {"name": run.done_by}, "done")
    return No(_("The order has changed meanwhile, and this is no longer asked. Look at it again."), "over")


def _putting_back(actor: Actor, run: Run) -> No | None:
    if run.state != Run.State.CLAIMED:
        return No(_("Nobody has taken it."), "unchanged")
    may = run.claimed_by_id == actor.person_id or actor.is_agent or actor.is_machine
    return None if may else NOT_YOURS


def _asking_instead(actor: Actor, run: Run, asked: Sequence[Asked]) -> No | None:
    if not policy.ask_instead(actor, run.order):
        return NOT_YOURS
    return _of_orderer(asked)


def _of_orderer(asked: Sequence[Asked]) -> No | None:
    if any(one.is_orderer and not one.verdict for one in asked):
        return No(_("This step is the orderer's own: nobody else does it, and nobody takes it alone."), "orderer")
    return None


def _approving(actor: Actor, run: Run, asked: Sequence[Asked]) -> No | None:
    if not run.is_approval:
        return No(_("This step is not an approval."), "no_approval")
    if is_own(actor, run):
        return No(_("Nobody approves an order that is their own or for themselves."), "own")
    mine = [one for one in asked if is_asked(actor, one)]
    if not mine:
        return NOT_YOURS
    return None if any(not one.verdict for one in mine) else No(_("You have already decided."), "decided")


def _doing(verb: str, actor: Actor, run: Run, asked: Sequence[Asked], checked: Run | None) -> No | None:
    stage: Any = run.definition
    is_review = getattr(stage, "ball", "") == "confirm_need"
    if run.is_approval:
        return _approving(actor, run, asked) if verb == "return_order" else No(_NO_DEED[verb](), "approval")
    if verb == "refuse_check" and not run.checks:
        return No(_("Only a check can be refused."), "no_check")
    if is_review != (verb == "confirm_need"):
        return No(_("Go through the accounts: that is the step."), "review") if is_review else NOT_YOURS
    if run.state == Run.State.CLAIMED and (verb == "claim" or run.claimed_by_id != actor.person_id):
        return No(_("%(name)s has already taken it.") % {"name": run.claimed_by}, "taken")
    if verb in ("claim", "return_order") and (theirs := _of_orderer(asked)) is not None:
        return theirs
    if verb == "claim" and _has_it_alone(actor, asked):
        return No(_("It lies with you already."), "unchanged")
    if verb == "finish_step" and getattr(stage, "reads", None) and not (actor.is_agent or actor.is_machine):
        return No(
            _("Whoever does this step has to open protected data, and only agents may. Ask for somebody else."),
            "sealed",
        )
    return None


_NO_DEED = {
    "claim": lambda: _("An approval is not taken; it is given or declined."),
    "finish_step": lambda: _("An approval is not done; it is given or declined."),
    "refuse_check": lambda: _("Only a check can be refused."),
    "confirm_need": lambda: _("An approval is not done; it is given or declined."),
}


def _has_it_alone(actor: Actor, asked: Sequence[Asked]) -> bool:
    left = [one for one in asked if not one.verdict]
    return len(left) == 1 and left[0].person_id is not None and left[0].person_id == actor.person_id


# Of the whole order


def why_not_order(verb: str, actor: Actor, order: Order) -> No | None:
    if not getattr(policy, verb)(actor, order):
        return NOT_YOURS
    if verb == "change_order":
        may = order.is_running or order.stage == Order.Stage.DECLINED
        return None if may and order.case.is_open else No(_("The order is over. Order anew instead."), "over")
    if not order.is_running or not order.case.is_open:
        return No(_("The order is over already."), "over")
    if verb == "withdraw" and not actor.is_machine and order.version.type.key == REVIEW:
        return No(_("The support asks for this once a year. Answer it, or write to us in it."), "asked")
    return None


def why_not_begin_again(actor: Actor, order: Order, run: Run | None) -> No | None:
    """From a step that is done; an approval is given anew when the order is changed, and otherwise stands."""
    if not policy.start_over(actor, order):
        return NOT_YOURS
    if order.stage != Order.Stage.RUNNING or not order.case.is_open:
        return No(_("The order is over. Order anew instead."), "over")
    if run is None or run.is_past or run.state != Run.State.DONE or run.is_approval:
        return No(_("That step has not been begun."), "not_begun")
    return None
