"""What services have of a person: teams, services they know best, freezes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.log.disclosing import Section, about_person, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Freeze, Membership, Service


@about_person(Membership, Service, Freeze, order=16)
def belongs(actor: Actor, person: Person) -> Iterator[Section]:
    teams = Membership.objects.filter(person=person).select_related("team")
    columns = (("team", _("Team"), "team"), ("part", _("Part"), "get_part_display"))
    yield Section("teams", _("Teams"), items(teams, *columns))
    known = Service.objects.filter(specialist=person)
    yield Section("specialist", _("Knows best"), items(known, ("service", _("Service"), str)))
    frozen = parts_played(
        (_("Set a freeze"), Freeze.objects.filter(set_by=person), "set_at", "get_what_display"),
        (_("Lifted a freeze"), Freeze.objects.filter(lifted_by=person), "lifted_at", "get_what_display"),
    )
    yield Section("freezes", _("Freezes"), frozen)
