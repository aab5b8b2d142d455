"""Duties: added, given, ended. Order types name them, and whoever has one is asked."""

from django.utils.translation import gettext as _

from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.events import DutyAdded, DutyEnded, DutyGiven
from bollkoll.orders.models import Duty, DutyHolder
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@command
def add_duty(actor: Actor, subject: None = None, *, key: str, name_sv: str, name_en: str = "") -> Duty:
    """Something that persons can be given to do in orders. The key is what order types say after ``duty:``."""
    if Duty.objects.filter(key=key).exists():
        raise Refused(_("There is already a duty with that key."), "taken")
    duty = Duty.objects.create(
        key=key, name_sv=texts.one_line(name_sv, 120).text, name_en=texts.one_line(name_en, 120).text
    )
    record(DutyAdded(duty=duty.pk))
    return duty


@command
def give_duty(actor: Actor, duty: Duty, *, person: Person) -> DutyHolder:
    """From now on they are asked. What waits already for others stays with them."""
    if not person.is_active:
        raise Refused(_("The account has ended."), "ended")
    holder, made = DutyHolder.objects.get_or_create(
        duty=duty, person=person, ended_at=None, defaults={"began_at": now()}
    )
    if not made:
        raise Refused(_("%(name)s has it already.") % {"name": person}, "unchanged")
    record(DutyGiven(duty=duty.pk, person=person.pk))
    return holder


@command
def end_duty(actor: Actor, duty: Duty, *, person: Person) -> None:
    """They are asked no more. What waits for them goes to others who have the duty, else to the incident manager."""
    if not DutyHolder.objects.filter(duty=duty, person=person, ended_at=None).update(ended_at=now()):
        raise Refused(_("That is already so."), "unchanged")
    record(DutyEnded(duty=duty.pk, person=person.pk))
