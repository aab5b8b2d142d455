"""The caller's card: who they are, what they have with us, and the note that gets its place."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Draft
from bollkoll.cases.views.composing import forget_draft
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.forms import FileForm
from bollkoll.channels.phone.models import Call, Matter
from bollkoll.channels.phone.views.doors import for_agents, found, gone_to, page_of
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.live import live_url
from bollkoll.people.models import Role
from bollkoll.people.requests import Request
from bollkoll.services import queries as services


@for_agents
@require_safe
def call(request: Request, pk: UUID) -> HttpResponse:
    """The card of an open call, for whoever has it; for others, and afterwards, what the log says of it."""
    call = found(request, pk)
    if not call.is_open or call.agent_id != request.actor.person_id:
        return render(request, "phone/logged.html", {"call": call, "may_file": False})
    return _card(request, call)


def _card(request: Request, call: Call, form: FileForm | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor
    card = queries.card(actor, call)
    draft = cases.draft(actor, call.draft_key)
    if form is None:
        form = FileForm(actor=actor, call=call, known=card.cases, initial=_initial(call, card, draft))
    chosen = str(form["into"].value() or "")
    numbers = list(call.person.numbers.all()) if call.person else []
    roles = Role.objects.active().filter(person=call.person_id, institution__ended_at=None)
    shown_roles = list(roles.select_related("institution").order_by("pk"))
    title = call.person.title if call.person else ""
    context = {
        "call": call,
        "card": card,
        "form": form,
        "chosen": chosen,
        "closed_chosen": chosen in {str(row.case.pk) for row in card.closed},
        "roles": shown_roles,
        "title": "" if title.lower() in {str(role.get_kind_display()).lower() for role in shown_roles} else title,
        "numbers": numbers,
        "knows_number": any(number.key == call.number for number in numbers),
        "matters": bool(call.matters.all()),
        "note_first": None if form.is_bound else "on",
        "may_open": bool(call.institution_id),
        "draft_url": reverse("cases:draft", args=[call.draft_key]),
        "draft_at": draft.saved_at.isoformat() if draft else "",
        "live_url": live_url("calls", f"ringing:{actor.person_id}"),
    }
    return render(request, "phone/call.html", context, status=status)


def _initial(call: Call, card: queries.Card, draft: Draft | None) -> dict[str, Any]:
    """What was being written; else a new case for somebody who has none open, and the case that is called about."""
    if draft is not None and draft.fields.get("into"):
        fields = {name: value[-1] if isinstance(value, list) else value for name, value in draft.fields.items()}
        return {**fields, **{name: name in fields for name in ("is_mine", "promises", "goes_on")}}
    about = str(call.call_back.subject_id) if call.call_back else ""
    into = about if any(str(case.pk) == about for case in card.cases) else "" if card.own else "new"
    soon = services.working_hours_from_now(2).replace(second=0, microsecond=0)
    soon += timedelta(minutes=-soon.minute % 15)
    return {"into": into, "text": draft.fields.get("text", "") if draft else "", "call_back_at": soon}


@for_agents
@require_POST
def file_call(request: Request, pk: UUID) -> HttpResponse:
    """What was said gets its place."""
    actor, call = request.actor, found(request, pk)
    if call.agent_id != actor.person_id:
        raise NotAllowed("phone.file_call")
    form = FileForm(request.POST, actor=actor, call=call, known=queries.card(actor, call).cases)
    if not form.is_valid():
        return _card(request, call, form, status=422)
    try:
        call = commands.file_call(actor, call, **form.arguments())
    except AlreadyDone as again:
        call = again.made
    except Refused as refusal:
        if not Call.objects.open().filter(pk=call.pk).exists():
            raise
        form.add_error(None, str(refusal.message))
        return _card(request, call, form, status=409)
    forget_draft(request, call.draft_key)
    if call.is_open:
        return gone_to(request, page_of(call), _said(call))
    return gone_to(request, _next(call), _said(call))


def _next(call: Call) -> str:
    """A case that was opened in the call is looked at next; after anything else, the telephone."""
    opened = call.matters.filter(what=Matter.What.OPENED).select_related("case__subject").last()
    return reverse("cases:case", args=[opened.case.number]) if opened else reverse("phone:calls")


def _said(call: Call) -> str:
    matters = list(call.matters.select_related("case__subject"))
    if not matters:
        return _("The call is in the log.")
    latest = matters[-1].case
    if matters[-1].what == Matter.What.PROMISED:
        return _("Saved in case %(number)s, and the call back is promised.") % {"number": latest.number}
    return _("Saved in case %(number)s.") % {"number": latest.number}
