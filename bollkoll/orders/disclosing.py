"""What orders have of a case: what was ordered, each turn of each step, who approved."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Item, Line, Section, about_person, in_case, items, parts_played
from bollkoll.orders.models import Asked, DutyHolder, Order, OrderTypeVersion, Run, Signature
from bollkoll.orders.queries.shown import in_text
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


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
            ("at", _("When"), lambda run: run.done_at or (run.opened_at if run.is_live else None)),
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


@about_person(Order, Run, Asked, Signature, DutyHolder, OrderTypeVersion, order=30)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """What they ordered or was ordered for them, what they approved, did and signed, their duties."""
    seen = Order.objects.visible_to(actor).select_related("case__subject", "version")
    mine = (seen.filter(case__reporter=person) | seen.filter(user=person)).order_by("ordered_at", "pk")
    orders = [
        Item(
            [
                Line("at", _("When"), order.ordered_at),
                Line("case", _("Case"), order.case.number),
                Line("type", _("Order type"), order.version.title),
                Line("stage", _("Stage"), str(order.get_stage_display())),
            ],
            in_text(order.definition, order.values),
        )
        for order in mine
    ]
    yield Section("orders", _("Orders"), orders)
    runs = Run.objects.filter(order__in=seen.values("pk")).select_related("order__case__subject", "order__version")
    asked = Asked.objects.filter(run__order__in=seen.values("pk")).select_related("run__order__case__subject")
    number, of_run = "order.case.number", "run.order.case.number"
    parts = parts_played(
        (_("Took a step"), runs.filter(claimed_by=person), "claimed_at", number),
        (_("Did a step"), runs.filter(done_by=person).exclude(state=Run.State.CANCELLED), "done_at", number),
        (_("Was asked to decide or do"), asked.filter(person=person), "asked_at", of_run),
        (_("Stood aside for a deputy"), asked.filter(instead_of=person), "asked_at", of_run),
        (_("Decided"), asked.filter(decided_by=person), "decided_at", of_run),
        (_("Changed an order type"), OrderTypeVersion.objects.filter(changed_by=person), "changed_at", "title"),
    )
    yield Section("order_steps", _("Steps of orders"), parts)
    keys = [person.email_key, *person.aliases.values_list("key", flat=True)]
    signed = Signature.objects.filter(email_key__in=keys).select_related("institution")
    columns = (
        ("at", _("When"), "signed_at"),
        ("what", _("What"), "document"),
        ("where", _("Institution"), "institution"),
    )
    yield Section("signatures", _("What they have signed"), items(signed, *columns, ("to", _("Ended"), "ended_at")))
    duties = DutyHolder.objects.filter(person=person).select_related("duty")
    held = (("duty", _("Duty"), "duty"), ("from", _("From"), "began_at"), ("to", _("To"), "ended_at"))
    yield Section("duties", _("Duties"), items(duties, *held))
