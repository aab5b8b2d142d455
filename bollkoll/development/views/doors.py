"""Who comes in, and how a form that was refused is shown again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect

from bollkoll.cases.views.doors import for_staff, signed_in
from bollkoll.log.acting import Refused
from bollkoll.people.access import works_here
from bollkoll.people.requests import Request

View = Callable[..., HttpResponse]


def for_agents(view: View) -> View:
    """For the desk alone."""

    @for_staff
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_agent:
            raise PermissionDenied("development.desk")
        return view(request, *args, **kwargs)

    return enter


def for_keepers(view: View) -> View:
    """For those who work here, administrators too."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not works_here(request.actor):
            raise PermissionDenied("development.keepers")
        return view(request, *args, **kwargs)

    return enter


def see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


def attempt(request: Request, said: Any, command: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Carry out a deed that asks nothing; what the state refuses is said on the page that follows."""
    try:
        command(request.actor, *args, **kwargs)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return False
    messages.success(request, str(said))
    return True
