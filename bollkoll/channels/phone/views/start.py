"""Somebody is on the line: who is it? And what goes on at the telephones of the desk."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.rows import by_due
from bollkoll.cases.views.composing import forget_draft
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.forms import BeginForm, key_of
from bollkoll.channels.phone.models import Call, Ring
from bollkoll.channels.phone.views.doors import NEW_DRAFT, for_agents, found, gone_to, keep_draft, page_of
from bollkoll.kit.text import one_line
from bollkoll.log.acting import Refused
from bollkoll.log.live import live_url
from bollkoll.people.models import Person
from bollkoll.people.requests import Request


@for_agents
@require_safe
def calls(request: Request) -> HttpResponse:
    """The page that a call opens. ``q``: who is sought; ``ring``: the exchange's call; ``call``: whose caller is another."""
    target = request.headers.get("HX-Target")
    if target == "found":
        return render(request, "phone/found.html", _found(request))
    if target == "going-on":
        return render(request, "phone/going_on.html", _going_on(request))
    return _page(request)


def _page(request: Request, *, text: str | None = None, refused: str = "", status: int = 200) -> HttpResponse:
    draft = cases.draft(request.actor, NEW_DRAFT)
    kept = draft.fields.get("text", "") if draft else ""
    context = {
        **_found(request),
        **_going_on(request),
        "text": kept if text is None else text,
        "refused": refused,
        "draft_url": reverse("cases:draft", args=[NEW_DRAFT]),
        "draft_at": draft.saved_at.isoformat() if draft else "",
        "live_url": live_url(
            "calls", "desk", f"person:{request.actor.person_id}", f"ringing:{request.actor.person_id}"
        ),
    }
    return render(request, "phone/calls.html", context, status=status)


def _found(request: Request) -> dict[str, Any]:
    """Who it may be. Of a call from the exchange, those who call from its number, before anything is typed."""
    asked = request.GET if request.method == "GET" else request.POST
    ring = _ring(request, asked.get("ring", ""))
    changed = key_of(asked.get("call", ""))
    typed = one_line(asked.get("q", ""), 100).text
    callers = queries.find(request.actor, typed) if typed else queries.by_number(ring.number) if ring else []
    return {
        "q": typed,
        "ring": ring,
        "changed": found(request, changed) if changed else None,
        "callers": callers,
        "is_sought": bool(len(typed) > 1 or (ring and ring.number)),
        "most": queries.MOST_FOUND,
    }


def _ring(request: Request, key: str) -> Ring | None:
    pk = key_of(key)
    return queries.ring(request.actor, pk) if pk else None


def _going_on(request: Request) -> dict[str, Any]:
    actor = request.actor
    others = queries.on_the_phone(actor)
    calling = {call.call_back_id: str(call.agent) for call in others if call.call_back_id}
    backs = [replace(row, more=calling.get(row.ball.pk, "") if row.ball else "") for row in queries.call_backs(actor)]
    return {
        "mine_open": queries.open_calls(actor),
        "ringing": queries.ringing(actor),
        "missed": queries.missed(actor),
        "others": others,
        "groups": by_due(backs),
        "count": len(backs),
    }


@for_agents
@require_POST
def begin(request: Request) -> HttpResponse:
    """This is who it is: the card opens, with what has been noted so far."""
    actor = request.actor
    form = BeginForm(request.POST)
    text = request.POST.get("text", "")
    if not form.is_valid():
        return _page(request, text=text, refused=_("Choose who is calling."), status=422)
    given = form.cleaned_data
    person = given["role"].person if given["role"] else _colleague(given["colleague"])
    if person is None:
        return _page(request, text=text, refused=_("Choose who is calling."), status=422)
    who = {"person": person, "institution": given["role"].institution if given["role"] else None}
    ring = queries.ring(actor, given["ring"]) if given["ring"] else None
    try:
        if given["call"]:
            call = commands.change_caller(actor, found(request, given["call"]), **who)
            return gone_to(request, page_of(call))
        call = commands.begin_call(actor, None, ring=ring, once=given["once"], **who)
    except AlreadyDone as again:
        call = again.made
    except Refused as refusal:
        return _page(request, text=text, refused=str(refusal.message), status=409)
    if given["text"].strip():
        keep_draft(actor, call.draft_key, {"text": given["text"]})
    forget_draft(request, NEW_DRAFT)
    return gone_to(request, page_of(call))


def _colleague(key: int | None) -> Person | None:
    return Person.objects.active().filter(pk=key, line__gt=0).first() if key else None


@for_agents
@require_safe
def ringing(request: Request) -> HttpResponse:
    """What rings now for whoever looks: the card on all their pages fetches itself from here."""
    return render(request, "phone/ringing.html", {"ringing": queries.ringing(request.actor)})


@for_agents
@require_POST
def open_ring(request: Request, pk: UUID) -> HttpResponse:
    """Open the card of a call from the exchange; when the number does not tell who it is, the search does."""
    ring = queries.ring(request.actor, pk)
    if ring is None:
        raise Http404("ring")
    only = queries.Ringing(ring, queries.by_number(ring.number)).only
    choose = f"{reverse('phone:calls')}?ring={ring.pk}"
    already = Call.objects.visible_to(request.actor).filter(ring=ring, agent=request.actor.person_id).first()
    if already is not None:
        return gone_to(request, page_of(already))
    if only is None or len(only.roles) > 1:
        return gone_to(request, choose)
    try:
        call = commands.begin_call(request.actor, None, person=only.person, ring=ring)
    except Refused as refusal:
        return gone_to(request, reverse("phone:calls"), refusal.message, level=messages.WARNING)
    return gone_to(request, page_of(call))
