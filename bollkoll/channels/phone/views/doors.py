"""Who comes in, and how a change is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Draft
from bollkoll.channels.phone import queries
from bollkoll.channels.phone.models import Call
from bollkoll.log.acting import NotAllowed
from bollkoll.log.guard import housekeeping
from bollkoll.people.access import signed_in
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request

NEW_DRAFT = "call:new"
"""What is noted before one knows who is calling."""


def for_agents(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The telephone is the desk's."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_agent:
            raise NotAllowed("phone.calls")
        return view(request, *args, **kwargs)

    return enter


def found(request: Request, pk: UUID) -> Call:
    """The call, or 404 when there is none that the actor may know of."""
    try:
        return queries.call(request.actor, pk)
    except Call.DoesNotExist:
        raise Http404("call") from None


def page_of(call: Call) -> str:
    return reverse("phone:call", args=[call.pk])


def gone_to(request: Request, url: str, said: Any = "", *, level: int = messages.SUCCESS) -> HttpResponse:
    """A change was made that leads to another page."""
    if said:
        messages.add_message(request, level, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def keep_draft(actor: Actor, key: str, fields: dict[str, Any]) -> None:
    """Put what was noted where the next page finds it."""
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=actor.person, key=key, defaults={"fields": fields, "saved_at": timezone.now()}
        )
