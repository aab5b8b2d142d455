"""Where an order stands, step by step: what was done by whom, whose turn it is, what the actor can do about it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.models import Message
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.policy import is_asked
from bollkoll.orders.queries.before import begun_again, refused_by
from bollkoll.orders.queries.foretold import foretold, of_the_end
from bollkoll.orders.queries.permitted import OF_RUN, No, why_not, why_not_begin_again
from bollkoll.orders.queries.whom import facts
from bollkoll.orders.rules import Stage, applies
from bollkoll.orders.rules.progress import over
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it. ``state``: done, now, refused, ahead or needless. ``may``: the verbs that are offered, by
    their names. ``why_not``: of somebody who is asked and all the same may not, who may instead, and why. ``refused_by``: the
    check because of which it is done once more. ``foretold``: what doing it leads to for somebody who is here already.
    ``again``: what was written when somebody had it done once more. ``stands_in_for``: whom the actor is asked instead of.
    ``ending``: that the order is over when it is done, and who is told then."""

    stage: Any
    state: str
    run: Run | None = None
    asked: list[Asked] = field(default_factory=list)
    past: list[Run] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)
    why_not: str = ""
    refused_by: Run | None = None
    foretold: str = ""
    again: Message | None = None
    stands_in_for: Person | None = None
    ending: str = ""

    @property
    def whose(self) -> str:
        """Who has it: a name, or several."""
        if self.run is None:
            return ""
        if self.run.claimed_by:
            return self.run.claimed_by.name
        return ", ".join(one.named for one in self.asked if one.who and not one.verdict)

    @property
    def waits_for_orderer(self) -> bool:
        return any(one.is_orderer and not one.verdict for one in self.asked)

    @property
    def is_mine(self) -> bool:
        """Whether the actor can bring it on."""
        return any(self.may.get(verb) for verb in ("approve", "finish_step", "confirm_need"))

    @property
    def is_simple(self) -> bool:
        """Done with one button: it asks for nothing."""
        stage = self.stage
        return not (stage.is_approval or stage.evidence != "none" or stage.four_eyes_of or stage.reads)


def steps(actor: Actor, order: Order) -> list[Shown]:
    """Every step in order: three questions, however many turns it has had."""
    runs: dict[str, list[Run]] = {}
    rows = order.runs.select_related("claimed_by", "done_by").prefetch_related(
        "asked__person", "asked__team", "asked__decided_by", "asked__instead_of"
    )
    for run in rows.order_by("place", "round"):
        run.order = order
        runs.setdefault(run.step, []).append(run)
    known = facts(order)
    return [_shown(actor, order, stage, runs, known) for stage in order.definition.stages]


def _shown(actor: Actor, order: Order, stage: Stage, every: dict[str, list[Run]], known: set[str]) -> Shown:
    runs = every.get(stage.key, [])
    present = [run for run in runs if not run.is_past]
    latest = present[-1] if present else None
    past = [run for run in runs if run is not latest and run.state != Run.State.CANCELLED]
    if latest is not None and latest.state == Run.State.DONE:
        may = {"start_over": why_not_begin_again(actor, order, latest) is None}
        return Shown(stage, "done", latest, list(latest.asked.all()), past, may)
    if latest is not None and latest.is_live and order.is_running:
        return _waiting(actor, stage, latest, past, every, known)
    if latest is not None and latest.state == Run.State.REFUSED:
        return Shown(stage, "refused", latest, list(latest.asked.all()), past)
    state = "ahead" if applies(stage, order.values, known) and order.is_running else "needless"
    return Shown(stage, state, None, [], past)


def _is_last(run: Run, every: dict[str, list[Run]], known: set[str]) -> bool:
    """Whether nothing is left to anybody when this turn is done."""
    present = [one for runs in every.values() for one in runs if not one.is_past and one.pk != run.pk]
    if any(one.is_live for one in present):
        return False
    done = {run.step, *(one.step for one in present if one.state == Run.State.DONE)}
    definition = run.order.definition
    left = {stage.key for stage in definition.stages if stage.who != "system"} - over(
        definition, done, run.order.values, known
    )
    return not left


def _checked(run: Run, every: dict[str, list[Run]]) -> Run | None:
    """The turn that this one checks, of those that were fetched already."""
    rows = every.get(run.checks, []) if run.checks else []
    return next((one for one in rows if one.state == Run.State.DONE and not one.is_past), None)


def _waiting(
    actor: Actor, stage: Stage, run: Run, past: list[Run], every: dict[str, list[Run]], known: set[str]
) -> Shown:
    asked = list(run.asked.all())
    for one in asked:
        one.run = run
    answers = {verb: why_not(verb, actor, run, asked, _checked(run, every)) for verb in OF_RUN}
    deed = "approve" if stage.is_approval else "finish_step"
    did_it = (no := answers[deed]) is not None and no.code == "four_eyes"
    why = _instead(actor, no, asked) if did_it or any(is_asked(actor, one) for one in asked) else ""
    may = {verb: no is None for verb, no in answers.items()}
    refused = refused_by(run, [one for runs in every.values() for one in runs]) if past else None
    told = foretold(run.order, stage) if actor.is_staff else ""
    again = begun_again(run) if past else None
    if again is not None and again.kind == Message.Kind.NOTE and not actor.is_staff:
        again = None
    instead = next((one.instead_of for one in asked if one.person_id == actor.person_id and not one.verdict), None)
    ending = of_the_end(run.order) if actor.is_staff and may[deed] and _is_last(run, every, known) else ""
    return Shown(stage, "now", run, asked, past, may, why, refused, told, again, instead, ending)


INSTEAD = ("four_eyes", "own", "sealed")


def _instead(actor: Actor, no: No | None, asked: list[Asked]) -> str:
    """The reason, and who is asked beside the actor."""
    if no is None or no.code not in INSTEAD:
        return ""
    others = [str(one.who) for one in asked if one.who and not one.verdict and one.person_id != actor.person_id]
    if not others:
        return no.words
    return _("%(why)s Those who may: %(names)s.") % {"why": no.words, "names": ", ".join(others)}
