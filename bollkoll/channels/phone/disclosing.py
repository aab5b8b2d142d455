"""What the telephone has of a case: the calls that had to do with it. What was said in them is in the dialogue."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.phone.models import Call, Matter, Number, Ring
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@in_case(order=77)
def called(actor: Actor, case: Case) -> Iterator[Section]:
    rows = Matter.objects.filter(case=case).select_related("call__agent", "call__person").order_by("at", "pk")
    yield Section(
        "calls",
        _("Calls"),
        items(
            rows,
            ("at", _("When"), "at"),
            ("what", _("What"), "get_what_display"),
            ("agent", _("Agent"), "call.agent"),
            ("who", _("Who called"), "call.person"),
        ),
        Group.HISTORY,
    )


@about_person(Number, Call, Ring, order=77)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """Their numbers, their calls, and those that they took."""
    numbers = Number.objects.filter(person=person)
    yield Section("numbers", _("Numbers they call from"), items(numbers, ("number", _("Telephone"), "shown")))
    seen = Call.objects.visible_to(actor).filter(person=person).select_related("agent").order_by("began_at")
    columns = (("at", _("When"), "began_at"), ("agent", _("Agent"), "agent"), ("number", _("Telephone"), "number"))
    yield Section("calls", _("Calls"), items(seen, *columns, text="note"))
    taken = parts_played(
        (_("Took a call"), Call.objects.visible_to(actor).filter(agent=person), "began_at", "get_outcome_display"),
        (_("Was rung"), Ring.objects.filter(agent=person), "came_at", lambda row: ""),
    )
    yield Section("calls_taken", _("Calls they took"), taken)
