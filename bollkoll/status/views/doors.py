"""Who comes in: the desk writes, those who work here read. How a change is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bollkoll.cases.views.doors import signed_in
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.status import policy
from bollkoll.status.models import Notice
from bollkoll.status.queries import notices as queries

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Those who work here."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.may_read(request.actor):
            raise PermissionDenied("status.read")
        return view(request, *args, **kwargs)

    return enter


def for_desk(view: View) -> View:
    """Those who publish."""

    @for_readers
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_agent:
            raise PermissionDenied("status.desk")
        return view(request, *args, **kwargs)

    return enter


def found(request: Request, number: int) -> Notice:
    try:
        return queries.notice(request.actor, number)
    except (Notice.DoesNotExist, OverflowError):
        raise Http404("notice") from None


def page_of(notice: Notice) -> str:
    return reverse("status:notice", args=[notice.number])


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
