"""Nobody keeps a step silently: whoever is away or has left is replaced, what waits too long is told of again."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands.engine import advance, ask, held, put_right
from bollkoll.orders.commands.steps import give_up, live
from bollkoll.orders.events import AskedInstead, Settled, StepChased
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.queries.permitted import permit
from bollkoll.orders.queries.whom import Ask, fallback, is_away, is_barred, is_concerned, present, whom
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services


@command
def stand_in(actor: Actor, order: Order, *, person: Person) -> Order:
    """``person`` is away today, has left, or has the duty no more: their steps go to whoever stands in, to others with the
    same duty, else to the incident manager. What they have taken goes back to all who may do it."""
    held(order)
    changed = False
    for run in order.runs.live().select_related("claimed_by"):
        run.order = order
        if run.claimed_by_id == person.pk and not _is_here(person):
            give_up(run)
            changed = True
        for asked in run.asked.filter(person=person, verdict=""):
            changed |= _instead(run, asked, person)
    if not changed:
        raise Refused(_("It is not due yet."), "not_due")
    record(Settled(case=order.case))
    advance(order)
    return order


def _is_here(person: Person) -> bool:
    return person.is_active and not is_away(person)


def _instead(run: Run, asked: Asked, person: Person) -> bool:
    """Somebody else is asked, when the person is not here or no longer one of those whom the step asks."""
    order, stage = run.order, run.definition
    asks = whom(order, stage)
    if _is_here(person) and any(one.person == person for one in asks):
        return False
    known = set(run.asked.exclude(pk=asked.pk).values_list("person", flat=True))
    if not _is_here(person) and person.is_active and (deputy := present(person, order, stage)) is not None:
        new = [deputy]
    elif stage.is_approval and getattr(stage, "rule", "any") == "all":
        new = fallback(order, stage)
    else:
        new = asks
    new = [one for one in new if one.person is None or one.person.pk not in known]
    if not new and not run.asked.exclude(pk=asked.pk).filter(verdict="").exists():
        new = fallback(order, stage)
    if [one.person for one in new] == [person]:
        return False  # nobody else: they find it when they are back, and the auditor tells
    asked.verdict, ball = Asked.Verdict.NOT_NEEDED, asked.ball
    asked.save(update_fields=["verdict"])
    instead = [Ask(one.person, one.team, one.is_orderer, one.instead_of or person) for one in new]
    ask(run, [one for one in instead if one.person is None or one.person != person])
    record(
        AskedInstead(
            case=order.case, step=run.step, run=run.pk, person=person.pk,
            asked=tuple(one.person.pk for one in new if one.person),
        )
    )  # fmt: skip
    return ball is not None or bool(new)


@command
def ask_instead(actor: Actor, order: Order, *, run: Run, person: Person) -> Run:
    """The incident manager asks somebody else to approve or to do it. Never the orderer, nor whom it is for, to approve."""
    held(order)
    run = live(order, run)
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    permit("ask_instead", actor, run)
    if run.is_approval and is_concerned(order, person):
        raise Refused(_("Nobody approves an order that is their own or for themselves."), "own")
    if is_barred(order, run.definition, person):
        raise Refused(_("%(name)s did what is to be checked. Ask somebody else.") % {"name": person}, "four_eyes")
    if run.asked.filter(person=person, verdict="").exists():
        raise Refused(_("%(name)s is asked already.") % {"name": person}, "unchanged")
    before = run.asked.filter(verdict="").exclude(person=None).values_list("person", flat=True).first()
    if run.state == Run.State.CLAIMED:
        give_up(run)
    run.asked.filter(verdict="").update(verdict=Asked.Verdict.NOT_NEEDED)
    ask(run, [Ask(person=person)])
    record(AskedInstead(case=order.case, step=run.step, run=run.pk, person=before, asked=(person.pk,)))
    put_right(order)
    return run


@command
def chase(actor: Actor, order: Order, *, run: Run) -> Run:
    """It has waited for longer than the step says: whoever is asked is told again, and so each time that passes anew."""
    held(order)
    run = live(order, run)
    due = services.working_hours_from_now(
        run.definition.due, run.chased_at or run.opened_at, kind=order.definition.staffing_kind
    )
    if due > now():
        raise Refused(_("It is not due yet."), "not_due")
    run.chased_at = now()
    run.save(update_fields=["chased_at"])
    waiting = run.asked.filter(verdict="")
    asked = {run.claimed_by_id} if run.claimed_by_id else set(waiting.values_list("person", flat=True))
    record(
        StepChased(
            case=order.case, step=run.step, run=run.pk, asked=tuple(sorted(filter(None, asked))),
            of_orderer=waiting.filter(is_orderer=True).exists(),
        )
    )  # fmt: skip
    _look_later(order, run)
    return run


def _look_later(order: Order, run: Run) -> None:
    """The ball keeps its due time, so that it stands first among what is late; the next reminder counts from now."""
    put_right(order)


@command
def settle(actor: Actor, order: Order) -> Order:
    """Somebody else's verb has moved the balls or given the case to somebody: make them say what the steps say."""
    held(order)
    if not _follow_agent(order.case, order) | put_right(order):
        raise Refused(_("That is already so."), "unchanged")
    record(Settled(case=order.case))
    return order


def _follow_agent(case: Case, order: Order) -> bool:
    """Whoever was given the case at the desk has its first step that waits for the desk, when they may do it."""
    agent = case.assignee
    if agent is None or not agent.is_agent or not case.is_in_procedure or case.ball.team_id is None:
        return False
    asked = Asked.objects.filter(ball=case.ball, run__state=Run.State.OPEN).select_related("run", "team").first()
    if asked is None or asked.team is None or asked.team.line != 2:
        return False
    run = asked.run
    did_it = Run.objects.filter(order=order, step=run.checks, done_by=agent, is_past=False).exists()
    if run.is_approval or (run.checks and did_it):
        return False
    run.state, run.claimed_by, run.claimed_at = Run.State.CLAIMED, agent, now()
    run.save(update_fields=["state", "claimed_by", "claimed_at"])
    return True
