"""What orders do when something happens in cases or to people: the balls of an order follow its steps, always."""

from bollkoll.cases.queries.sentences import FILLS
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.orders import commands
from bollkoll.orders.models import Order
from bollkoll.orders.queries.sentences import fill
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person
from bollkoll.restricted import commands as restricted

FILLS.append(fill)

MOVED = ["cases.taken", "cases.assigned", "cases.dealt_out_again", "cases.ball_set", "cases.person_unnamed"]


@subscriber("orders.settle", MOVED)
def settle(event: Event) -> None:
    """The case was given to somebody, or its ball was moved by a verb of cases."""
    for order in Order.objects.running().filter(pk=event.data["case"]):
        try:
            with act(SYSTEM, cause=event):
                commands.settle(SYSTEM, order)
        except Refused:
            continue


@subscriber("orders.stand_in", ["people.ended", "people.rights_changed", "people.role_ended", "orders.duty_ended"])
def stand_in(event: Event) -> None:
    """Somebody has left or has other duties: what waits for them goes to others."""
    person = Person.objects.get(pk=event.data["person"])
    held = Commitment.objects.open().filter(person=person, step__in=Commitment.PROCEDURE)
    for order in Order.objects.running().filter(pk__in=held.values("subject")).order_by("pk"):
        try:
            with act(SYSTEM, cause=event):
                commands.stand_in(SYSTEM, order, person=person)
        except Refused:
            continue


@subscriber("orders.limit", ["cases.closed"])
def limit(event: Event) -> None:
    """The order is closed: what is protected in it goes by its type, when that says how long; not by the rules of cases."""
    for order in Order.objects.filter(pk=event.data["case"]).select_related("version", "case"):
        if order.definition.retention_days is None:
            continue
        try:
            with act(SYSTEM, cause=event):
                restricted.limit(SYSTEM, order.case, days=order.definition.retention_days)
        except Refused:
            continue
