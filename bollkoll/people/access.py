"""Who comes in where: views for those who are logged in, and the frame their pages stand in."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.ui.views import csrf_failure

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Only for persons: others are asked to log in and come back."""

    @never_cache
    @functools.wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.person is None:
            return signed_out(request)
        return view(request, *args, **kwargs)

    return run


def signed_out(request: Request) -> HttpResponse:
    """Asked to log in and come back. A form sent after the session ended is answered with everything that was typed."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    if request.headers.get("X-Sent-By") == "page" or request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)  # the page keeps the text and says so
    return csrf_failure(request)


def works_here(actor: Actor) -> bool:
    """Second line, third line, or an administrator: those whose pages stand at the desk."""
    return actor.is_staff or actor.is_administrator


def desk_only(view: View) -> View:
    """Only for those who work here; for reporters there is no such page."""

    @signed_in
    @functools.wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not works_here(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    return run


def ask(policy: Callable[[Actor, Any], bool], actor: Actor, subject: Any = None) -> None:
    """Show a form only to those who may send it. Raises ``PermissionDenied``; the command asks again."""
    if not policy(actor, subject):
        raise PermissionDenied


def shell(actor: Actor) -> str:
    """The template to extend: reporters stand in the portal, those who work here at the desk."""
    return "people/in_desk.html" if works_here(actor) else "people/in_portal.html"


def show(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the frame of whoever looks. Its template says ``{% extends shell %}`` and fills ``page``."""
    return render(request, template, {"shell": shell(request.actor), **context}, status=status)
