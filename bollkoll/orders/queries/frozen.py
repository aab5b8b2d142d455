"""What is frozen at the services that stands in the way of an order: told before one begins, and where the step is done."""

from collections.abc import Iterable

from bollkoll.orders.models import Order
from bollkoll.orders.rules import FREEZES, Definition, Stage
from bollkoll.services import queries as services
from bollkoll.services.models import Freeze


def kinds(definition: Definition) -> set[str]:
    """What it is frozen by: as the type says, as the effects of its steps refuse, and when all orders are."""
    effects = {getattr(stage, "effect", "") for stage in definition.stages}
    return {"orders", *definition.frozen_by, *(kind for effect in effects for kind in FREEZES.get(effect, ()))}


def frozen_now(definition: Definition, freezes: Iterable[Freeze] | None = None) -> list[Freeze]:
    """Those that stand now. ``freezes``: when they were asked for already."""
    wanted = kinds(definition)
    return [row for row in (services.freezes() if freezes is None else freezes) if row.what in wanted]


def frozen_since(order: Order) -> list[Freeze]:
    """Those that have stood in its way at some time since it was ordered, also those that were lifted."""
    rows = Freeze.objects.filter(what__in=kinds(order.definition))
    return list(rows.exclude(lifted_at__lt=order.ordered_at))


def waits(stage: Stage) -> bool:
    """Whether a step is not done meanwhile: what the support does, and neither decisions, checks, nor the orderer's own."""
    return not (stage.is_approval or stage.who in ("orderer", "system") or getattr(stage, "four_eyes_of", None))
