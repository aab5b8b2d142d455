"""What rings, and what nobody answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from bollkoll.channels.phone.models import TALKS_FOR, Number, Ring
from bollkoll.channels.phone.queries.callers import Caller, callers
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@dataclass(frozen=True)
class Ringing:
    ring: Ring
    callers: list[Caller]

    @property
    def only(self) -> Caller | None:
        """Who it is, when the number is one person's who may contact the support."""
        return self.callers[0] if len(self.callers) == 1 and self.callers[0].may_contact else None


def ringing(actor: Actor) -> list[Ringing]:
    """Calls that ring for the actor, or that they talk in, and whose card nobody has opened: five queries at most."""
    if not actor.is_agent:
        return []
    latest = Ring.objects.filter(ended_at=None, call=None, came_at__gte=timezone.now() - TALKS_FOR)
    rows = [ring for ring in latest.order_by("-came_at")[:50] if ring.is_going_on and ring.is_for(actor.person_id)]
    return _with_callers(rows[:5])


def missed(actor: Actor) -> list[Ringing]:
    """Calls of the last day that nobody answered."""
    if not actor.is_agent:
        return []
    rows = Ring.objects.filter(answered_at=None, call=None, came_at__gte=timezone.now() - timedelta(days=1))
    return _with_callers([ring for ring in rows.order_by("-came_at")[:20] if not ring.is_going_on])


def ring(actor: Actor, pk: UUID) -> Ring | None:
    """A call of the exchange that nobody has opened yet. The log of the exchange is the desk's."""
    return Ring.objects.filter(pk=pk).first() if actor.is_agent else None


def _with_callers(rings: list[Ring]) -> list[Ringing]:
    numbers = {ring.number for ring in rings if ring.number}
    owners: dict[str, list[int]] = defaultdict(list)
    for key, person in Number.objects.filter(key__in=numbers).values_list("key", "person") if numbers else ():
        owners[key].append(person)
    everybody = {pk for persons in owners.values() for pk in persons}
    known = (
        {c.person.pk: c for c in callers(Person.objects.filter(pk__in=everybody).order_by("sort"))} if numbers else {}
    )
    return [
        Ringing(
            ring,
            sorted((known[pk] for pk in owners[ring.number] if pk in known), key=lambda caller: not caller.may_contact),
        )
        for ring in rings
    ]
