"""Who comes in to a case, and how a change is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.cases import queries
from bollkoll.cases.models import Case
from bollkoll.people.requests import Request
from bollkoll.ui.views import csrf_failure

View = Callable[..., HttpResponse]

CHANGED = "case-changed"
"""What the page hears when something about its case has changed: its parts fetch themselves again."""
WRITTEN = "case-written"
"""The same when the answer has brought the timeline along."""


def signed_in(view: View) -> View:
    """For whoever has an account. A form sent after the session ended is answered with everything that was typed."""

    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            return signed_out(request)
        return view(request, *args, **kwargs)

    return enter


def for_staff(view: View) -> View:
    """For the desk and third line. A reporter who follows a link here is led to their own page of the same case."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.is_staff:
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD") and "number" in kwargs:
            return HttpResponseRedirect(reverse("portal:case", args=[kwargs["number"]]))
        raise PermissionDenied("cases.staff")

    return enter


def signed_out(request: Request) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": _("You have been signed out. Sign in again in another tab.")}, status=401)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    if request.headers.get("X-Sent-By") == "page" or request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)  # the page keeps the text and says so
    return csrf_failure(request)


def found(request: Request, number: int) -> Case:
    """The case, or 404 when there is none that the actor may see."""
    try:
        return queries.case(request.actor, number)
    except (Case.DoesNotExist, OverflowError):
        raise Http404("case") from None


def page_of(case: Case) -> str:
    return reverse("cases:case", args=[case.number])


def done(request: Request, case: Case, said: Any = "") -> HttpResponse:
    """A change was made: the open page fetches what changed; without script, the page is shown anew."""
    if said:
        messages.success(request, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Trigger": CHANGED})
    return HttpResponseRedirect(page_of(case), status=303)


def gone_to(request: Request, case: Case, said: Any = "") -> HttpResponse:
    """A change was made that leads to another page."""
    if said:
        messages.success(request, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": page_of(case)})
    return HttpResponseRedirect(page_of(case), status=303)
