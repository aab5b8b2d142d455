"""What handing out has of a person: when all about them was handed out, and what they handed out themselves."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.disclosure.models import Disclosure, Erasure
from bollkoll.log.disclosing import Section, about_person, items
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@about_person(Disclosure, Erasure, order=95)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    columns = (("at", _("When"), "asked_at"), ("by", _("Handed out by"), "asked_by"), ("why", _("Reason"), "reason"))
    about = Disclosure.objects.filter(person=person).select_related("asked_by").order_by("asked_at")
    yield Section("handed_out", _("When this was handed out"), items(about, *columns))
    made = Disclosure.objects.filter(asked_by=person).order_by("asked_at")
    kind = ("what", _("What"), "get_kind_display")
    yield Section("handed_out_by", _("What they handed out"), items(made, columns[0], kind))
    erased = Erasure.objects.filter(erased_by=person)
    yield Section("erased", _("Persons they erased"), items(erased, ("at", _("When"), "erased_at")))
