"""What the telephone has of a case: the calls that had to do with it. What was said in them is in the dialogue."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.phone.models import Matter
from bollkoll.log.disclosing import Group, Section, in_case, items
from bollkoll.people.actor import Actor


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
