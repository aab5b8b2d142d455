"""The room of one incident: parts that live, and the note that is always open."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases.commands import AlreadyDone
from bollkoll.incidents import commands
from bollkoll.incidents.forms.room import NoteForm
from bollkoll.incidents.models import Incident
from bollkoll.incidents.queries.room import room as read
from bollkoll.incidents.queries.room import thanks_of
from bollkoll.incidents.queries.timeline import timeline
from bollkoll.incidents.views.doors import done, for_staff, found
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request

PARTS = ("head", "work", "timeline", "aside")


@for_staff
@require_safe
def room(request: Request, number: int) -> HttpResponse:
    return _page(request, found(request, number), NoteForm())


@for_staff
@require_safe
def part(request: Request, number: int, name: str) -> HttpResponse:
    """One part of the room, when it has changed."""
    if name not in PARTS:
        raise Http404(name)
    incident = found(request, number)
    return render(request, f"incidents/room/{name}.html", {**_context(request, incident, name), "is_part": True})


def _context(request: Request, incident: Incident, name: str = "") -> dict[str, Any]:
    context: dict[str, Any] = {"incident": incident}
    if name in ("", "timeline"):
        context["entries"] = timeline(request.actor, incident)[::-1]
    if name != "timeline":
        context |= read(request.actor, incident)
    if name in ("", "aside"):
        context["thanks"] = thanks_of(request.actor, incident)
    return context


def _page(request: Request, incident: Incident, form: NoteForm, status: int = 200) -> HttpResponse:
    context = _context(request, incident) | {
        "note_form": form,
        "room_live_url": live_url(incident.topic, "incidents"),
    }
    return render(request, "incidents/room.html", context, status=status)


@for_staff
@require_POST
def note(request: Request, number: int) -> HttpResponse:
    """Write in the room. A refused note keeps its text."""
    incident = found(request, number)
    if not commands.note.policy(request.actor, incident):
        raise NotAllowed("incidents.note")
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, form, 422)
    try:
        commands.note(request.actor, incident, text=form.cleaned_data["text"], once=request.POST.get("once", "")[:32])
    except AlreadyDone:
        pass
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, incident, form, 409)
    return done(request, incident)
