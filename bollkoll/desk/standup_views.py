"""The stand-up: begun, walked through with one item in focus, ended, and read afterwards."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import afterwards
from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.list_views import for_staff, see_other
from bollkoll.cases.models import Case
from bollkoll.cases.views.composing import forget_draft
from bollkoll.desk import commands, morning, queries, situation, walking
from bollkoll.desk.forms import AttendanceForm, NoteDownForm, StandUpRulesForm
from bollkoll.desk.models import Decision, StandUp
from bollkoll.desk.policy import change_stand_up_rules as may_change_rules
from bollkoll.desk.policy import see_stand_up
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.services import queries as services

PAGE_SIZE = 30
MOST_OFFERED = 6
"""Agents that a case may be given to by one key: 1 to 6."""


def _allowed(request: Request) -> None:
    if not see_stand_up(request.actor):
        raise NotAllowed("desk.see_stand_up")


@for_staff
@require_safe
def stand_up(request: Request) -> HttpResponse:
    """The one that goes on, at the item that the address says; otherwise the page to begin one."""
    _allowed(request)
    now = walking.running()
    return _walk(request, now) if now else _front(request)


def _front(request: Request, form: AttendanceForm | None = None, rules: StandUpRulesForm | None = None) -> HttpResponse:
    actor, held = request.actor, morning.current_rules()
    given = {"stuck_after": held.stuck_after, "third_line_after": held.third_line_after}
    loads = queries.loads()
    context = {
        "form": form or AttendanceForm(initial={"present": [load.person.pk for load in loads if load.is_here]}),
        "loads": loads,
        "rules": held,
        "rules_form": (rules or StandUpRulesForm(initial=given)) if may_change_rules(actor, None) else None,
        "past": list(walking.past(actor)[:8]),
    }
    return render(request, "desk/standup/front.html", context, status=422 if form or rules else 200)


def _walk(
    request: Request, now: StandUp, form: NoteDownForm | None = None, status: int = 200, refused: str = "", at: str = ""
) -> HttpResponse:
    actor = request.actor
    parts = walking.parts(actor, now)
    place = walking.place(parts, at or request.GET.get("at", ""))
    item = place.item
    case = item.case if item else None
    loads = queries.loads()
    offered = []
    if item and case and item.may_be_handed_out:
        able = queries.suggestions_for([case], loads)[case.pk]
        offered = [one for one in able if not one.is_away][:MOST_OFFERED]
    draft_key = _draft_key(case) if case else ""
    draft = cases.draft(actor, draft_key) if draft_key else None
    at_now = timezone.now()
    today = situation.places(at_now, services.calendar(), loads)
    turn = next((one for one in today if place.part.person and one.person.pk == place.part.person.pk), None)
    context: dict[str, Any] = {
        "stand_up": now,
        "parts": parts,
        "place": place,
        "item": item,
        "case": case,
        "said": walking.last_said(case) if case else None,
        "offered": [(number, one, _carries(one.person, loads)) for number, one in enumerate(offered, start=1)],
        "turn": turn and replace(turn, **situation.held_in_sight(actor, turn.person, at_now)),
        "thanks": walking.thanks(place.part) if place.part is parts[-1] else [],
        "attendances": walking.attendances(now),
        "form": form or NoteDownForm(initial={"text": draft.fields.get("text", "")} if draft else {}),
        "draft": draft,
        "draft_key": draft_key,
        "refused": refused,
        "rules": morning.current_rules(),
    }
    in_page = request.headers.get("HX-Target") == "stand-up" and request.method == "GET"
    if not in_page:
        context |= afterwards.shown(request)
    context["excerpt"] = walking.excerpt(context["said"])
    context["there"] = sum(one.was_there for one in context["attendances"])
    return render(request, "desk/standup/item.html" if in_page else "desk/standup/walk.html", context, status=status)


def _draft_key(case: Case) -> str:
    """What somebody has begun to write of it is theirs, at whichever stand-up it is taken up."""
    return f"stand-up:{case.pk}"


def _carries(person: Person, loads: list[queries.Load]) -> queries.Load | None:
    return next((load for load in loads if load.person.pk == person.pk), None)


def _running(request: Request, pk: int) -> StandUp:
    _allowed(request)
    return get_object_or_404(StandUp, pk=pk)


def _back(request: Request) -> HttpResponse:
    return see_other(f"{reverse('desk:stand_up')}?at={_at(request)}")


def _at(request: Request) -> str:
    """Where in the walk the form was sent from."""
    at = request.POST.get("at", "")
    return at if at.replace(".", "").replace("_", "").isalnum() and at.isascii() and len(at) < 40 else ""


@for_staff
@require_POST
def begin_stand_up(request: Request) -> HttpResponse:
    """Begin with those who are here. When somebody was faster, theirs is the one to join."""
    _allowed(request)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        return _front(request, form)
    try:
        commands.begin_stand_up(request.actor, None, present=form.cleaned_data["present"])
    except Refused as refusal:
        if refusal.code != "running":
            raise
    return see_other(reverse("desk:stand_up"))


@for_staff
@require_POST
def mark_attendance(request: Request, pk: int) -> HttpResponse:
    now = _running(request, pk)
    form = AttendanceForm(request.POST)
    if form.is_valid():
        commands.mark_attendance(request.actor, now, present=form.cleaned_data["present"])
    return _back(request)


def _case(request: Request) -> Case:
    number = request.POST.get("case", "")
    try:
        return cases.case(
            request.actor, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        )
    except Case.DoesNotExist as gone:
        raise Http404 from gone


@for_staff
@require_POST
def note_down(request: Request, pk: int) -> HttpResponse:
    """A decision or a question on the case in focus. A refused form keeps its text."""
    now, case, form = _running(request, pk), _case(request), NoteDownForm(request.POST)
    if not form.is_valid():
        return _walk(request, now, form, 422, at=_at(request))
    try:
        commands.note_down(request.actor, now, case=case, once=request.POST.get("once", ""), **form.cleaned_data)
    except AlreadyDone:
        return _back(request)
    except Refused as refusal:
        return _walk(request, now, form, 409, str(refusal.message), _at(request))
    forget_draft(request, _draft_key(case))
    return _back(request)


@for_staff
@require_POST
def hand_out(request: Request, pk: int) -> HttpResponse:
    """Give the case in focus to somebody, and go on to the next. What has been written about it is noted as what was decided."""
    now, case = _running(request, pk), _case(request)
    said = request.POST.get("text", "").strip()
    form = NoteDownForm({"text": said, "kind": Decision.Kind.DECISION}) if said else None
    if form is not None and not form.is_valid():
        return _walk(request, now, form, 422, at=_at(request))
    key = request.POST.get("person", "")
    person = Person.objects.second_line().filter(pk=int(key) if key.isascii() and key.isdigit() else 0).first()
    try:
        with act(request.actor):
            if form is not None:
                commands.note_down(
                    request.actor, now, case=case, once=request.POST.get("once", ""), **form.cleaned_data
                )
            commands.hand_out(request.actor, now, case=case, person=person)
    except AlreadyDone:  # posted twice: the first did both
        return _back(request)
    except Refused as refusal:
        return _walk(request, now, form, 409, f"#{case.number}: {refusal.message}", _at(request))
    forget_draft(request, _draft_key(case))
    return see_other(f"{reverse('desk:stand_up')}{_next(request, now)}")


def _next(request: Request, now: StandUp) -> str:
    return walking.place(walking.parts(request.actor, now), _at(request)).next or f"?at={_at(request)}"


@for_staff
@require_POST
def end_stand_up(request: Request, pk: int) -> HttpResponse:
    now = _running(request, pk)
    try:
        commands.end_stand_up(request.actor, now)
    except Refused as refusal:
        if refusal.code != "ended":  # somebody else has: that is what is shown
            return _walk(request, now, None, 409, str(refusal.message), _at(request))
    return see_other(reverse("desk:past_stand_up", args=[now.pk]))


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def change_stand_up_rules(request: Request) -> HttpResponse:
    """What counts as too long: the incident manager's to say, on the page where a stand-up begins."""
    _allowed(request)
    if request.method != "POST":
        return see_other(reverse("desk:stand_up"))
    form = StandUpRulesForm(request.POST)
    if not form.is_valid() and may_change_rules(request.actor, None):
        return _front(request, rules=form)
    commands.change_stand_up_rules(request.actor, None, **getattr(form, "cleaned_data", {}))
    return see_other(reverse("desk:stand_up"))


# Afterwards


@for_staff
@require_safe
def past_stand_ups(request: Request) -> HttpResponse:
    _allowed(request)
    page = Paginator(walking.past(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/standup/list.html", {"page": page})


@for_staff
@require_safe
def past_stand_up(request: Request, pk: int) -> HttpResponse:
    """As it was, of the cases that the reader may see."""
    _allowed(request)
    then = get_object_or_404(StandUp.objects.select_related("led_by"), pk=pk)
    if then.ended_at is None:
        return see_other(reverse("desk:stand_up"))
    parts = walking.parts(request.actor, then, is_shared=False)
    attended = walking.attendances(then)
    context = {
        "stand_up": then,
        "parts": [part for part in parts[:-1] if part.items],
        "last": parts[-1],
        "thanks": walking.thanks(parts[-1]),
        "decisions": walking.decisions(request.actor, then),
        "there": [one.person for one in attended if one.was_there],
        "absent": [one.person for one in attended if not one.was_there],
        "kinds": Decision.Kind,
    }
    return render(request, "desk/standup/past.html", context)
