"""Teams and who is in them, the services they answer for, and environments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.log.acting import Refused
from bollkoll.people.access import ask, desk_only
from bollkoll.people.models import Person
from bollkoll.services import commands, policy, queries
from bollkoll.services.forms import EnvironmentForm, MemberForm, ServiceForm, TeamForm, free_key
from bollkoll.services.models import Environment, Service, Team


@desk_only
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    rows = list(queries.teams())
    context = {
        "groups": [
            (_("Second line"), [team for team in rows if team.line == 2]),
            (_("Third line"), [team for team in rows if team.line == 3]),
        ],
        "may_change": policy.add_team(request.actor, None),
    }
    return render(request, "services/teams.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def add_team(request: HttpRequest) -> HttpResponse:
    ask(policy.add_team, request.actor)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = commands.add_team(request.actor, key=free_key(Team, form.cleaned_data["name"]), **form.cleaned_data)
        messages.success(request, _("The team is added. Now its people."))
        return redirect("services:team", row.pk)
    return render(request, "services/team_form.html", {"form": form}, status=422 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team: its name, its people and its services."""
    row = get_object_or_404(queries.teams(), pk=pk)
    form = TeamForm(request.POST or None, instance=row)
    if request.method == "POST":
        ask(policy.change_team, request.actor, row)
        if form.is_valid():
            try:
                commands.change_team(request.actor, row, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("is_ended", str(refusal.message))
            else:
                messages.success(request, _("Saved."))
                return redirect("services:teams")
    return _team_page(request, row, form, MemberForm(row), 422 if form.errors else 200)


def _team_page(request: HttpRequest, row: Team, form: TeamForm, member_form: MemberForm, status: int) -> HttpResponse:
    name = Team.objects.values_list("name", flat=True).get(pk=row.pk)
    may_change = policy.change_team(request.actor, row)
    context = {"team": row, "name": name, "form": form, "member_form": member_form, "may_change": may_change}
    return render(request, "services/team.html", context, status=status)


@desk_only
@require_POST
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.teams(), pk=pk)
    ask(policy.add_member, request.actor, row)
    form = MemberForm(row, request.POST)
    if form.is_valid():
        try:
            commands.add_member(request.actor, row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("person", str(refusal.message))
        else:
            messages.success(request, _("%(name)s is in the team.") % {"name": form.cleaned_data["person"]})
            return redirect("services:team", pk)
    return _team_page(request, row, TeamForm(instance=row), form, 422)


@desk_only
@require_POST
def remove_member(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    row = get_object_or_404(Team, pk=pk, ended_at=None)
    found = get_object_or_404(Person, pk=person, memberships__team=row)
    commands.remove_member(request.actor, row, person=found)
    messages.success(request, _("%(name)s is no longer in the team.") % {"name": found})
    return redirect("services:team", pk)


@desk_only
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    rows = list(Service.objects.select_related("team", "specialist"))
    context = {
        "present": [row for row in rows if not row.ended_at],
        "ended": [row for row in rows if row.ended_at],
        "may_change": policy.add_service(request.actor, None),
    }
    return render(request, "services/services.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def add_service(request: HttpRequest) -> HttpResponse:
    ask(policy.add_service, request.actor)
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.add_service(request.actor, key=free_key(Service, form.cleaned_data["name_sv"]), **form.cleaned_data)
        messages.success(request, _("The service is added."))
        return redirect("services:services")
    return render(request, "services/service_form.html", {"form": form}, status=422 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "POST"])
def change_service(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Service, pk=pk)
    ask(policy.change_service, request.actor, row)
    title = row.name
    form = ServiceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        commands.change_service(request.actor, row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("services:services")
    context = {"form": form, "title": title}
    return render(request, "services/service_form.html", context, status=422 if form.errors else 200)


@desk_only
@require_safe
def environments(request: HttpRequest) -> HttpResponse:
    context = {"environments": queries.environments(), "may_change": policy.add_environment(request.actor, None)}
    return render(request, "services/environments.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def add_environment(request: HttpRequest) -> HttpResponse:
    ask(policy.add_environment, request.actor)
    form = EnvironmentForm(request.POST or None, initial={"order": Environment.objects.count() + 1})
    if request.method == "POST" and form.is_valid():
        key = free_key(Environment, form.cleaned_data["name_sv"])
        commands.add_environment(request.actor, key=key, **form.cleaned_data)
        messages.success(request, _("The environment is added."))
        return redirect("services:environments")
    return render(request, "services/environment_form.html", {"form": form}, status=422 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "POST"])
def change_environment(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Environment, pk=pk)
    ask(policy.change_environment, request.actor, row)
    title = row.name
    form = EnvironmentForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        commands.change_environment(request.actor, row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("services:environments")
    context = {"form": form, "title": title}
    return render(request, "services/environment_form.html", context, status=422 if form.errors else 200)
