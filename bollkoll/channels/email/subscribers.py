"""What mail does when something has happened."""

from bollkoll.channels.email import commands, outsiders, telling
from bollkoll.channels.email.letters import LETTERS
from bollkoll.log.acting import act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person


@subscriber("email.tell", kinds=sorted(LETTERS))
def tell(event: Event) -> None:
    """One delivery per person of the audience, at most."""
    if event.via == "import":
        return
    people = Person.objects.filter(pk__in=event.audience).order_by("pk")
    with act(SYSTEM, cause=event):
        for person in people:
            telling.tell(event, person)


@subscriber("email.tell_user", kinds=["orders.finished"])
def tell_user(event: Event) -> None:
    """Whom an order is for is told too, also when they have no account here."""
    if event.via != "import":
        outsiders.tell_user(event)


@subscriber("email.mend", kinds=["people.deliverable", "people.changed"])
def mend(event: Event) -> None:
    """Mail reaches somebody again (they have a new address, or an agent has said so): the balls that asked for it are
    kept.
    """
    person = Person.objects.filter(pk=event.data.get("person"), undeliverable_at=None).first()
    if person is not None and telling.troubled_topics(person):
        commands.put_down_mended(SYSTEM, person)
