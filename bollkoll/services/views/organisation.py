"""The support itself, and the way to the other settings."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.people.access import ask, desk_only
from bollkoll.services import commands, policy, queries
from bollkoll.services.forms import OrganisationForm
from bollkoll.services.models import Organisation
from bollkoll.services.rules import week_in_words


@desk_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, with what it is now."""
    calendar, services = queries.calendar(), list(queries.services())
    context = {
        "organisation": queries.organisation(),
        "week": week_in_words(calendar),
        "is_open": calendar.is_open(timezone.now()),
        "notices": queries.notices_today(),
        "targets": queries.targets(),
        "teams": list(queries.teams()),
        "services": services,
        "unanswered": sum(service.team is None or service.specialist is None for service in services),
        "environments": list(queries.environments()),
    }
    return render(request, "services/overview.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    ask(policy.change_organisation, request.actor)
    row = copy(queries.organisation())  # a refused form leaves its mark on it
    form = OrganisationForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        commands.change_organisation(request.actor, Organisation.objects.get(pk=1), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("services:overview")
    return render(request, "services/organisation.html", {"form": form}, status=422 if form.errors else 200)
