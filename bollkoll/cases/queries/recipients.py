"""Who an answer reaches, shown before it is sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bollkoll.cases.events.base import who_may
from bollkoll.cases.models import Case
from bollkoll.cases.queries.around import watchers
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
    """The reporter first, then the colleagues who follow: those to whom ``events.reporters_side`` sends an answer."""
    following = [one.person for one in watchers(case) if not one.person.line]
    there = set(case.institution.roles.active().values_list("person", flat=True))
    persons = {
        person.pk: person
        for person in (case.reporter, *following)
        if person.ended_at is None and (person.line or person.pk in there)
    }
    return [_recipient(persons[key]) for key in who_may(case, list(persons))]


def _recipient(person: Person) -> Recipient:
    if person.undeliverable_at:
        return Recipient(person, _("mail bounces"), False)
    if person.telling == Person.Telling.NONE:
        return Recipient(person, _("reads in the portal"), True)
    if person.telling == Person.Telling.DIGEST:
        return Recipient(person, _("one mail a day"), True)
    return Recipient(person, "", True)
