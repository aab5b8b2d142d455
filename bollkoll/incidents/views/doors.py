"""Who comes in to an incident, and how a change is answered: a verb is a dialog, a deed one press."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases.forms.base import CaseForm
from bollkoll.cases.views.doors import View, signed_in
from bollkoll.incidents import queries
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people.requests import Request
from bollkoll.ui.asseen import AsSeen


def for_staff(view: View) -> View:
    """For the desk and third line. For reporters there is no such page: theirs is the portal."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_staff:
            raise PermissionDenied("incidents.staff")
        return view(request, *args, **kwargs)

    return enter


def found(request: Request, number: int) -> Incident:
    """The incident, or 404 when there is none that the actor may see."""
    try:
        return queries.incident(request.actor, number)
    except (Incident.DoesNotExist, OverflowError):
        raise Http404("incident") from None


def page_of(incident: Incident) -> str:
    return reverse("incidents:room", args=[incident.number])


def see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


def done(request: Request, incident: Incident, said: Any = "") -> HttpResponse:
    """A change was made: the open room fetches its parts at once; without script the page that was left is shown anew."""
    if said:
        messages.success(request, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        told = json.dumps({"told": [incident.topic, "incidents"]})
        return HttpResponse(status=204, headers={"HX-Trigger": told})
    return see(_back(request, incident))


def _back(request: Request, incident: Incident) -> str:
    """The page of the incident that the form was sent from: its room, its ledger or its review."""
    page = request.POST.get("page", "")
    names = {"ledger": "incidents:ledger", "review": "incidents:review"}
    return reverse(names[page], args=[incident.number]) if page in names else page_of(incident)


def gone_to(request: Request, address: str, said: Any = "") -> HttpResponse:
    """A change that leads to another page."""
    if said:
        messages.success(request, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return see(address)


def attempt(
    request: Request, incident: Incident, said: Any, command: Callable[..., Any], **arguments: Any
) -> HttpResponse:
    """Carry out a deed that asks nothing; what the state refuses is said on the page that follows."""
    try:
        command(request.actor, incident, **arguments)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return gone_to(request, _back(request, incident))
    return gone_to(request, _back(request, incident), said)


def verb(
    command: Callable[..., Any],
    form_class: type[CaseForm],
    answer: Callable[[Request, Incident, Any, CaseForm], HttpResponse] | None = None,
) -> View:
    """The view of ``command`` as a dialog: GET draws its form, POST carries it out."""

    def view(request: Request, number: int) -> HttpResponse:
        incident = found(request, number)
        if not command.policy(request.actor, incident):  # type: ignore[attr-defined]
            raise NotAllowed(command.__name__)
        if request.method == "GET":
            about = {name: request.GET[name] for name in ("kind", "row") if name in request.GET}
            form = form_class(initial=about, actor=request.actor, case=incident)  # type: ignore[arg-type]
            form.initial = {**form.initial, **request.GET.dict()}
            return draw(request, incident, form)
        form = form_class(request.POST, actor=request.actor, case=incident)  # type: ignore[arg-type]
        if not form.is_valid():
            return draw(request, incident, form, 422)
        if getattr(form, "is_idle", False):
            return done(request, incident)
        try:
            made = command(request.actor, incident, **form.arguments())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            if refusal.code == "changed" and isinstance(form, AsSeen):
                now = found(request, number)
                form.catch_up(form_class(actor=request.actor, case=now))  # type: ignore[arg-type]
            return draw(request, incident, form, 409)
        return answer(request, incident, made, form) if answer else done(request, incident, form.said)

    return for_staff(require_http_methods(["GET", "POST"])(_named(view, command)))


def _named(view: Callable[..., HttpResponse], command: Callable[..., Any]) -> Callable[..., HttpResponse]:
    view.__name__ = command.__name__
    return view


def draw(request: Request, incident: Incident, form: CaseForm, status: int = 200) -> HttpResponse:
    """The form in the shared dialog, or as a page of its own."""
    if fields := form.visible_fields():
        fields[0].field.widget.attrs["autofocus"] = True
    context = {"case": incident, "form": form, "back_url": page_of(incident)}
    alone = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "cases/verb_form.html" if alone else "cases/verb.html", context, status=status)


def deed(
    command: Callable[..., Any], said: Any, arguments: Callable[[Request, Incident], dict[str, Any]] | None = None
) -> View:
    """The view of a verb that asks nothing: one POST."""

    def view(request: Request, number: int) -> HttpResponse:
        incident = found(request, number)
        return attempt(request, incident, said, command, **(arguments(request, incident) if arguments else {}))

    return for_staff(require_POST(_named(view, command)))


def row_of(relation: str, argument: str) -> Callable[[Request, Incident], dict[str, Any]]:
    """What a button names: one row of the incident."""

    def find(request: Request, incident: Incident) -> dict[str, Any]:
        key = request.POST.get("row", "")
        row = getattr(incident, relation).filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
        if row is None:
            raise Http404(relation)
        return {argument: row}

    return find
