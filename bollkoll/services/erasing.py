"""What becomes of a person's place in teams and services."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, erases, stays
from bollkoll.people.models import Person
from bollkoll.services.models import Freeze, Membership, Service


@erases(gettext_lazy("Places in teams, and what they know best"), Membership, Service, order=16)
def places(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Membership.objects.filter(person=person))
    yield Change(Service.objects.filter(specialist=person), {"specialist": None})


@stays(
    gettext_lazy("Freezes that they set or lifted"),
    Freeze,
    why=gettext_lazy("Who may do what must be possible to follow; nothing but the number tells who it was."),
    order=60,
)
def freezes(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Freeze.objects.filter(set_by=person) | Freeze.objects.filter(lifted_by=person))
