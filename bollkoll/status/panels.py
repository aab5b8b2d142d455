"""What operating information shows on the pages of others: the rail, Läget nu, a case, the portal; and its face in lists of
balls."""

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.commitments.faces import Face, face
from bollkoll.commitments.models import Subject
from bollkoll.incidents.models import Incident, ProcessStep
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.status import policy
from bollkoll.status.forms.verbs import UpdateForm
from bollkoll.status.models import Notice
from bollkoll.status.queries import notices as queries
from bollkoll.status.queries.first import disturbing, first_notice, of_incident
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally

MOST_FOR_ANYBODY = 5
"""Notices on the front page of whoever has not logged in; the public page has the rest."""


@face(Subject.Kind.NOTICE)
def notices(actor: Actor, keys: set[UUID]) -> dict[UUID, Face]:
    rows = Notice.objects.visible_to(actor).filter(pk__in=keys).select_related("subject")
    return {
        row.pk: Face(row.title, reverse("status:notice", args=[row.number]), row.get_kind_display())
        for row in rows.prefetch_related("parts__service")
    }


@panel("rail", order=55)
def rail(request: Request) -> Link | None:
    if not policy.may_read(request.actor):
        return None
    match = getattr(request, "resolver_match", None)
    return Link(
        reverse("status:notices"), _("Operating information"), "megaphone", match is not None and match.app_name == "status",
        key="g d", group="information", tally=Tally(queries.disturbing_due, late=queries.broken_due),
    )  # fmt: skip


@panel("now.going_on", order=20)
def going_on(request: Request) -> str | None:
    """Läget nu: what the world is told now, and when it is promised more."""
    if not policy.may_read(request.actor):
        return None
    rows = queries.going_on(request.actor)
    context = {"notices": rows, "may_publish": request.actor.is_agent}
    return render_to_string("status/on_now.html", context, request=request) if rows else None


@panel("incident.ending", order=10)
def still_out(request: Request, incident: Incident) -> str | None:
    """Before an incident ends, and after: a notice of it that still says that it goes on."""
    rows = disturbing(incident).for_list()
    context = {"notices": rows, "may_write": request.actor.is_agent}
    return render_to_string("status/still_out.html", context, request=request) if rows else None


@panel("case.notice", order=10)
def on_case(request: Request, case: Case) -> str | None:
    """An ongoing disturbance of the case's service; one key puts what is known into the answer."""
    if not request.actor.is_staff or not case.is_open or case.service is None:
        return None
    rows = queries.disturbances(service=case.service, environment=case.environment, institutions=[case.institution_id])
    if not rows:
        return None
    context = {"notices": rows, "case": case, "may_answer": request.actor.is_agent}
    return render_to_string("status/on_case.html", context, request=request)


@panel("portal.front", order=10)
def on_front(request: Request) -> str | None:
    """What goes on at the reporter's institution."""
    rows = queries.disturbances(institutions=request.actor.own_institutions)
    return render_to_string("status/in_portal.html", {"notices": rows}, request=request) if rows else None


@panel("portal.public", order=10)
def for_anybody(request: Request) -> str | None:
    """What goes on now, for whoever has not logged in: what the public page says, and the way there."""
    rows = queries.disturbances(most=MOST_FOR_ANYBODY)
    context = {"notices": rows, "status_url": f"{settings.CONFIG.public_status_url}/"}
    return render_to_string("status/in_public.html", context, request=request) if rows else None


@panel("portal.before", order=10)
def before_sending(request: Request) -> str | None:
    """The same before one sends; narrowed to the service as soon as one is chosen."""
    rows = queries.disturbances(institutions=request.actor.own_institutions)
    return render_to_string("status/before_sending.html", {"notices": rows}, request=request) if rows else None


@panel("incident.publish", order=10)
def in_room(request: Request, incident: Incident, step: ProcessStep) -> str | None:
    """Where the process says *publish*: the first notice, written; where it says *keep informing*: what is out, and the
    next update."""
    if not request.actor.is_staff:
        return None
    rows = of_incident(incident)
    if (step.kind == ProcessStep.Kind.PUBLISH) == bool(rows):
        return None
    standing = next((row for row in rows if not row.is_over), None)
    may_write = request.actor.is_agent
    context = {"incident": incident, "notices": rows, "standing": standing, "may_write": may_write}
    if standing is None and not rows and incident.is_unresolved and may_write:
        context["first"] = first_notice(incident)
    if standing is not None and may_write:
        context["form"] = UpdateForm(actor=request.actor, notice=standing, auto_id="notice_%s")
    return render_to_string("status/in_room.html", context, request=request) if rows or "first" in context else None
