"""What a telephone exchange tells."""

from django.utils.translation import gettext as _

from bollkoll.channels.phone.events import Rang
from bollkoll.channels.phone.models import Call, Ring
from bollkoll.log.acting import Refused, command, now, record, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

MOMENTS = {"ringing": "rang_at", "answered": "answered_at", "ended": "ended_at"}


@command
def hear(
    actor: Actor, subject: None = None, *, call_id: str, moment: str, number: str = "", agent: Person | None = None
) -> Ring:
    """A call rings, is answered or has ended. The same moment of the same call told again is refused (``already``).

    The moments may come in any order. ``number`` is a key, empty when hidden. ``agent``: whose pages show it, by default
    those of everybody at the desk who is here today; whoever answers gets it for themselves.
    """
    ring, _is_first = Ring.objects.get_or_create(call_id=call_id, defaults={"came_at": now()})
    ring = reread(ring)
    at = MOMENTS[moment]
    if getattr(ring, at) is not None:
        raise Refused(_("That has already been told."), "already")
    setattr(ring, at, now())
    ring.number = ring.number or number
    ring.agent = agent or ring.agent
    if agent is not None:
        ring.told = [*(pk for pk in ring.told if pk != agent.pk), agent.pk]
    elif not ring.told and moment != "ended":
        ring.told = list(Person.objects.second_line().present().order_by("pk").values_list("pk", flat=True))
    ring.save()
    if moment == "ended":
        Call.objects.filter(ring=ring, hung_up_at=None).update(hung_up_at=now())
    record(Rang(ring=ring, moment=moment))
    return ring
