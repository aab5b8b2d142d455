"""What incidents have of a case: which it belonged to, and what its reporter was told of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.models import IncidentCase
from bollkoll.log.disclosing import Group, Section, in_case, items
from bollkoll.people.actor import Actor


@in_case(order=45)
def belonged(actor: Actor, case: Case) -> Iterator[Section]:
    links = IncidentCase.objects.filter(case=case).select_related("incident__subject", "linked_by")
    yield Section(
        "incidents",
        _("Incidents that it belonged to"),
        items(
            links,
            ("number", _("Incident"), "incident.subject.number"),
            ("title", _("Subject"), "incident.title"),
            ("by", _("Linked by"), "linked_by"),
        ),
        Group.NOTES,
    )
