"""Fulfilment: a step is taken by one, done with its evidence, put back; or refused by whoever checks it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands.entries import write
from bollkoll.cases.models import Attachment, Message
from bollkoll.kit import text as texts
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.orders.commands import documents, effects
from bollkoll.orders.commands.engine import advance, begin_again, held, put_right
from bollkoll.orders.events import CheckRefused, Claimed, PutBack, StepDone
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries import evidence
from bollkoll.orders.queries.frozen import frozen_now, waits
from bollkoll.orders.queries.permitted import is_over, performed, permit
from bollkoll.orders.queries.sealed import to_open
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

MOST_TEXT = 20_000


@command
def claim(actor: Actor, order: Order, *, run: Run) -> Run:
    """I do it. Of two the first has it; the other hears who was first."""
    held(order)
    run = live(order, run)
    permit("claim", actor, run)
    _take(actor, order, run)
    record(Claimed(case=order.case, step=run.step))
    put_right(order)
    return run


def _take(actor: Actor, order: Order, run: Run) -> None:
    run.state, run.claimed_by, run.claimed_at = Run.State.CLAIMED, actor.person, now()
    run.save(update_fields=["state", "claimed_by", "claimed_at"])
    case = order.case
    if case.assignee_id is None and actor.is_agent:
        case.assignee = actor.person
        case.save(update_fields=["assignee"])


@command
def put_back(actor: Actor, order: Order, *, run: Run) -> Run:
    """Somebody else may do it: whoever has taken it, or an agent when they cannot."""
    held(order)
    run = live(order, run)
    permit("put_back", actor, run)
    give_up(run)
    record(PutBack(case=order.case, step=run.step))
    put_right(order)
    return run


def give_up(run: Run) -> None:
    run.state, run.claimed_by, run.claimed_at = Run.State.OPEN, None, None
    run.save(update_fields=["state", "claimed_by", "claimed_at"])


@command
def finish_step(
    actor: Actor, order: Order, *, run: Run, text: str = "", files: Sequence[Attachment] = (), reviewed: bool = False
) -> Run:
    """It is done, with what the step asks for as evidence. What nobody has taken may be done at once by whoever is asked.

    A step whose type says so goes to the orderer with its words, files and document; its effect is carried out in the same
    act, so that it is done or not at all.
    """
    held(order)
    run = live(order, run)
    permit("confirm_need" if reviewed else "finish_step", actor, run)
    stage: Any = run.definition
    text = texts.clean(text).strip()[:MOST_TEXT]
    effects.guard(order, text)
    _not_frozen(order, stage)
    _can_be_seen(run)
    _was_opened(actor, run)
    _evidence(stage.evidence, text, files)
    if evidence.to_sign(run) and (words := evidence.no_scan(files)):
        raise Refused(words, "no_scan")
    if order.case.assignee_id is None and actor.is_agent:
        order.case.assignee = actor.person
        order.case.save(update_fields=["assignee"])
    made = documents.make(order, stage, actor) if stage.document else []
    run.text = text
    run.evidence = [
        {"file": str(file.pk), "name": file.name, "size": file.size, "sha256": file.sha256} for file in (*files, *made)
    ]
    run.message = _say(actor, order, run, text, [*files, *made])
    run.state, run.done_by, run.done_at = Run.State.DONE, actor.person, now()
    run.save()
    record(StepDone(case=order.case, step=run.step))
    effects.carry_out(order, run, actor)
    advance(order)
    return run


def _can_be_seen(run: Run) -> None:
    """Nobody signs what nobody can see: evidence that has gone since is brought again."""
    done = performed(run)
    gone = evidence.missing(evidence.of_run(done)) if done else []
    if gone:
        raise Refused(
            _(
                "This cannot be seen any more, so it cannot be signed: %(files)s. Do not sign; then the step is done again."
            )
            % {"files": ", ".join(gone)},
            "evidence_gone",
        )


def _not_frozen(order: Order, stage: Any) -> None:
    if waits(stage):
        effects.refuse_frozen(frozen_now(order.definition))


def _was_opened(actor: Actor, run: Run) -> None:
    """Nobody signs for what they have not looked at: the protected data that the step is about, in this very turn. What this
    step or a later one is about has to be there: an order that cannot be finished is not worked on."""
    if actor.is_machine or run.definition.who == "orderer":
        return
    every = to_open(actor, run)
    if gone := [one.title for one in every if not one.secret.is_there and one.field.key in _still_read(run)]:
        said = _(
            "This is kept no longer, so nobody can do the step: %(what)s. Return the order, to have it filled in again."
        )
        raise Refused(said % {"what": ", ".join(gone)}, "sealed_gone")
    asked = [one for one in every if one.is_asked]
    if closed := [one.title for one in asked if one.opened_at is None]:
        said = _("Open first what the step is about: %(what)s. That you have is noted.")
        raise Refused(said % {"what": ", ".join(closed)}, "unopened")


def _still_read(run: Run) -> set[str]:
    """Protected fields that this step or one that is not done yet is about."""
    done = set(run.order.runs.filter(state=Run.State.DONE, is_past=False).values_list("step", flat=True))
    stages = [stage for stage in run.order.definition.stages if stage.key not in done]
    return {key for stage in stages for key in getattr(stage, "reads", ())}


def _evidence(kind: str, text: str, files: Sequence[Attachment]) -> None:
    if kind == "told" and not text:
        raise Refused(_("Say by which way it was told, and whom."), "evidence")
    if kind == "text" and not text:
        raise Refused(_("Write what was done: this step asks for it."), "evidence")
    if kind == "file" and not files:
        raise Refused(_("Add the file that this step asks for."), "evidence")
    if kind == "picture" and not any(file.content_type.startswith("image/") for file in files):
        raise Refused(_("Add the picture that this step asks for."), "evidence")


def _say(actor: Actor, order: Order, run: Run, text: str, files: list[Attachment]) -> Message | None:
    """The entry of the dialogue: for the orderer when the step says so or they did it, else internal."""
    stage: Any = run.definition
    if not text and not files:
        return None
    words = text or str(stage.title)
    if actor.is_staff and stage.who != "orderer":
        kind = Message.Kind.ANSWER if stage.shares else Message.Kind.NOTE
    else:
        kind = Message.Kind.REPLY
    return write(actor, order.case, kind, words, files)


@command
def refuse_check(actor: Actor, order: Order, *, run: Run, reason: str) -> Run:
    """What was done is not as it should be: the step is begun again, and whoever did it hears why."""
    held(order)
    run = live(order, run)
    permit("refuse_check", actor, run)
    reason = reasoned(reason)
    whose = performer(run)
    run.state, run.done_by, run.done_at, run.text = Run.State.REFUSED, actor.person, now(), reason
    run.message = write(actor, order.case, Message.Kind.NOTE, reason, [])
    run.save()
    begin_again(order, order.definition.from_on(run.checks))
    record(CheckRefused(case=order.case, step=run.step, performer=whose.pk if whose else None))
    advance(order)
    return run


def performer(run: Run) -> Person | None:
    """Who did the step that this one checks."""
    done = performed(run)
    return done.done_by if done else None


def reasoned(reason: str) -> str:
    reason = texts.clean(reason).strip()[:MOST_TEXT]
    if not reason:
        raise Refused(_("Say why."), "reason")
    return reason


def live(order: Order, run: Run) -> Run:
    """The turn of the step as it is now. Raises :class:`Refused` when it is over, with what became of it."""
    row = order.runs.select_related("claimed_by", "done_by").filter(pk=run.pk).first()
    if row is None:
        raise NotAllowed("orders.step")
    row.order = order
    if (over := is_over(row)) is not None:
        raise Refused(over.words, over.code)
    return row
