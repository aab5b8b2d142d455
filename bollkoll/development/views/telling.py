"""Telling reporters that a version is in production: one at a time in the composer, or many with a common text."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases import afterwards
from bollkoll.cases import commands as cases
from bollkoll.cases import queries as case_queries
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Case, Draft, Message
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import page_of
from bollkoll.development import commands, rules
from bollkoll.development.forms.releases import TellForm
from bollkoll.development.models import Telling, Version
from bollkoll.development.queries import releases as queries
from bollkoll.development.views.doors import attempt, for_agents, see
from bollkoll.development.views.versions import found
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request

SENT = "development_sent"
"""Session key: ids of answers that can still be taken back, and what was refused."""


def _telling(request: Request, pk: int) -> Telling:
    rows = Telling.objects.filter(case__in=Case.objects.visible_to(request.actor).values("pk"))
    row = rows.select_related("version", "case__subject", "case__reporter").filter(pk=pk).first()
    if row is None:
        raise Http404("telling")
    return row


def _back(request: Request, case: Case, address: str = "") -> HttpResponse:
    address = address or page_of(case)
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return see(address)


@for_agents
@require_POST
def draft_telling(request: Request, pk: int) -> HttpResponse:
    """Put the drafted answer in the case's composer, after what the agent has there already."""
    row = _telling(request, pk)
    if row.told_at or row.withdrawn_at:
        messages.info(request, _("The reporter has been told, or need not be."))
        return _back(request, row.case)
    key = composing.key(row.case, "answer")
    kept = case_queries.draft(request.actor, key)
    fields = dict(kept.fields) if kept else {}
    drafted, there = queries.draft(request.actor, row).text, str(fields.get("text", "")).strip()
    fields["text"] = there if drafted in there else "\n\n".join(text for text in (there, drafted) if text)
    fields.setdefault("then", row.case.then_after(Message.Then.SOLVED.value))
    ticked = fields.get("marks", [])
    fields["marks"] = sorted({*(ticked if isinstance(ticked, list) else [ticked]), rules.told_mark(row.version_id)})
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person, key=key, defaults={"fields": fields, "saved_at": timezone.now()}
        )
    messages.success(request, _("The answer is drafted below: read it, change it, send it."))
    return _back(request, row.case, f"{page_of(row.case)}?compose=answer&telling={row.pk}#composer")


@for_agents
@require_POST
def say_told(request: Request, pk: int) -> HttpResponse:
    """The reporter knows already."""
    row = _telling(request, pk)
    attempt(request, _("Noted: the reporter knows."), commands.say_told, row)
    return _back(request, row.case)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def tell_many(request: Request, pk: int) -> HttpResponse:
    """Every case of the version that waits to be told, each with its draft; tick, change the common text, send."""
    row = found(pk)
    drafts = queries.drafts(request.actor, row)
    if request.method != "POST":
        initial = {f"text_{one}": drafts.texts[one] for one in drafts.languages} | {"once": uuid4().hex}
        return _page(request, row, drafts, TellForm(initial=initial, languages=drafts.languages))
    if not drafts.rows and any(request.POST.get(f"text_{one}", "").strip() for one in queries.LANGUAGES):
        return _nobody_left(request, row)
    form = TellForm(request.POST, languages=drafts.languages)
    drafts = queries.drafts(request.actor, row, form.texts())
    ticked = set(request.POST.getlist("telling"))
    for one in drafts.rows:
        one.is_ticked = str(one.telling.pk) in ticked
    if not form.is_valid():
        return _page(request, row, drafts, form, 422)
    if "preview" in request.POST:
        return _page(request, row, drafts, form)
    chosen = [one for one in drafts.rows if one.is_ticked]
    if not chosen:
        form.add_error(None, _("Tick at least one case."))
        return _page(request, row, drafts, form, 422)
    _send(request, row, chosen, form)
    return see(reverse("development:tell_many", args=[row.pk]))


def _nobody_left(request: Request, row: Version) -> HttpResponse:
    """Everybody has been told meanwhile, or the version was taken back: nothing is sent, and what was written is shown."""
    written = [text for one in queries.LANGUAGES if (text := request.POST.get(f"text_{one}", "").strip())]
    context = {"version": row, "told": queries.told(request.actor, row), "is_there": row.production_at is not None}
    return render(request, "development/tell.html", context | {"written": written}, status=409)


def _send(request: Request, row: Version, chosen: list[queries.Draft], form: TellForm) -> None:
    """One ordinary answer per case; what is refused concerns its own case only."""
    sent: list[str] = []
    refused: list[list[Any]] = []
    once = form.cleaned_data["once"][:32]
    marks = [rules.told_mark(row.pk)]
    for one in chosen:
        key = f"{once}:{one.telling.pk}" if once else ""
        try:
            then = one.case.then_after(form.cleaned_data["then"])
            made = cases.answer(request.actor, one.case, text=one.text, then=then, marks=marks, once=key)
            sent.append(str(made.pk))
        except AlreadyDone as again:
            sent.append(str(again.made.pk))
        except Refused as refusal:
            refused.append([one.case.number, str(refusal.message)])
        except NotAllowed:
            refused.append([one.case.number, _("You may not do that with this case.")])
    request.session[SENT] = {"version": row.pk, "sent": sent, "refused": refused}


def _page(request: Request, row: Version, drafts: queries.Drafts, form: TellForm, status: int = 200) -> HttpResponse:
    outcome = _outcome(request, row)
    waiting = afterwards.waiting_of(outcome.get("sent", []))
    if outcome and not waiting:
        del request.session[SENT]
    on_their_way = {message.case_id for message in waiting}
    context = {
        "version": row,
        "drafts": drafts,
        "open": [one for one in drafts.rows if one.case.is_open and one.case.pk not in on_their_way],
        "closed": [one for one in drafts.rows if not one.case.is_open and one.case.pk not in on_their_way],
        "form": form,
        "sent": len(waiting),
        "until": max((message.release_at for message in waiting if message.release_at), default=None),
        "undo_seconds": settings.CONFIG.undo_seconds,
        "refused": outcome.get("refused", []),
        "told": queries.told(request.actor, row),
        "is_there": row.production_at is not None,
    }
    return render(request, "development/tell.html", context, status=status)


def _outcome(request: Request, row: Version) -> dict[str, Any]:
    """What was sent last, when it was about this version."""
    kept = request.session.get(SENT) or {}
    return kept if kept.get("version") == row.pk else {}


@for_agents
@require_POST
def take_back_answers(request: Request, pk: int) -> HttpResponse:
    """Undo the answers that have not gone yet."""
    row = found(pk)
    afterwards.take_back(request, _outcome(request, row).get("sent", []))
    request.session.pop(SENT, None)
    return see(reverse("development:tell_many", args=[row.pk]))
