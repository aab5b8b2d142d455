"""What may not be done now, and that it may again."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.events import FreezeLifted, FreezeSet
from bollkoll.services.models import Freeze


@command
def set_freeze(
    actor: Actor, subject: None = None, *, what: str, reason: str = "", because: str = "", until: datetime | None = None
) -> Freeze:
    """Nothing of the kind is done until it is lifted; ``until`` is when that is thought to be. Refused when it stands already."""
    if what not in Freeze.What.values:
        raise Refused(_("Choose what may not be done."), "what")
    if Freeze.objects.standing().filter(what=what).exists():
        raise Refused(_("That is frozen already."), "unchanged")
    row = Freeze.objects.create(
        what=what, reason=texts.one_line(reason, 200).text, because=because, until=until,
        set_by=actor.person, set_at=now(),
    )  # fmt: skip
    record(FreezeSet(freeze=row.pk, what=what, because=because))
    return row


@command
def lift_freeze(actor: Actor, freeze: Freeze) -> Freeze:
    """It may be done again."""
    if freeze.lifted_at:
        raise Refused(_("It has been lifted already."), "unchanged")
    freeze.lifted_at, freeze.lifted_by = now(), actor.person
    freeze.save(update_fields=["lifted_at", "lifted_by"])
    record(FreezeLifted(freeze=freeze.pk, what=freeze.what, because=freeze.because))
    return freeze
