"""What drives an order on: which steps begin, who is asked, where the balls lie, when it is over.

Called inside the verbs of orders, in their act and with the order under lock. Each function leaves the order whole, and
:func:`put_right` makes the balls true whatever has moved them, so that it does not matter who was first.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import translation

from bollkoll.cases.commands.entries import write
from bollkoll.cases.models import Case, Message, Named
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit.text import excerpt
from bollkoll.log.acting import doer, now, record
from bollkoll.orders.commands import documents, effects
from bollkoll.orders.events import Finished, StepAsked
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.queries.whom import Ask, facts, is_away, whom
from bollkoll.orders.rules import Stage, is_over, ready
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person
from bollkoll.services import queries as services

State, Step, End = Case.State, Commitment.Step, Commitment.End
MOST_TURNS = 60
"""Steps of the system follow one another at once; a type has fewer than this."""


def held(order: Order) -> Order:
    """The order with its case under lock too. The order is locked by the verb, always first."""
    order.case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=order.pk)
    return order


def advance(order: Order) -> None:
    """Begin what can begin, let the system do its steps, end the order when nothing is left, and put the balls right."""
    if order.stage == Order.Stage.RUNNING:
        for _turn in range(MOST_TURNS):
            begun = [_begin(order, stage) for stage in _ready(order)]
            if not any(begun):
                break
        if not order.runs.live().exists() and is_over(order.definition, _done(order), order.values, facts(order)):
            finish(order)
            return
    put_right(order)


def _done(order: Order) -> set[str]:
    return set(order.runs.filter(state=Run.State.DONE, is_past=False).values_list("step", flat=True))


def _ready(order: Order) -> list[Stage]:
    live = set(order.runs.live().values_list("step", flat=True))
    return ready(order.definition, _done(order), live, order.values, facts(order))


def _begin(order: Order, stage: Stage) -> bool:
    """A turn of the step begins. Whether it was the system's, and is over already."""
    last = order.runs.filter(step=stage.key).order_by("-round").values_list("round", flat=True).first() or 0
    is_system = stage.who == "system"
    run = Run.objects.create(
        order=order, step=stage.key, round=last + 1, is_approval=stage.is_approval, opened_at=now(),
        checks=getattr(stage, "four_eyes_of", ""), place=[one.key for one in order.definition.stages].index(stage.key),
    )  # fmt: skip
    run.order = order
    if is_system:
        run.message = _send(order, stage)
        run.state, run.done_at = Run.State.DONE, now()
        run.save(update_fields=["state", "done_at", "message"])
        effects.carry_out(order, run, None)
        return True
    asks = whom(order, stage)
    ask(run, asks)
    record(
        StepAsked(
            case=order.case, step=stage.key, run=run.pk, asked=tuple(one.person.pk for one in asks if one.person),
            of_orderer=any(one.is_orderer for one in asks),
        )
    )  # fmt: skip
    return False


def _send(order: Order, stage: Any) -> Message | None:
    """What a step of the system sends: the type's words, with the document that it makes, in the orderer's language."""
    if not stage.document and not (stage.shares and stage.help):
        return None
    with translation.override(order.case.reporter.language):
        files = documents.make(order, stage, None)
        kind = Message.Kind.ANSWER if stage.shares else Message.Kind.NOTE
        return write(SYSTEM, order.case, kind, str(stage.help or stage.title), files)


def ask(run: Run, asks: Iterable[Ask]) -> None:
    for one in asks:
        Asked.objects.create(
            run=run, person=one.person, team=one.team, is_orderer=one.is_orderer, instead_of=one.instead_of,
            asked_at=now(),
        )  # fmt: skip
        if one.person and run.order.case.subject.is_protected:
            Named.objects.get_or_create(case=run.order.case, person=one.person, defaults={"added_at": now()})


# Where the balls lie


