"""What incidents have of a case: which it belonged to, and what its reporter was told of it."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
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
from bollkoll.log.disclosing import Group, Item, Section, about_person, in_case, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


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


WORK = (Incident, IncidentCase, ProcessStep, Review, Action, Report, Said, Proposal, Note, Participant, Decision, Task)


@about_person(Affected, *WORK, order=45)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """Incidents that they were affected by or worked in."""
    told = Affected.objects.filter(person=person).select_related("incident__subject", "institution")
    columns = (
        ("at", _("When"), "added_at"),
        ("incident", _("Incident"), "incident.subject.number"),
        ("institution", _("Institution"), "institution"),
        ("final", _("Final answer"), "final_at"),
    )
    yield Section("affected", _("Incidents they were affected by"), items(told, *columns))
    yield Section("incidents", _("What they did in incidents"), list(_worked(person)))


def _worked(person: Person) -> Iterator[Item]:
    own, of = "subject.number", "incident.subject.number"
    rows = Incident.objects.select_related("subject")
    yield from parts_played(
        (_("Led"), rows.filter(lead=person), "declared_at", own),
        (_("Informed"), rows.filter(communicator=person), "declared_at", own),
        (_("Declared"), rows.filter(declared_by=person), "declared_at", own),
    )
    for what, model, when, fields in (
        (_("Linked a case"), IncidentCase, "linked_at", ("linked_by",)),
        (_("Step"), ProcessStep, "done_at", ("owner", "done_by")),
        (_("Review"), Review, "done_at", ("done_by",)),
        (_("Action"), Action, "added_at", ("owner", "done_by")),
        (_("Reporting"), Report, "decided_at", ("decided_by",)),
        (_("Told the reporters"), Said, "at", ("by",)),
        (_("Proposal"), Proposal, "decided_at", ("decided_by",)),
        (_("Note"), Note, "at", ("author",)),
        (_("Pulled in"), Participant, "asked_at", ("person", "asked_by")),
        (_("Decision"), Decision, "asked_at", ("asked_of", "asked_by", "answered_by")),
        (_("Task"), Task, "added_at", ("owner", "added_by", "done_by")),
    ):
        found = Q()
        for field in fields:
            found |= Q(**{field: person})
        yield from parts_played((what, model._default_manager.filter(found), when, of))
