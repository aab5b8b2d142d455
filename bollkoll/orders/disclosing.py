"""What orders have of a case: what was ordered, each turn of each step, who approved."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Item, Line, Section, in_case, items
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.orders.queries.shown import in_text
from bollkoll.people.actor import Actor


@in_case(order=15)
def ordered(actor: Actor, case: Case) -> Iterator[Section]:
    """The order and its steps; what is private in it is in the protected part."""
    order = Order.objects.filter(pk=case.pk).select_related("version__type", "user").first()
    if order is None:
        return
    lines = [
        Line("type", _("Order type"), f"{order.version.title} ({order.version.number})"),
        Line("stage", _("Stage"), str(order.get_stage_display())),
        Line("ordered_at", _("Ordered"), order.ordered_at),
        Line("user", _("For"), str(order.user or "")),
        Line("ended_at", _("Ended"), order.ended_at),
    ]
    found = [line for line in lines if line.value not in (None, "")]
    yield Section("order", _("What was ordered"), [Item(found, in_text(order.definition, order.values))])
    runs = list(order.runs.select_related("done_by").order_by("opened_at", "place", "pk"))
    for run in runs:
        run.order = order
    yield Section(
        "steps",
        _("The steps"),
        items(
            runs,
            ("step", _("Step"), "title"),
            ("state", _("State"), "get_state_display"),
            ("who", _("Who"), "done_by"),
            ("at", _("When"), lambda run: run.done_at or run.opened_at),
            ("evidence", _("Evidence"), _evidence),
            text="text",
        ),
    )
    asked = Asked.objects.filter(run__in=runs).exclude(decided_by=None).select_related("run__order__version")
    yield Section(
        "approvals",
        _("Who decided"),
        items(
            asked.select_related("run__order__version", "decided_by").order_by("decided_at", "pk"),
            ("step", _("Step"), "run.title"),
            ("who", _("Who"), "decided_by"),
            ("verdict", _("Decision"), "get_verdict_display"),
            ("at", _("When"), "decided_at"),
            text="reason",
        ),
    )


def _evidence(run: Run) -> str:
    return ", ".join(f"{file['name']} (SHA-256 {file['sha256']})" for file in run.evidence)
