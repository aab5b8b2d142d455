"""The front: for contacts where their matters stand and three doors; for everybody else who may come in, and how."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bollkoll.log.live import live_url
from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.services import queries as services

SHOWN = 8
"""Matters on the front; the list has the rest."""


@require_safe
def home(request: Request) -> HttpResponse:
    """The front page: the contact's own, the desk's, or the public one."""
    actor = request.actor
    if actor.is_coordinator:
        return redirect("desk:now")
    if actor.is_agent:
        return redirect("desk:inflow")
    if actor.is_third_line:
        return redirect("cases:list")
    if actor.is_contact:
        return _contacts_front(request)
    if actor.is_administrator:
        return redirect("services:overview")
    if request.htmx:
        return HttpResponse(status=401)  # an open page whose session has ended: the portal is not drawn inside it
    return render(request, "portal/public.html", _public())


def _public() -> dict:
    return {
        "opening": queries.opening(),
        "phone_url": queries.phone_url(),
        "notices": services.notices_today(),
        "languages": [code for code, _name in settings.LANGUAGES],
    }


def _contacts_front(request: Request) -> HttpResponse:
    actor = request.actor
    found = queries.narrowed(queries.matters(actor), actor)
    shown = list(found[:SHOWN])
    context = {
        "cases": queries.with_standing(shown, actor),
        "has_any": bool(shown) or queries.matters(actor).exists(),
        "sees_institution": bool(actor.seen_institutions),
        "topics": queries.topics(actor, shown),
    }
    if request.htmx:
        return render(request, "portal/front.html#matters", context)
    return render(
        request,
        "portal/front.html",
        context
        | {
            "drafts": queries.drafts(actor),
            "disturbances": queries.disturbances(actor),
            "opening": queries.opening(),
            "phone_url": queries.phone_url(),
            "notices": services.notices_today(),
            "live_url": live_url(*context["topics"]),
        },
    )


@require_safe
def about(request: Request) -> HttpResponse:
    """What the support is, who may turn to it and how a matter goes."""
    return render(request, "portal/about.html", _public())


@require_safe
def accessibility(request: Request) -> HttpResponse:
    """The accessibility statement (lag 2018:1937, 13 §; MDFFS 2019:2)."""
    return render(request, "portal/accessibility.html", {"phone_url": queries.phone_url()})