def put_right(order: Order) -> bool:
    """Make the balls say who has to act. Whether anything had to change.

    The main ball is that of the first step in order, and stays where it is as long as its step does; a step that goes on
    beside it has a ball of its own.
    """
    case = order.case
    if not case.is_open or not order.is_running:
        return False
    wanted: list[tuple[Asked | None, balls.Ball]] = []
    if order.stage == Order.Stage.CORRECTING:
        wanted.append((None, balls.Ball(step=Step.CORRECT, note=excerpt(order.correction.get("reason", ""), 190))))
    for run in order.runs.live().select_related("claimed_by").order_by("place"):
        run.order = order
        wanted += [(one, _ball(run, one)) for one in _holding(run)]
    if not wanted:
        return False
    changed = _place_main(order, wanted)
    for asked, ball in wanted[1:]:
        changed |= _place_side(case, asked, ball)  # type: ignore[arg-type]
    kept = {case.subject.main_id, *(asked.ball_id for asked, _ball_ in wanted if asked)}
    loose = Commitment.objects.open().filter(subject=case.pk, step__in=Commitment.PROCEDURE).exclude(pk__in=kept)
    for commitment in loose:
        balls.end_ball(commitment, end=End.RELEASED)
        changed = True
    return _set_state(order, wanted[0][1]) | changed


def _holding(run: Run) -> list[Asked]:
    """Who holds a ball of the step: whoever has taken it, else everybody who is asked and has not decided."""
    rows = list(run.asked.filter(verdict="").select_related("person", "team", "ball"))
    if run.state == Run.State.CLAIMED:
        mine = [row for row in rows if row.person_id == run.claimed_by_id]
        return (mine or rows)[:1]
    return rows


def _ball(run: Run, asked: Asked) -> balls.Ball:
    stage = run.definition
    person = run.claimed_by if run.state == Run.State.CLAIMED and not asked.is_orderer else asked.person
    team = None if person else asked.team
    look = services.working_hours_from_now(
        stage.due, run.chased_at or run.opened_at, kind=run.order.definition.staffing_kind,
        person=person if person and person.line else None,
    )  # fmt: skip
    return balls.Ball(
        step=_code(run, asked),
        person=person,
        team=team,
        look_again_at=look,
        note=excerpt(stage.title.sv, 190),
        note_en=excerpt(stage.title.en, 190),
    )


def _code(run: Run, asked: Asked) -> str:
    stage: Any = run.definition
    if run.is_approval:
        return Step.APPROVE
    if stage.ball:
        return stage.ball
    if stage.four_eyes_of:
        return Step.COUNTERSIGN
    return Step.SIGN if asked.is_orderer and stage.evidence in ("file", "picture") else Step.FULFIL


def _is(commitment: Commitment | None, ball: balls.Ball) -> bool:
    """Whether an open ball is the one that is wanted: the step and the holder. Its times may have been chosen since."""
    if commitment is None or commitment.ended_at is not None:
        return False
    holder = (ball.person.pk if ball.person else None, ball.team.pk if ball.team else None)
    same = (commitment.person_id, commitment.team_id) == holder
    return same and (commitment.step, commitment.note) == (ball.step, ball.note)


def _place_main(order: Order, wanted: list[tuple[Asked | None, balls.Ball]]) -> bool:
    case = order.case
    balls_before = case.subject.main
    # What is main already stays so, unless the order is to be corrected first.
    for place, (asked, ball) in enumerate(wanted):
        if (
            balls_before is not None
            and _is(balls_before, ball)
            and (place == 0 or order.stage != Order.Stage.CORRECTING)
        ):
            wanted.insert(0, wanted.pop(place))
            return _keep(asked, balls_before)
    asked, ball = wanted[0]
    old = asked.ball if asked and asked.ball and asked.ball.ended_at is None else None
    before = balls_before.promised_at if balls_before and ball.holder != Commitment.Holder.REPORTER else None
    made = balls.move(
        case.subject,
        balls.Ball(
            step=ball.step, person=ball.person, team=ball.team, note=ball.note, note_en=ball.note_en,
            look_again_at=ball.look_again_at, promised_at=before,
        ),
        end=End.PASSED,
    )  # fmt: skip
    if old is not None and (balls_before is None or old.pk != balls_before.pk):
        balls.end_ball(old, end=End.PASSED)
    _keep(asked, made)
    return True


