"""Why a step is to be done or decided once more: what was changed since it was asked the last time, who did not sign what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bollkoll.log.models import Event
from bollkoll.orders.events import Changed
from bollkoll.orders.models import Run


@dataclass(frozen=True)
class Change:
    """What the orderer has changed since the last turn was asked. ``keys``: of the fields that say something else."""

    titles: list[str]
    keys: set[str]
    at: datetime


def changed_since(run: Run) -> Change | None:
    """Between the last turn of the step and this one."""
    last = run.order.runs.filter(step=run.step, round__lt=run.round).order_by("-round").first()
    if last is None:
        return None
    news = Event.objects.filter(
        kind=Changed.kind, topics__name=run.order.topic, at__gt=last.opened_at, at__lte=run.opened_at
    )
    changes = list(news.order_by("pk"))
    keys = {key for event in changes for key in event.data.get("fields", ())}
    titles = [str(field.title) for field in run.order.definition.fields if field.key in keys]
    return Change(titles, keys, changes[-1].at) if titles else None


def refused_by(run: Run, others: Sequence[Run]) -> Run | None:
    """The check that did not sign what was done, because of which this turn is to be done. ``others``: every turn there is."""
    checks = [
        (one.done_at, one)
        for one in others
        if one.checks == run.step and one.state == Run.State.REFUSED and one.done_at
    ]
    at, last = max(checks, key=lambda pair: pair[0], default=(None, None))
    if at is None or at > run.opened_at:
        return None
    done = [one.done_at for one in others if one.step == run.step and one.state == Run.State.DONE and one.done_at]
    return None if any(moment > at for moment in done) else last
