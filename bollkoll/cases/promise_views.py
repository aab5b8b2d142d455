"""Many are promised a new time in one act: written once, previewed as each reporter gets it, sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bollkoll.cases import afterwards, commands, many, queries
from bollkoll.cases.commands.promising import said_to
from bollkoll.cases.forms.promising import RepromiseForm
from bollkoll.cases.list_views import _back, for_staff, see_other
from bollkoll.cases.models import Case, Message
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
    if not form.is_as_previewed:
        return _page(request, cases, form, back, is_preview=True, is_changed=True, status=409)
    whose, promised = _as_previewed(request, "whose"), _as_previewed(request, "promised")
    sent: list[Message] = []
    outcome = many.each(actor, keys, _once, sent=sent, whose=whose, promised=promised, **form.arguments())
    afterwards.keep_sent(request, sent)
    afterwards.tell_outcome(request, outcome)
    return see_other(back)


def _as_previewed(request: Request, name: str) -> dict[str, str]:
    """How the cases stood in the preview, by their keys."""
    return dict(pair.split(":", 1) for pair in request.POST.getlist(name) if ":" in pair)


def _once(
    actor: Actor, case: Case, *, sent: list[Message], whose: dict[str, str], promised: dict[str, str], **arguments: Any
) -> None:
    key = str(case.pk)
    try:
        sent.append(commands.repromise(actor, case, whose=whose.get(key), promised=promised.get(key), **arguments))
    except commands.AlreadyDone as again:
        sent.append(again.made)


def _page(
    request: Request, cases: list[Case], form: RepromiseForm, back: str, *,
    is_preview: bool = False, is_changed: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = {name: form.cleaned_data[name] for name in ("text_sv", "text_en", "promise_at")} if is_preview else {}
    promised = queries.promised_to_reporters([case.pk for case in cases]) if is_preview else {}
    is_first = request.POST.get("do", "") not in ("preview", "send")
    letters = [_letter(request.actor, case, told, promised.get(case.pk), is_first=is_first) for case in cases]
    context = {
        "letters": letters, "form": form, "next": back, "is_preview": is_preview, "is_changed": is_changed,
        "count": sum(one.is_chosen for one in letters),
    }  # fmt: skip
    return render(request, "cases/list/repromise.html", context, status=status)


@dataclass(frozen=True)
class Letter:
    """A chosen case: what its reporter gets, and what becomes of the ball when that is not plain."""

    case: Case
    is_owed: bool
    is_chosen: bool = False
    """Ticked from the beginning: others are in the list to be added by whoever means them."""
    text: str = ""
    then: str = ""
    promised: str = ""
    """What stands promised already, in ISO format."""


def _letter(
    actor: Actor, case: Case, told: dict[str, Any], promised: tuple[datetime, Any] | None, *, is_first: bool
) -> Letter:
    if not case.is_open or case.state == Case.State.SOLVED:
        return Letter(case, is_owed=False)
    text, stands = said_to(case, **told) if told else "", promised[0].isoformat() if promised else ""
    lies_here = case.state != Case.State.WAITING_REPORTER and not case.is_with_third_line
    return Letter(
        case, is_owed=True, is_chosen=lies_here or not is_first, text=text, then=_then(actor, case), promised=stands
    )


def _then(actor: Actor, case: Case) -> str:
    """Who has the ball afterwards, when that is another than now or not the one who promises."""
    if case.is_with_third_line:
        return _("Third line has it, and keeps the ball with your promise.")
    if case.is_in_procedure:
        return ""
    goes_on = queries.who_keeps(case)
    is_mine = goes_on is None or goes_on.pk == actor.person_id
    if case.state == Case.State.WAITING_REPORTER:
        if is_mine:
            return _("It waits for the reporter now; after this the ball is yours, to follow up.")
        return _("It waits for the reporter now; after this %(name)s has the ball, to follow up.") % {"name": goes_on}
    if goes_on is None:
        return _("Nobody has it now; after this it is yours.")
    return "" if is_mine else _("%(name)s keeps the ball, with your promise.") % {"name": goes_on}