def _place_side(case: Case, asked: Asked, ball: balls.Ball) -> bool:
    if _is(asked.ball, ball) and asked.ball_id != case.subject.main_id:
        return False
    old = asked.ball
    made = balls.add_side_ball(case.subject, ball)
    if old is not None and old.pk != case.subject.main_id and old.ended_at is None:
        balls.end_ball(old, end=End.PASSED)
    return _keep(asked, made)


def _keep(asked: Asked | None, ball: Commitment) -> bool:
    if asked is None or asked.ball_id == ball.pk:
        return False
    Asked.objects.filter(ball=ball).exclude(pk=asked.pk).update(ball=None)
    asked.ball = ball
    asked.save(update_fields=["ball"])
    return True


def _set_state(order: Order, main: balls.Ball) -> bool:
    """The state of the case as lists show it: whose turn it is. New is what nobody has done anything of yet."""
    case = order.case
    team, third = case.third_line_team, False
    if main.team is not None and main.team.line == 3:
        team, third = main.team, True
    elif main.person is not None and main.person.line == Person.Line.THIRD:
        third = True
    if third:
        state = State.WAITING_THIRD_LINE
    elif main.holder == Commitment.Holder.REPORTER or (main.person is not None and not main.person.line):
        state = State.WAITING_REPORTER
    else:
        is_begun = main.person or case.assignee_id or order.runs.exclude(done_by=None).exists()
        state = State.IN_PROGRESS if is_begun else State.NEW
    if (case.state, case.third_line_team_id) == (state, team.pk if team else None):
        return False
    case.state, case.third_line_team, case.solved_at = state, team, None
    case.save(update_fields=["state", "third_line_team", "solved_at"])
    return True


# The end


def finish(order: Order) -> None:
    """Everything is done: the orderer and whom it is for are told, and asked whether it is as they wanted."""
    effects.seal(order)
    end(order, Order.Stage.DONE)
    record(Finished(case=order.case))


def end(order: Order, stage: str, *, step: str = Step.CONFIRM) -> None:
    """The procedure is over; the case closes when nobody says otherwise. ``step``: what the orderer is asked then."""
    cancel_runs(order, order.runs.live())
    order.stage, order.ended_at, order.correction = stage, now(), {}
    order.save(update_fields=["stage", "ended_at", "correction"])
    case = order.case
    case.state, case.solved_at = State.SOLVED, now()
    case.save(update_fields=["state", "solved_at"])
    days = services.organisation().close_solved_after
    balls.move(case.subject, balls.Ball(step=step, look_again_at=now() + timedelta(days=days)))
    release_balls(order)


def release_balls(order: Order) -> None:
    """No step holds anything any more."""
    left = Commitment.objects.open().filter(subject=order.pk, step__in=Commitment.PROCEDURE)
    for commitment in left.exclude(pk=order.case.subject.main_id):
        balls.end_ball(commitment, end=End.RELEASED)


def cancel_runs(order: Order, runs: Any) -> None:
    """What goes on is withdrawn, by whoever acts."""
    for run in runs:
        run.state, run.done_by_id, run.done_at = Run.State.CANCELLED, doer().person_id, now()
        run.save(update_fields=["state", "done_by", "done_at"])
        run.asked.filter(verdict="").update(verdict=Asked.Verdict.NOT_NEEDED)


def begin_again(order: Order, keys: Iterable[str], *, whatever_lasts: bool = False) -> None:
    """The steps are to be done once more. What lasts stays done, unless ``whatever_lasts``; what goes on is withdrawn; nothing
    is forgotten."""
    definition = order.definition
    for run in order.runs.filter(step__in=list(keys), is_past=False):
        if run.is_live:
            cancel_runs(order, [run])
        elif run.state == Run.State.DONE and not whatever_lasts:
            stage = definition.stage(run.step)
            if stage is not None and stage.lasts:
                continue
        run.is_past = True
        run.save(update_fields=["is_past"])


def somebody_is_away(run: Run) -> bool:
    return run.claimed_by is not None and (not run.claimed_by.is_active or is_away(run.claimed_by))
