"""What the desk has of a case: what was decided of it at the stand-up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.desk.models import Decision
from bollkoll.log.disclosing import Group, Section, in_case, items
from bollkoll.people.actor import Actor


@in_case(order=48)
def decided(actor: Actor, case: Case) -> Iterator[Section]:
    rows = Decision.objects.filter(case=case).select_related("person").order_by("at", "pk")
    columns = (("at", _("When"), "at"), ("what", _("What"), "get_kind_display"), ("who", _("Whom"), "person"))
    yield Section("stand_up", _("At the stand-up"), items(rows, *columns), Group.NOTES)
