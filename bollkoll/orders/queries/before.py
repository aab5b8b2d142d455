"""Why a step is to be done or decided once more: what was changed since it was asked the last time, who did not sign what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bollkoll.cases.models import Message
from bollkoll.log.models import Event
from bollkoll.orders.events import Changed, StartedOver
from bollkoll.orders.models import Order, Run
from bollkoll.orders.rules import Stage


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


def begun_again(run: Run) -> Message | None:
    """Why this turn is asked: what was written when somebody began again from its step, or sent it back to the orderer."""
    last = run.order.runs.filter(step=run.step, round__lt=run.round).order_by("-round").first()
    if last is None:
        return None
    news = Event.objects.filter(
        kind=StartedOver.kind, topics__name=run.order.topic, at__gte=last.opened_at, at__lte=run.opened_at
    )
    keys = [event.data.get("why") for event in news.order_by("pk") if event.data.get("step") == run.step]
    return Message.objects.select_related("author").filter(pk=keys[-1]).first() if keys and keys[-1] else None


def of_orderer(order: Order) -> list[Stage]:
    """Steps of the orderer's that are done, and can be sent back to them as such."""
    done = set(order.runs.filter(state=Run.State.DONE, is_past=False).values_list("step", flat=True))
    return [stage for stage in order.definition.stages if stage.who == "orderer" and stage.key in done]
