"""What becomes of a person in incidents: the process can be followed, without a name."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.incidents.models import (
    Action,
    Affected,
    Decision,
    Incident,
    IncidentCase,
    Note,
    Participant,
    ProcessStep,
    Proposal,
    Report,
    Review,
    Said,
    Task,
)
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, stays
from bollkoll.people.models import Person

WORK: dict = {
    Incident: ("lead", "communicator", "declared_by"), IncidentCase: ("linked_by",), ProcessStep: ("owner", "done_by"),
    Review: ("done_by",), Action: ("owner", "done_by"), Report: ("decided_by",), Affected: ("person",), Said: ("by",),
    Proposal: ("decided_by",), Note: ("author",), Participant: ("person", "asked_by"),
    Decision: ("asked_of", "asked_by", "answered_by"), Task: ("owner", "added_by", "done_by"),
}  # fmt: skip


@stays(
    gettext_lazy("What they did in incidents, and that they were affected"),
    *WORK,
    why=gettext_lazy(
        "How an incident was handled must be possible to follow; nothing but the number tells who it was."
    ),
    order=64,
)
def worked(person: Person, traces: Traces) -> Iterator[Change]:
    for model, fields in WORK.items():
        found = Q()
        for field in fields:
            found |= Q(**{field: person})
        yield Change(model._default_manager.filter(found))
