"""Who an answer reaches, shown before it is sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bollkoll.cases.events import reporters_side
from bollkoll.cases.models import Case
from bollkoll.people.models import Person


@dataclass(frozen=True)
class Recipient:
    """One who gets the answer. ``is_reached`` is false when mail to them bounces; they can still read in the portal."""

    person: Person
    kind: str
    is_reached: bool

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def address(self) -> str:
        return self.person.email

    @property
    def is_undeliverable(self) -> bool:
        return self.person.undeliverable_at is not None


def recipients(case: Case) -> list[Recipient]:
    """The reporter first, then the colleagues who follow. Two queries."""
    keys = reporters_side(case)
    found = Person.objects.active().in_bulk(keys)
    return [_recipient(found[key]) for key in keys if key in found]


def _recipient(person: Person) -> Recipient:
    if person.undeliverable_at:
        return Recipient(person, _("mail bounces"), False)
    if person.telling == Person.Telling.NONE:
        return Recipient(person, _("reads in the portal"), True)
    if person.telling == Person.Telling.DIGEST:
        return Recipient(person, _("one mail a day"), True)
    return Recipient(person, "", True)
