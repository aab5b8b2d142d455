"""Disturbances that go on: shown before one reports, so that a row is added instead of one more matter."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.incidents import commands
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.portal.views.door import for_contacts, see
from bollkoll.ui import dates


@for_contacts
@require_safe
def disturbances(request: Request) -> HttpResponse:
    """Those of the chosen service: what the form of a new matter asks for as the service is chosen."""
    service, environment = (request.GET.get(name, "") for name in ("service", "environment"))
    context = {"disturbances": queries.disturbances(request.actor, service, environment)}
    return render(request, "portal/parts/disturbances.html", context)


def _found(number: int) -> Incident:
    """Also one that is over meanwhile: a page that stood open is answered with words."""
    incident = Incident.objects.filter(subject__kind="incident", subject__number=number).first()
    if incident is None:
        raise Http404("incident")
    return incident


@for_contacts
@require_POST
def also_affected(request: Request, number: int) -> HttpResponse:
    """I am affected too: a row in the ledger, and no new matter."""
    incident = _found(number)
    try:
        row = commands.also_affected(request.actor, incident, is_told=queries.is_told(request.actor, incident))
    except Refused as refusal:
        messages.info(request, str(refusal.message))
        return see("portal:new", "fault") if refusal.code == "over" else see("home")
    if row.incident.resolved_at is None:
        messages.success(request, _("Thank you: we know, and you are told when there is news."))
        return see("home")
    since = dates.exact(row.incident.resolved_at, get_language() or "sv")
    words = _(
        "Thank you: we know that you were affected, and you get an answer. We believe that it is solved since %(time)s. "
        "Are you still affected? Then report a fault, so that we can look into it with you."
    )
    messages.success(request, words % {"time": since})
    return see("home")


@for_contacts
@require_POST
def not_affected(request: Request, number: int) -> HttpResponse:
    """It works for us."""
    try:
        commands.not_affected(request.actor, _found(number))
        messages.success(request, _("Noted: you are told no more of it."))
    except Refused as refusal:
        messages.info(request, str(refusal.message))
    return see("home")
