"""How people at the desk work: share, hours, absences."""

from datetime import date

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, record
from bollkoll.people.actor import Actor
from bollkoll.people.commands.accounts import not_the_last_administrator
from bollkoll.people.events import AbsenceRemoved, AbsenceSet, Changed, RightsChanged
from bollkoll.people.models import Absence, Employment, Person


@command
def change_rights(
    actor: Actor, person: Person, *, line: int, is_coordinator: bool = False, is_administrator: bool = False
) -> Person:
    """Which line somebody works in, and whether they coordinate or administer. Line 0 and neither: a contact only."""
    if person.is_administrator and not is_administrator:
        not_the_last_administrator(person)
    if is_coordinator and line != Person.Line.SECOND:
        raise Refused(_("The incident manager works in second line."), "line")
    person.line, person.is_coordinator, person.is_administrator = line, is_coordinator, is_administrator
    person.save(update_fields=["line", "is_coordinator", "is_administrator"])
    record(RightsChanged(person=person, line=line, is_coordinator=is_coordinator, is_administrator=is_administrator))
    return person


@command
def change_employment(actor: Actor, person: Person, *, share: int, hours: dict | None = None) -> Employment:
    """Working share in per cent and hours per weekday (empty: the support's own)."""
    row, _made = Employment.objects.update_or_create(person=person, defaults={"share": share, "hours": hours or {}})
    record(Changed(person=person))
    return row


@command
def set_absence(
    actor: Actor,
    person: Person,
    *,
    first_day: date,
    last_day: date,
    kind: str = Absence.Kind.LEAVE,
    deputy: Person | None = None,
) -> Absence:
    """Note an absence, first and last day included, and who stands in."""
    if last_day < first_day:
        raise Refused(_("The last day is before the first."), "order")
    if deputy == person:
        raise Refused(_("Somebody else has to stand in."), "deputy")
    if Absence.objects.filter(person=person, first_day=first_day, last_day=last_day, deputy=deputy).exists():
        raise Refused(_("That is already so."), "unchanged")
    row = Absence.objects.create(person=person, first_day=first_day, last_day=last_day, kind=kind, deputy=deputy)
    record(AbsenceSet(person=person, absence=row.pk))
    return row


@command
def remove_absence(actor: Actor, person: Person, *, absence: Absence) -> None:
    """The person is not away after all."""
    was_away = Absence.objects.on().filter(pk=absence.pk).exists()
    if not Absence.objects.filter(pk=absence.pk, person=person).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(AbsenceRemoved(person=person, absence=absence.pk, had_begun=was_away))
