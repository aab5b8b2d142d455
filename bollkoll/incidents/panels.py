"""What incidents show on the pages below: the rail, a case, the reporter's matter, and the face of an incident among balls."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.commitments.faces import Face, face
from bollkoll.commitments.models import Subject
from bollkoll.incidents import queries, rules
from bollkoll.incidents.models import Incident
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally


@face(Subject.Kind.INCIDENT)
def incidents(actor: Actor, keys: set[UUID]) -> dict[UUID, Face]:
    rows = Incident.objects.visible_to(actor).filter(pk__in=keys).select_related("subject").prefetch_related("services")
    return {
        row.pk: Face(row.title, reverse("incidents:room", args=[row.number]), ", ".join(map(str, row.services.all())))
        for row in rows
    }


@panel("rail", order=40)
def board(request: Request) -> Link | None:
    if not request.actor.is_staff:
        return None
    match = getattr(request, "resolver_match", None)
    current = match is not None and match.app_name == "incidents"
    tally = Tally(lambda: queries.going_on_due(request.actor))
    return Link(reverse("incidents:board"), _("Incidents"), "incident", current, key="g a", tally=tally)


@panel("case.notice", order=5)
def on_case(request: Request, case: Case) -> str | None:
    """The incident that the case belongs to, above the dialogue."""
    if not request.actor.is_staff or (incident := queries.incident_of(case)) is None:
        return None
    return render_to_string("incidents/on_case.html", {"incident": incident}, request=request)


@panel("case.more", order=10)
def from_case(request: Request, case: Case) -> str | None:
    """Link it to an incident, or declare one from it, among what an agent can do."""
    if not request.actor.is_agent or not case.is_open or case.subject.is_protected:
        return None
    if queries.incident_of(case) is not None:
        return None
    goes_on = queries.going_on(request.actor).exists()
    return render_to_string("incidents/case_link.html", {"case": case, "goes_on": goes_on})


@panel("portal.matter", order=5)
def in_matter(request: Request, case: Case) -> str | None:
    """What the reporter may know: that it is part of something, and what all have been told of it."""
    incident = queries.incident_of(case)
    if incident is None or incident.state == Incident.State.SUSPECTED:
        return None
    is_english = get_language() == "en"
    said = queries.said_to_all(incident)
    for one in said:
        text = one.text_en if is_english and one.text_en else one.text_sv
        one.shown = rules.filled(text, name=case.reporter.first_name, number=case.number)  # type: ignore[attr-defined]
    return render_to_string("incidents/in_matter.html", {"incident": incident, "said": said}, request=request)
