"""Promised calls: made, moved, kept."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases import queries as cases
from bollkoll.cases.models import Case
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.forms import MoveForm, PromiseForm
from bollkoll.channels.phone.views.doors import for_agents, gone_to, page_of
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request


def _owed(request: Request, pk: UUID) -> tuple[Case, Commitment]:
    try:
        return queries.call_back(request.actor, pk)
    except Commitment.DoesNotExist:
        raise Http404("call_back") from None


def _back(case: Case) -> str:
    return reverse("cases:case", args=[case.number])


@for_agents
@require_POST
def call_now(request: Request, pk: UUID) -> HttpResponse:
    """The agent calls: the card opens, and filing the call keeps the promise."""
    case, ball = _owed(request, pk)
    if ball.ended_at is not None:
        raise Refused(_("Somebody has already called, or given the call another time."), "ended")
    call = commands.begin_call(request.actor, None, person=case.reporter, institution=case.institution, call_back=ball)
    return gone_to(request, page_of(call))


@for_agents
@require_POST
def end_call_back(request: Request, pk: UUID) -> HttpResponse:
    """It was done without the card."""
    case, ball = _owed(request, pk)
    commands.end_call_back(request.actor, case, ball=ball)
    return gone_to(request, _back(case), _("The promise is kept."))


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def move_call_back(request: Request, pk: UUID) -> HttpResponse:
    """No answer, or another time was agreed on."""
    case, ball = _owed(request, pk)
    form = MoveForm(request.POST or None)
    words = {"heading": _("Call at another time"), "action": _("Save"), "icon": "clock"}
    return _dialog(
        request, case, form, words,
        lambda given: commands.move_call_back(request.actor, case, ball=ball, **given),
        _("The call has a new time. The reporter sees it."),
    )  # fmt: skip


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def promise_call_back(request: Request, number: int) -> HttpResponse:
    """Promise the reporter of a case to call."""
    try:
        case = cases.case(request.actor, number)
    except (Case.DoesNotExist, OverflowError):
        raise Http404("case") from None
    words = {"heading": _("Promise to call"), "action": _("Promise"), "icon": "phone"}
    return _dialog(
        request, case, PromiseForm(request.POST or None, actor=request.actor, case=case), words,
        lambda given: commands.promise_call_back(request.actor, case, **given),
        _("The call is promised. The reporter sees it."),
    )  # fmt: skip


def _dialog(request: Request, case: Case, form: Any, words: dict[str, str], carry_out: Any, said: str) -> HttpResponse:
    """A small form, in the page's dialog or as a page of its own."""
    status = 200
    if form.is_bound and form.is_valid():
        try:
            carry_out(form.cleaned_data)
            return gone_to(request, _back(case), said)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = 409
    elif form.is_bound:
        status = 422
    context = {"case": case, "form": form, "back_url": _back(case), **words}
    in_dialog = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "phone/dialog_form.html" if in_dialog else "phone/dialog.html", context, status=status)
