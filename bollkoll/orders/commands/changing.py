"""An order is returned, corrected, changed, begun again from a step, or stopped. What was done before is kept."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands.closing import lay_down
from bollkoll.cases.commands.entries import write
from bollkoll.cases.models import Attachment, Case, Message
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands import effects
from bollkoll.orders.commands.engine import advance, begin_again, cancel_runs, held, put_right, release_balls
from bollkoll.orders.commands.ordering import name_user, report, title_of
from bollkoll.orders.commands.private import keep_private
from bollkoll.orders.commands.steps import MOST_TEXT, live, reasoned
from bollkoll.orders.events import Cancelled, Changed, Returned, StartedOver
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries.before import of_orderer
from bollkoll.orders.queries.permitted import permit, permit_order, why_not_begin_again
from bollkoll.people.actor import Actor

MOST_ROWS = 500


@command
def return_order(actor: Actor, order: Order, *, run: Run, reason: str, rows: str = "", step: str = "") -> Order:
    """Back to the orderer, who has the ball: what is wrong, and in which rows when it is a file. ``step``: a step of theirs
    that is to be done once more (a signed scan that is the wrong one); the form stays as it is then."""
    held(order)
    run = live(order, run)
    permit("return_order", actor, run)
    reason, rows = reasoned(reason), texts.one_line(rows, MOST_ROWS).text
    where = _("Rows: %(rows)s") % {"rows": rows}
    words = f"{reason}\n\n{where}" if rows else reason
    run.message = write(actor, order.case, Message.Kind.ANSWER if actor.is_staff else Message.Kind.REPLY, words)
    run.state, run.done_by, run.done_at, run.text = Run.State.RETURNED, actor.person, now(), words
    run.save(update_fields=["state", "done_by", "done_at", "text", "message"])
    if step:
        if step not in [stage.key for stage in of_orderer(order)]:
            raise Refused(_("That step has not been begun."), "not_begun")
        return _once_more(order, step, run.message)
    order.stage = Order.Stage.CORRECTING
    order.correction = {"reason": reason, "rows": rows, "step": run.step}
    order.save(update_fields=["stage", "correction"])
    record(Returned(case=order.case, step=run.step))
    put_right(order)
    return order


@command
def change_order(
    actor: Actor,
    order: Order,
    *,
    values: dict[str, Any],
    private: dict[str, str] | None = None,
    files: Sequence[Attachment] = (),
    words: str = "",
) -> Order:
    """The orderer corrects or changes the order. With another value everything is begun again, approvals and steps, unless
    its field says otherwise: what was approved, examined or checked was another order, and a page of it that somebody has
    open is refused. What lasts stays done (a signature), unless it is for somebody else now.

    ``values``: the whole form again, without what is private. ``files``: those that are new.
    """
    held(order)
    case, definition = order.case, order.definition
    permit_order("change_order", actor, order)
    changed = {one.key for one in definition.fields if values.get(one.key) != order.values.get(one.key)}
    changed |= set(private or ())
    words = texts.clean(words).strip()[:MOST_TEXT]
    if not changed and not words:
        raise Refused(_("Nothing has been changed."), "unchanged")
    effects.require(definition, values, case.institution, order)
    was, correction = order.stage, order.correction
    order.values, order.form_round = values, order.form_round + 1
    order.stage, order.ended_at, order.correction = Order.Stage.RUNNING, None, {}
    name_user(order)
    order.save()
    keep_private(actor, order, private or {})
    _rename(case, order)
    said = "\n\n".join(part for part in (words, report(definition, values)) if part)
    write(actor, case, Message.Kind.REPLY, said, files)
    is_another = any(one.key in changed and one.reapproval for one in definition.fields)
    begun = order.runs.filter(is_approval=True, is_past=False).exclude(state=Run.State.CANCELLED).exists()
    if was == Order.Stage.DECLINED or is_another:
        for_another = definition.user_field is not None and definition.user_field.key in changed
        begin_again(order, [stage.key for stage in definition.stages], whatever_lasts=for_another)
    elif was == Order.Stage.CORRECTING:
        begin_again(order, definition.from_on(correction.get("step", "")))
    record(Changed(case=case, needs_approval=is_another and begun, fields=tuple(sorted(changed))))
    _begin_anew(order)
    return order


def _rename(case: Case, order: Order) -> None:
    title = title_of(order.definition, order.values, order.ordered_at)
    if case.title != title:
        case.title = title
        case.save(update_fields=["title"])


def _begin_anew(order: Order) -> None:
    """A declined order has the orderer's ball of a solved matter: the procedure takes it over again."""
    case = order.case
    if not case.is_in_procedure:
        case.solved_at = None
        case.save(update_fields=["solved_at"])
    advance(order)


@command
def start_over(actor: Actor, order: Order, *, step: str, reason: str) -> Order:
    """Everything from a step on is done once more. The turns before stay, with who did them and why it was begun again."""
    held(order)
    no = why_not_begin_again(actor, order, order.runs.filter(step=step, is_past=False).order_by("-round").first())
    if no is not None:
        raise Refused(no.words, no.code)
    reason = reasoned(reason)
    stage = order.definition.stage(step)
    is_theirs = stage is not None and stage.who == "orderer"  # then they read why
    message = write(actor, order.case, Message.Kind.ANSWER if is_theirs else Message.Kind.NOTE, reason)
    return _once_more(order, step, message)


def _once_more(order: Order, step: str, message: Message) -> Order:
    begin_again(order, order.definition.from_on(step))
    order.runs.filter(step=step, state=Run.State.DONE, is_past=False).update(is_past=True)  # also one that lasts
    record(StartedOver(case=order.case, step=step, why=message))
    advance(order)
    return order


@command
def cancel(actor: Actor, order: Order, *, reason: str) -> Order:
    """The desk stops the order, and says why."""
    held(order)
    reason = reasoned(reason)
    permit_order("cancel", actor, order)
    write(actor, order.case, Message.Kind.ANSWER, reason)
    _stop(order, reason)
    return order


@command
def withdraw(actor: Actor, order: Order, *, reason: str = "") -> Order:
    """The orderer does not want it any more."""
    held(order)
    permit_order("withdraw", actor, order)
    reason = texts.clean(reason).strip()[:MOST_TEXT]
    if reason:
        write(actor, order.case, Message.Kind.REPLY, reason)
    _stop(order, reason)
    return order


def _stop(order: Order, reason: str) -> None:
    cancel_runs(order, order.runs.live())
    order.stage, order.ended_at, order.correction = Order.Stage.CANCELLED, now(), {}
    order.save(update_fields=["stage", "ended_at", "correction"])
    effects.seal(order)
    record(Cancelled(case=order.case))
    balls.move(order.case.subject, balls.Ball(step=Commitment.Step.CONFIRM), end=Commitment.End.RELEASED)
    release_balls(order)
    lay_down(order.case, end=Commitment.End.RELEASED, reason=texts.one_line(reason, 200).text)
