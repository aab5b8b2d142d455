"""Callers who may not contact the support: the words to read out, counted, and figures of them."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.views.composing import forget_draft
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.forms import LocalSupportForm, TurnAwayForm, key_of
from bollkoll.channels.phone.models import Call, LocalSupport
from bollkoll.channels.phone.views.doors import NEW_DRAFT, for_agents, found, gone_to
from bollkoll.log.acting import Refused
from bollkoll.people.models import Institution
from bollkoll.people.requests import Request
from bollkoll.services import queries as services


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def turn_away(request: Request) -> HttpResponse:
    """Who is calling, what about, and what to say to them. Only the words when the institution was chosen."""
    if request.headers.get("HX-Target") == "words":
        return render(request, "phone/words.html", _words(request.GET.get("institution", "")))
    if request.method != "POST":
        initial = {name: request.GET.get(name, "") for name in ("call", "ring", "institution", "caller")}
        return _turning(request, TurnAwayForm(initial=initial))
    form = TurnAwayForm(request.POST)
    if not form.is_valid():
        return _turning(request, form, status=422)
    given = dict(form.cleaned_data)
    call = found(request, given["call"]) if given["call"] else None
    ring = queries.ring(request.actor, given["ring"]) if given["ring"] else None
    try:
        commands.turn_away(request.actor, None, **{**given, "call": call, "ring": ring})
    except AlreadyDone:
        pass
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _turning(request, form, status=409)
    forget_draft(request, call.draft_key if call else NEW_DRAFT)
    return gone_to(request, reverse("phone:calls"), _("Counted. Nothing about the caller is kept."))


def _turning(request: Request, form: TurnAwayForm, status: int = 200) -> HttpResponse:
    """The page. The note goes along, so that one can write on and go back, and is forgotten when the call is counted."""
    chosen, key = str(form["institution"].value() or ""), key_of(str(form["call"].value() or ""))
    name = f"call:{key}" if key else NEW_DRAFT
    draft = cases.draft(request.actor, name)
    text = request.POST.get("text", draft.fields.get("text", "") if draft else "")
    context = {
        "form": form,
        "text": text,
        "draft_key": name,
        "draft_url": reverse("cases:draft", args=[name]),
        "draft_at": draft.saved_at.isoformat() if draft else "",
        **_words(chosen),
    }
    return render(request, "phone/turn_away.html", context, status=status)


def _words(chosen: str) -> dict[str, Any]:
    """What to read out, in both languages: who may contact us, and where this caller turns instead."""
    key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    institution = Institution.objects.filter(pk=key, ended_at=None).first()
    local = queries.local_support(institution)
    here = services.organisation()
    said = []
    for language, who_may in (("sv", here.who_may_sv), ("en", here.who_may_en)):
        with translation.override(language):
            who_may = who_may or _WHO_MAY[language]
            said.append(
                {"language": language, "name": _LANGUAGES[language], "who_may": who_may, **_where(institution, local)}
            )
    return {"words": said, "institution": institution, "local": local}


_LANGUAGES = {"sv": "Svenska", "en": "English"}
_WHO_MAY = {
    "sv": "Hit vänder sig bara lärosätenas egen support.",
    "en": "Only the institutions’ own support may contact us.",
}


def _where(institution: Institution | None, local: LocalSupport | None) -> dict[str, Any]:
    if institution is None:
        return {"turn": _("Turn to the support of your own university or college."), "ways": []}
    ways = [local.phone, local.email, local.page] if local else []
    if not any(ways) and institution.domain:
        ways = [institution.domain]
    return {
        "turn": _("Turn to the support of %(institution)s.") % {"institution": institution.name},
        "ways": [way for way in ways if way],
    }


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def where_to_turn(request: Request, pk: int) -> HttpResponse:
    """Where the students and staff of an institution turn."""
    institution = Institution.objects.filter(pk=pk).first()
    if institution is None:
        raise Http404("institution")
    known = queries.local_support(institution)
    form = LocalSupportForm(request.POST or None, instance=known or LocalSupport(institution=institution))
    if form.is_bound and form.is_valid():
        commands.tell_where_to_turn(request.actor, institution, **form.cleaned_data)
        back = f"{reverse('phone:turn_away')}?institution={institution.pk}"
        return gone_to(request, back, _("Saved. It is read out from now on."))
    status = 422 if form.is_bound else 200
    return render(request, "phone/where_to_turn.html", {"form": form, "institution": institution}, status=status)


@for_agents
@require_safe
def figures(request: Request) -> HttpResponse:
    """The telephone by month: how many, how long, and who was told to turn elsewhere. ``month`` (2026-11): that one alone."""
    now = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = (now - timedelta(days=31 * (queries.MONTHS - 1))).replace(day=1)
    month = _month(request.GET.get("month", ""))
    headings = [label for _value, label in Call.Caller.choices]
    context = {**queries.figures(request.actor, since, month), "headings": headings, "month": month}
    return render(request, "phone/figures.html", context)


def _month(text: str) -> datetime | None:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
    return timezone.make_aware(datetime(int(found[1]), int(found[2]), 1)) if found else None
