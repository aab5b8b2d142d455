"""Who comes in, and what the pages of both sides have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bollkoll.cases.views.doors import done, signed_in
from bollkoll.kit.files import MB
from bollkoll.orders.models import Order, Run
from bollkoll.orders.policy import keeps_types
from bollkoll.orders.queries import finding
from bollkoll.people.requests import Request

View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """For those who keep order types."""

    @signed_in
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_types(request.actor):
            raise PermissionDenied("orders.types")
        return view(request, *args, **kwargs)

    return enter


def found(request: Request, number: int) -> Order:
    try:
        return finding.order(request.actor, number)
    except (Order.DoesNotExist, OverflowError):
        raise Http404("order") from None


def found_run(order: Order, pk: int) -> Run:
    try:
        return finding.run(order, pk)
    except (Run.DoesNotExist, OverflowError):
        raise Http404("step") from None


def base(request: Request) -> str:
    """Which house the page stands in: the desk's or the portal."""
    return "ui/desk.html" if request.actor.is_staff or not request.actor.is_contact else "ui/portal.html"


def page_of(request: Request, order: Order) -> str:
    name = "cases:case" if request.actor.is_staff else "portal:case"
    return reverse(name, args=[order.case.number])


def back(request: Request, order: Order, said: Any = "") -> HttpResponse:
    """The change is made: the open page fetches what changed, or the matter is shown."""
    if request.actor.is_staff:
        return done(request, order.case, said)
    return see(page_of(request, order), request, said)


def see(address: str, request: Request | None = None, said: Any = "") -> HttpResponse:
    if request is not None and said:
        messages.success(request, str(said))
    return HttpResponseRedirect(address, status=303)


def uploads() -> dict[str, Any]:
    return {"upload_url": reverse("cases:upload"), "max_bytes": settings.CONFIG.max_file_mb * MB}
