"""The reporters: the ledger, and one answer to all."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Draft, Message
from bollkoll.cases.queries import draft as draft_of
from bollkoll.cases.rules import places
from bollkoll.cases.views.composing import forget_draft
from bollkoll.incidents import commands, rules
from bollkoll.incidents.commands.answering import UNDO_FOR, draft_key, speaks_english
from bollkoll.incidents.forms.after import AnswerAllForm
from bollkoll.incidents.models import Affected, Incident
from bollkoll.incidents.queries import ledger as queries
from bollkoll.incidents.queries.meanwhile import last
from bollkoll.incidents.views.doors import for_staff, found, see
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request

KEPT = ("text_sv", "text_en", "is_final", "then")
"""Fields of a draft; who it goes to is kept beside."""
REFUSED = "incidents_refused"
"""Session key: reporters whose answer was refused, and why."""


@for_staff
@require_safe
def ledger(request: Request, number: int) -> HttpResponse:
    """One row for each reporter; only the rows when the page itself asks."""
    incident = found(request, number)
    context = {"incident": incident, "rows": queries.ledger(request.actor, incident), "may_run": request.actor.is_agent}
    if request.headers.get("HX-Target") == "ledger":
        return render(request, "incidents/ledger_rows.html", context)
    context["refused"] = request.session.pop(REFUSED, []) if REFUSED in request.session else []
    context["live_url"] = live_url(incident.topic)
    context["on_their_way"] = queries.on_their_way(incident)
    return render(request, "incidents/ledger.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def answer_all(request: Request, number: int) -> HttpResponse:
    """Write once, see what each gets, tick who gets it, send."""
    incident = found(request, number)
    if not commands.answer_all.policy(request.actor, incident):
        raise NotAllowed("incidents.answer_all")
    rows = queries.answerable(request.actor, incident)
    if request.method != "POST":
        initial = {
            "once": uuid4().hex, "seen": last(incident), "is_final": not incident.is_unresolved,
            "then": Message.Then.KEEP if incident.is_unresolved else Message.Then.SOLVED,
        }  # fmt: skip
        ticked = {row.pk for row in rows if row.final_at is None}
        draft = None if "anew" in request.GET else _draft(request, incident)
        if draft is not None:
            initial |= {name: draft.fields.get(name, "") for name in KEPT}
            ticked = _ticked(draft, rows)
        elif queries.back_unsaid(incident):
            initial["text_sv"], initial["text_en"] = rules.CAME_BACK
        return _form(request, incident, AnswerAllForm(initial=initial), rows, ticked, draft=draft)
    form = AnswerAllForm(request.POST)
    asked = set(request.POST.getlist("affected"))
    ticked = {row.pk for row in rows if str(row.pk) in asked}
    if not form.is_valid():
        return _form(request, incident, form, rows, ticked, 422)
    if "preview" in request.POST:
        return _form(request, incident, form, rows, ticked)
    try:
        chosen = [row for row in rows if row.pk in ticked]
        outcome = commands.answer_all(request.actor, incident, affected=chosen, **form.cleaned_data)
    except AlreadyDone:
        forget_draft(request, draft_key(incident))
        return see(reverse("incidents:ledger", args=[incident.number]))
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        if (
            refusal.code == "changed"
        ):  # the page that comes back has seen it, and leaves out who has got the final answer
            form.data = form.data.copy()
            form.data["seen"] = last(incident)  # type: ignore[index]
            ticked &= {row.pk for row in rows if row.final_at is None}
        return _form(request, incident, form, rows, ticked, 409)
    forget_draft(request, draft_key(incident))
    request.session[REFUSED] = [[row.person.name, why] for row, why in outcome.refused]
    return see(reverse("incidents:ledger", args=[incident.number]))


def _draft(request: Request, incident: Incident) -> Draft | None:
    """What they were writing, or have taken back. Ticks alone are no draft."""
    kept = draft_of(request.actor, draft_key(incident))
    return kept if kept and any(str(kept.fields.get(name, "")).strip() for name in ("text_sv", "text_en")) else None


def _ticked(draft: Draft, rows: list[Affected]) -> set[int]:
    """Those chosen then, but for who has got the final answer since; and who has come since and waits."""
    chosen = draft.fields.get("affected", [])
    chosen = {chosen} if isinstance(chosen, str) else set(chosen)
    then = draft.saved_at
    was = {row.pk for row in rows if str(row.pk) in chosen and (row.final_at is None or row.final_at < then)}
    return was | {row.pk for row in rows if row.added_at > then and row.final_at is None}


def _form(
    request: Request,
    incident: Incident,
    form: AnswerAllForm,
    rows: list[Affected],
    ticked: set[int],
    status: int = 200,
    draft: Draft | None = None,
) -> HttpResponse:
    given = form.data if form.is_bound else form.initial
    sv, en = str(given.get("text_sv", "")), str(given.get("text_en", ""))
    drafts = [
        {
            "affected": row, "is_ticked": row.pk in ticked, "is_english": speaks_english(row.person),
            "text": commands.text_to(row, text_sv=sv, text_en=en) if sv.strip() else "",
        }
        for row in rows
    ]  # fmt: skip
    context = {
        "incident": incident, "form": form, "drafts": drafts, "undo_seconds": int(UNDO_FOR.total_seconds()),
        "places": places(rules.FILLED, get_language()),
        "hidden": incident.affected.count() - len(rows),
        "draft": draft, "draft_url": reverse("cases:draft", args=[draft_key(incident)]),
    }  # fmt: skip
    return render(request, "incidents/answer_all.html", context, status=status)


@for_staff
@require_POST
def take_back_answers(request: Request, number: int) -> HttpResponse:
    """Undo what has not gone yet."""
    incident = found(request, number)
    asked = request.GET.get("said", "")
    said = next((one.said for one in queries.on_their_way(incident) if str(one.said.pk) == asked), None)
    try:
        if said is None:
            raise Refused(_("The answers have been sent and cannot be taken back."), "sent")
        back = commands.take_back_answers(request.actor, incident, said=said)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return see(reverse("incidents:ledger", args=[incident.number]))
    words = ngettext(
        "%(count)s answer was taken back. What you wrote stands here again.",
        "%(count)s answers were taken back. What you wrote stands here again.",
        back,
    )
    messages.success(request, words % {"count": back})
    return see(reverse("incidents:answer_all", args=[incident.number]))
