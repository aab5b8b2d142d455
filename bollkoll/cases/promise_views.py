"""Many are promised a new time in one act: written once, previewed as each reporter gets it, sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bollkoll.cases import commands, many
from bollkoll.cases.commands.promising import said_to
from bollkoll.cases.forms.promising import RepromiseForm
from bollkoll.cases.list_views import _back, for_staff, see_other, tell_outcome
from bollkoll.cases.models import Case
from bollkoll.log.acting import NotAllowed
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request


@for_staff
@require_POST
def repromise(request: Request) -> HttpResponse:
    """First the chosen cases and the form; then the preview; then it is sent. Each step keeps all that was written."""
    actor, back = request.actor, _back(request)
    if not actor.is_agent:
        raise NotAllowed("cases.repromise")
    keys = request.POST.getlist("case")
    if not keys:
        messages.warning(request, _("No case was chosen."))
        return see_other(back)
    cases, _unknown = many.chosen(actor, keys)
    do = request.POST.get("do", "")
    if do not in ("preview", "send"):
        return _page(request, cases, RepromiseForm(), back)
    form = RepromiseForm(request.POST)
    if not form.is_valid():
        return _page(request, cases, form, back, status=422)
    if do == "preview":
        return _page(request, cases, form, back, is_preview=True)
    whose = dict(pair.split(":", 1) for pair in request.POST.getlist("whose") if ":" in pair)
    tell_outcome(request, many.each(actor, keys, _once, whose=whose, **form.arguments()))
    return see_other(back)


def _once(actor: Actor, case: Case, *, whose: dict[str, str], **arguments: Any) -> None:
    try:
        commands.repromise(actor, case, whose=whose.get(str(case.pk)), **arguments)
    except commands.AlreadyDone:
        return


def _page(
    request: Request, cases: list[Case], form: RepromiseForm, back: str, *, is_preview: bool = False, status: int = 200
) -> HttpResponse:
    told = {name: form.cleaned_data[name] for name in ("text_sv", "text_en", "promise_at")} if is_preview else {}
    letters = [
        (case, said_to(case, **told) if told and case.is_open and case.state != Case.State.SOLVED else "")
        for case in cases
    ]
    context = {"letters": letters, "form": form, "next": back, "is_preview": is_preview}
    return render(request, "cases/list/repromise.html", context, status=status)
