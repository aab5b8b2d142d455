"""What the desk has of a case: what was decided of it at the stand-up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.desk.models import Attendance, Decision, StandUp, StandUpItem
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@in_case(order=48)
def decided(actor: Actor, case: Case) -> Iterator[Section]:
    rows = Decision.objects.filter(case=case).select_related("person").order_by("at", "pk")
    columns = (("at", _("When"), "at"), ("what", _("What"), "get_kind_display"), ("who", _("Whom"), "person"))
    yield Section("stand_up", _("At the stand-up"), items(rows, *columns), Group.NOTES)


@about_person(StandUp, Attendance, StandUpItem, Decision, order=48)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """Stand-ups that they led or were at, and what came to them there."""
    seen = Case.objects.visible_to(actor).values("pk")
    there = Attendance.objects.filter(person=person, was_there=True).select_related("stand_up")
    items_ = StandUpItem.objects.filter(person=person).select_related("stand_up")
    dealt = Decision.objects.filter(person=person, case__in=seen).select_related("case__subject")
    found = parts_played(
        (_("Led the stand-up"), StandUp.objects.filter(led_by=person), "began_at", lambda row: ""),
        (_("Was at the stand-up"), there, "stand_up.began_at", lambda row: ""),
        (_("Talked about"), items_, "stand_up.began_at", "get_section_display"),
        (_("Got a case"), dealt, "at", "case.number"),
    )
    yield Section("stand_ups", _("Stand-ups"), found)
