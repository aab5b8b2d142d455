"""What events of orders name, for the timeline: the title of the step, as the order's version says it."""

from bollkoll.log.models import Event
from bollkoll.orders.models import Order


def fill(events: list[Event]) -> dict[int, dict[str, str]]:
    """``{event: {"step": title}}``: one question for all of them."""
    named = [event for event in events if event.kind.startswith("orders.") and event.data.get("step")]
    if not named:
        return {}
    keys = {event.data["case"] for event in named}
    orders = {str(order.pk): order for order in Order.objects.filter(pk__in=keys).select_related("version")}
    found = {}
    for event in named:
        order = orders.get(event.data["case"])
        stage = order.definition.stage(event.data["step"]) if order else None
        found[event.pk] = {"step": str(stage.title) if stage else event.data["step"]}
    return found
