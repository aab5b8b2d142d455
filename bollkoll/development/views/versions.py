"""Versions: the calendar, one version, and when it is where."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.views.doors import for_staff
from bollkoll.development import commands
from bollkoll.development.forms.releases import ArriveForm, VersionForm
from bollkoll.development.models import Version
from bollkoll.development.queries import releases as queries
from bollkoll.development.views.doors import for_agents, see
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request


@for_staff
@require_safe
def versions(request: Request) -> HttpResponse:
    """What comes, and came, in a quarter or a year."""
    span = queries.period(request.GET.get("period", ""))
    columns = queries.environments()
    context = {
        "span": span,
        "columns": columns,
        "lines": queries.calendar(span, columns),
        "undated": queries.without_dates(columns),
        "may_change": request.actor.is_agent,
    }
    return render(request, "development/versions.html", context)


@for_agents
@require_http_methods(["GET", "POST"])
def add_version(request: Request) -> HttpResponse:
    return _edit(request, None)


@for_agents
@require_http_methods(["GET", "POST"])
def change_version(request: Request, pk: int) -> HttpResponse:
    return _edit(request, found(pk))


def found(pk: int) -> Version:
    try:
        return queries.version(pk)
    except Version.DoesNotExist:
        raise Http404("version") from None


def _edit(request: Request, row: Version | None) -> HttpResponse:
    initial = VersionForm.initial_of(row) if row else {}
    form = VersionForm(request.POST or None, initial=initial, environments=queries.environments())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = {"name": form.cleaned_data["name"], "note": form.cleaned_data["note"], "plan": form.plan()}
            try:
                if row:
                    commands.change_version(request.actor, row, **facts)
                else:
                    row = commands.add_version(request.actor, **facts)
            except Refused as refusal:
                form.add_error("name", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("The version is saved."))
                return see(page_of(row))
    return render(request, "development/version_form.html", {"form": form, "version": row}, status=status)


def page_of(row: Version) -> str:
    return reverse("development:version", args=[row.pk])


@for_staff
@require_safe
def version(request: Request, pk: int) -> HttpResponse:
    """What is in it, where it is and when, and who is to be told."""
    return _page(request, found(pk))


def _page(request: Request, row: Version, refused: ArriveForm | None = None, status: int = 200) -> HttpResponse:
    known = {release.environment_id: release for release in row.releases.all()}
    production = queries.production()
    waiting, closed = queries.waiting_to_be_told(request.actor, row)
    places = []
    for one in queries.environments():
        mine = refused if refused and refused.data.get("environment") == str(one.pk) else None
        form = mine or ArriveForm(initial={"environment": one.pk}, auto_id=f"at_{one.pk}_%s")
        places.append((one, known.get(one.pk), form, production is not None and one.pk == production.pk))
    context = {
        "version": row,
        "places": places,
        "issues": queries.issues_of(request.actor, row),
        "waiting": waiting,
        "closed": closed,
        "told": queries.told(request.actor, row),
        "may_change": request.actor.is_agent,
    }
    return render(request, "development/version.html", context, status=status)


@for_agents
@require_POST
def arrive(request: Request, pk: int) -> HttpResponse:
    """The version is in an environment now, or since a moment."""
    row = found(pk)
    form = ArriveForm(request.POST, version=row, auto_id=f"at_{request.POST.get('environment', '')[:9]}_%s")
    if not form.is_valid():
        return _page(request, row, form, 422)
    environment = form.cleaned_data["environment"]
    try:
        commands.arrive(request.actor, row, environment=environment, at=form.cleaned_data["at"])
    except Refused as refusal:
        form.add_error("at", str(refusal.message))
        return _page(request, row, form, 409)
    messages.success(request, _("%(version)s is in %(place)s.") % {"version": row.name, "place": environment.name})
    return see(page_of(row))


@for_agents
@require_POST
def take_back_arrival(request: Request, pk: int) -> HttpResponse:
    row = found(pk)
    form = ArriveForm(request.POST)
    if not form.is_valid():
        raise Http404("environment")
    try:
        done = commands.take_back_arrival(request.actor, row, environment=form.cleaned_data["environment"])
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return see(page_of(row))
    said = [_("Taken back.")]
    if done.answers:
        said.append(
            ngettext(
                "%(count)s answer that had not gone out was not sent.",
                "%(count)s answers that had not gone out were not sent.",
                done.answers,
            )
            % {"count": done.answers}
        )
    if done.wrong:
        said.append(
            ngettext(
                "%(count)s reporter has been told already and is to be told that it was wrong.",
                "%(count)s reporters have been told already and are to be told that it was wrong.",
                done.wrong,
            )
            % {"count": done.wrong}
        )
    messages.success(request, " ".join(said))
    return see(page_of(row))
