"""Where issues are found, and where the institutions work: the settings of development."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.development import commands, policy
from bollkoll.development.forms.issues import ProductionForm, TrackerForm
from bollkoll.development.models import Tracker
from bollkoll.development.queries import issues as queries
from bollkoll.development.queries import releases
from bollkoll.development.views.doors import for_keepers, see
from bollkoll.log.acting import Refused
from bollkoll.people.access import ask
from bollkoll.people.requests import Request


@for_keepers
@require_safe
def trackers(request: Request) -> HttpResponse:
    production = releases.production()
    context = {
        "trackers": queries.trackers(),
        "production": production,
        "production_form": ProductionForm(initial={"environment": production.pk if production else None}),
        "may_change": policy.add_tracker(request.actor, None),
    }
    return render(request, "development/trackers.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def add_tracker(request: Request) -> HttpResponse:
    ask(policy.add_tracker, request.actor)
    return _edit(request, None)


@for_keepers
@require_http_methods(["GET", "POST"])
def change_tracker(request: Request, pk: int) -> HttpResponse:
    ask(policy.change_tracker, request.actor)
    return _edit(request, get_object_or_404(Tracker, pk=pk))


def _edit(request: Request, tracker: Tracker | None) -> HttpResponse:
    fields = ("prefix", "name", "address")
    initial = {name: getattr(tracker, name) for name in fields} if tracker else {}
    form = TrackerForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if tracker:
                    commands.change_tracker(request.actor, tracker, **form.cleaned_data)
                else:
                    commands.add_tracker(request.actor, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("address" if refusal.code == "address" else "prefix", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("Saved."))
                return see(reverse("development:trackers"))
    return render(request, "development/tracker_form.html", {"form": form, "tracker": tracker}, status=status)


@for_keepers
@require_POST
def choose_production(request: Request) -> HttpResponse:
    ask(policy.choose_production, request.actor)
    form = ProductionForm(request.POST)
    if form.is_valid():
        commands.choose_production(request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
    return see(reverse("development:trackers"))
