"""Who comes in: pages for people with an account; whoever has lost the session while writing gets the text back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bollkoll.people.requests import Request
from bollkoll.ui.views import csrf_failure

View = Callable[..., HttpResponse]


def for_people(view: View) -> View:
    """Only for somebody signed in. A form sent after the session ended is answered with everything that was typed."""

    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            return signed_out(request)
        return view(request, *args, **kwargs)

    return enter


def for_contacts(view: View) -> View:
    """Only for registered contacts (domain §3)."""

    @for_people
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_contact:
            raise PermissionDenied("portal.contacts")
        return view(request, *args, **kwargs)

    return enter


def signed_out(request: Request) -> HttpResponse:
    if request.headers.get("X-Sent-By") == "page" or request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)  # the page keeps the text and says so
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return csrf_failure(request)


def see(name: str, *args: Any, after: str = "") -> HttpResponse:
    """303: the change is made; look there. ``after``: a query string or an anchor."""
    return HttpResponseRedirect(reverse(name, args=args) + after, status=303)
