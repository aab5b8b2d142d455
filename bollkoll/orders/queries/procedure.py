"""Where an order stands, step by step: what was done by whom, whose turn it is, what the actor can do about it."""

from dataclasses import dataclass, field
from typing import Any

from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.policy import is_asked, is_own
from bollkoll.orders.queries.whom import facts
from bollkoll.orders.rules import Stage, applies
from bollkoll.people.actor import Actor


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it. ``state``: done, now, ahead or needless. ``is_mine``: the actor is asked."""

    stage: Any
    state: str
    run: Run | None = None
    asked: list[Asked] = field(default_factory=list)
    past: list[Run] = field(default_factory=list)
    is_mine: bool = False
    is_taken_by_me: bool = False

    @property
    def whose(self) -> str:
        """Who has it: a name, or several."""
        if self.run is None:
            return ""
        if self.run.claimed_by:
            return self.run.claimed_by.name
        names = [str(one.who) for one in self.asked if one.who and not one.verdict]
        return ", ".join(names)

    @property
    def waits_for_orderer(self) -> bool:
        return any(one.is_orderer and not one.verdict for one in self.asked)

    @property
    def may_take(self) -> bool:
        run = self.run
        alone = len(self.asked) == 1 and bool(self.asked[0].person_id)
        return bool(
            self.is_mine and run and run.state == Run.State.OPEN and not run.is_approval and not alone
            and not self.waits_for_orderer and self.stage.ball != "confirm_need"
        )  # fmt: skip

    @property
    def is_simple(self) -> bool:
        """Done with one button: it asks for nothing."""
        return not self.stage.is_approval and self.stage.evidence == "none" and not self.stage.four_eyes_of


def steps(actor: Actor, order: Order) -> list[Shown]:
    """Every step in order: three questions, however many turns it has had."""
    runs: dict[str, list[Run]] = {}
    rows = order.runs.select_related("claimed_by", "done_by").prefetch_related(
        "asked__person", "asked__team", "asked__decided_by"
    )
    for run in rows.order_by("place", "round"):
        run.order = order
        runs.setdefault(run.step, []).append(run)
    known = facts(order)
    return [_shown(actor, order, stage, runs.get(stage.key, []), known) for stage in order.definition.stages]


def _shown(actor: Actor, order: Order, stage: Stage, runs: list[Run], known: set[str]) -> Shown:
    present = [run for run in runs if not run.is_past]
    latest = present[-1] if present else None
    past = [run for run in runs if run is not latest and run.state != Run.State.CANCELLED]
    if latest is not None and latest.state == Run.State.DONE:
        return Shown(stage, "done", latest, list(latest.asked.all()), past)
    if latest is not None and latest.is_live and order.is_running:
        asked = list(latest.asked.all())
        for one in asked:
            one.run = latest
        mine = [one for one in asked if not one.verdict and is_asked(actor, one)]
        may = bool(mine) and not (latest.is_approval and is_own(actor, latest))
        taken = latest.claimed_by_id is not None and latest.claimed_by_id == actor.person_id
        free = latest.claimed_by_id is None or taken
        return Shown(
            stage, "now", latest, asked, past, is_mine=may and free and order.stage == "running", is_taken_by_me=taken
        )
    if latest is not None and latest.state == Run.State.REFUSED:
        return Shown(stage, "refused", latest, list(latest.asked.all()), past)
    state = "ahead" if applies(stage, order.values, known) and order.is_running else "needless"
    return Shown(stage, state, None, [], past)
