"""The support itself, its teams, services and environments."""

from typing import Any

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.events import (
    EnvironmentAdded,
    EnvironmentChanged,
    OrganisationChanged,
    ServiceChanged,
    TeamChanged,
)
from bollkoll.services.models import Calendar, Environment, Membership, Organisation, Service, Team

WEEK = {str(day): [["08.00", "16.30"]] for day in range(5)}
"""Helgfri måndag–fredag 08.00–16.30 (domain §3)."""


@command
def set_up(actor: Actor, subject: None = None, *, name_sv: str, support_address: str, **facts: Any) -> Organisation:
    """The first thing that ever happens: the support and its calendar. Refused when it has happened."""
    if Organisation.objects.exists():
        raise Refused(_("The support has already been set up."), "set_up")
    organisation = Organisation.objects.create(pk=1, name_sv=name_sv, support_address=support_address, **facts)
    Calendar.objects.create(name="Ordinarie", is_default=True, week=WEEK)
    record(OrganisationChanged())
    return organisation


@command
def change_organisation(actor: Actor, organisation: Organisation, **facts: Any) -> Organisation:
    """Change the support's own facts (field names of :class:`Organisation`)."""
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save()
    record(OrganisationChanged())
    return organisation


@command
def add_team(actor: Actor, subject: None = None, *, key: str, name: str, line: int, email: str = "") -> Team:
    """A team of second or third line."""
    if Team.objects.filter(key=key).exists():
        raise Refused(_("There is already a team with that key."), "taken")
    team = Team.objects.create(key=key, name=name, line=line, email=email)
    record(TeamChanged(team=team.pk))
    return team


@command
def change_team(actor: Actor, team: Team, *, name: str, email: str = "", is_ended: bool = False) -> Team:
    """Rename, or end, a team. One that answers for services cannot end."""
    if is_ended and team.services.filter(ended_at=None).exists():
        raise Refused(_("The team answers for services. Give those to another team first."), "in_use")
    team.name, team.email, team.ended_at = name, email, (team.ended_at or now()) if is_ended else None
    team.save()
    record(TeamChanged(team=team.pk))
    return team


@command
def add_member(actor: Actor, team: Team, *, person: Person, part: str = Membership.Part.MEMBER) -> Membership:
    """Somebody belongs to a team, or follows it."""
    if not person.line:
        raise Refused(_("%(name)s works in neither second nor third line.") % {"name": person}, "no_line")
    row, _made = Membership.objects.update_or_create(team=team, person=person, defaults={"part": part})
    record(TeamChanged(team=team.pk))
    return row


@command
def remove_member(actor: Actor, team: Team, *, person: Person) -> None:
    if not Membership.objects.filter(team=team, person=person).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(TeamChanged(team=team.pk))


@command
def add_service(
    actor: Actor,
    subject: None = None,
    *,
    key: str,
    name_sv: str,
    name_en: str = "",
    hint_sv: str = "",
    hint_en: str = "",
    team: Team | None = None,
    specialist: Person | None = None,
) -> Service:
    """A part of the system that cases concern, and who answers for it in line 2 and 3."""
    if Service.objects.filter(key=key).exists():
        raise Refused(_("There is already a service with that key."), "taken")
    service = Service(
        key=key, name_sv=name_sv, name_en=name_en, hint_sv=hint_sv, hint_en=hint_en, team=team, specialist=specialist
    )
    service.prepare().save()
    record(ServiceChanged(service=service.pk))
    return service


@command
def change_service(actor: Actor, service: Service, *, is_ended: bool = False, **facts: Any) -> Service:
    """Change names, hints, team, specialist; or end the service (its cases keep it)."""
    for name, value in facts.items():
        setattr(service, name, value)
    service.ended_at = (service.ended_at or now()) if is_ended else None
    service.prepare().save()
    record(ServiceChanged(service=service.pk))
    return service


@command
def add_environment(
    actor: Actor, subject: None = None, *, key: str, name_sv: str, name_en: str = "", order: int = 0
) -> Environment:
    if Environment.objects.filter(key=key).exists():
        raise Refused(_("There is already an environment with that key."), "taken")
    environment = Environment.objects.create(key=key, name_sv=name_sv, name_en=name_en, order=order)
    record(EnvironmentAdded(environment=environment.pk))
    return environment


@command
def change_environment(
    actor: Actor, environment: Environment, *, name_sv: str, name_en: str = "", order: int = 0
) -> Environment:
    """Another name or place in the list; cases keep their environment."""
    environment.name_sv, environment.name_en, environment.order = name_sv, name_en, order
    environment.save()
    record(EnvironmentChanged(environment=environment.pk))
    return environment
