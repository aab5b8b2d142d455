"""Disturbances that go on: shown before one reports, so that a row is added instead of one more matter."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.incidents import commands
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.portal.views.door import for_contacts, see


@for_contacts
@require_safe
def disturbances(request: Request) -> HttpResponse:
    """Those of the chosen service: what the form of a new matter asks for as the service is chosen."""
    service, environment = (request.GET.get(name, "") for name in ("service", "environment"))
    context = {"disturbances": queries.disturbances(request.actor, service, environment)}
    return render(request, "portal/parts/disturbances.html", context)


def _found(number: int) -> Incident:
    goes_on = Q(state__in=Incident.UNRESOLVED) | Q(merged_into__state__in=Incident.UNRESOLVED)
    incident = Incident.objects.filter(goes_on, subject__kind="incident", subject__number=number).first()
    if incident is None:
        raise Http404("incident")
    return incident


@for_contacts
@require_POST
def also_affected(request: Request, number: int) -> HttpResponse:
    """I am affected too: a row in the ledger, and no new matter."""
    try:
        commands.also_affected(request.actor, _found(number))
        messages.success(request, _("Thank you: we know, and you are told when there is news."))
    except Refused as refusal:
        messages.info(request, str(refusal.message))
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
