"""The page of one case, and the parts of it that fetch themselves again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bollkoll.cases import policy, queries
from bollkoll.cases.forms import AnswerForm, NoteForm
from bollkoll.cases.models import Case, Message
from bollkoll.cases.queries import asking
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import for_staff, found
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request

PRIORITIES = {1: "acute", 2: "high", 3: "normal", 4: "low"}
FOLD_FROM = 24
"""A timeline longer than this opens at its end; the middle is folded."""
SHOWN_LAST = 16


@for_staff
@require_safe
def case(request: Request, number: int) -> HttpResponse:
    """The whole page, or the case alone when it opens beside a list."""
    return show(request, found(request, number))


def show(
    request: Request,
    case: Case,
    *,
    answer_form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Draw the page; with a refused form, which keeps all its text."""
    context = head(request, case) | timeline_of(request, case) | beside(request, case)
    shown = (*context["first"], *context["folded"], *context["entries"])
    own = [entry.message for entry in shown if entry.message and not entry.is_merged]
    dialogue = [message for message in own if not message.is_internal]
    context |= composing.context(request, case, answer_form=answer_form, note_form=note_form, dialogue=dialogue) | more
    context["case_live_url"] = live_url(case.topic)
    # Beside a list the list leads: its own keys move, and the case has no way of its own to the next.
    context["is_beside"] = request.headers.get("HX-Target") == "detail"
    return render(request, f"cases/{'fragment' if context['is_beside'] else 'case'}.html", context, status=status)


@for_staff
@require_safe
def part(request: Request, number: int, name: str) -> HttpResponse:
    """One part of the page again: ``head``, ``timeline``, ``aside``; or ``older``, the folded middle of the timeline."""
    case = found(request, number)
    find = {"head": head, "timeline": timeline_of, "older": timeline_of, "aside": beside}.get(name)
    if find is None:
        raise Http404("part")
    return render(request, f"cases/{name}.html", find(request, case) | {"is_part": True})


def head(request: Request, case: Case) -> dict[str, Any]:
    """Title, state, ball and what can be done."""
    actor = request.actor
    ball = case.ball
    before, after = queries.neighbours(actor, case) if actor.is_agent else (None, None)
    return {
        "case": case,
        "priority": PRIORITIES.get(case.priority or 0, ""),
        "ball": ball,
        "ball_side": _side(case),
        "ball_holder": _holder(case),
        "is_mine": bool(ball and ball.person_id == actor.person_id),
        "may_act": actor.is_agent,
        "has_it": policy.has_taken_over(actor, case),
        "offer": queries.offer_of(actor, case),
        "unused_input": asking.unused_input(case)[:1] if actor.is_agent and case.is_open else [],
        "may_try": not case.merged_into_id,
        "before": before,
        "after": after,
    }


def _side(case: Case) -> str:
    if case.ball is None:
        return "none"
    if case.ball.holder == "reporter":
        return "reporter"
    holder = case.ball.person or case.ball.team
    return "third" if holder and holder.line == 3 else "us"


def _holder(case: Case) -> str:
    ball = case.ball
    if ball is None:
        return ""
    return str(ball.person or ball.team or case.reporter)


def timeline_of(request: Request, case: Case) -> dict[str, Any]:
    """The timeline, and what has come since the page was opened (``?seen=``)."""
    seen = seen_message(case, request.GET.get("seen"))
    entries = queries.timeline(request.actor, case, seen)
    folded: list = []
    if len(entries) > FOLD_FROM and "all" not in request.GET:
        entries, folded = [entries[0], *entries[-SHOWN_LAST:]], entries[1:-SHOWN_LAST]
    written = [entry.message for entry in (*entries, *folded) if entry.message]
    return {
        "case": case,
        "first": entries[:1],
        "folded": folded,
        "entries": entries[1:],
        "fresh": [entry for entry in entries if entry.is_new and not entry.message.is_internal],
        "seen": seen or (max(written, key=lambda m: (m.written_at, m.pk.int)) if written else None),
        "now": timezone.now(),
        "may_act": request.actor.is_agent,
        "has_it": policy.has_taken_over(request.actor, case),
        "draft_url": reverse("cases:draft", args=[composing.key(case, "answer")]),
    }


def seen_message(case: Case, key: str | None) -> Message | None:
    """The message that the page named as its latest; nothing when it names none."""
    try:
        return Message.objects.filter(pk=UUID(key or "")).first()
    except ValueError:
        return None


def beside(request: Request, case: Case) -> dict[str, Any]:
    """The side panel."""
    actor = request.actor
    others = queries.other_open(actor, case)
    protected = case.subject.is_protected
    may_act = actor.is_agent
    return {
        "case": case,
        "may_act": may_act,
        "questions": asking.of_case(actor, case),
        "priority": PRIORITIES.get(case.priority or 0, ""),
        "attempts": queries.attempts(actor, case),
        "may_try": not case.merged_into_id,
        "may_change_institution": may_act
        and not case.merged_into_id
        and case.kind != Case.Kind.ORDER
        and case.may_have("other_institutions"),
        "suggested": _suggested(case) if may_act and case.is_open and not case.assignee_id else [],
        "others": others[:5],
        "has_more_others": len(others) > 5,
        "linked": queries.linked(actor, case),
        "watchers": queries.watchers(case),
        "named": list(case.named.select_related("person").order_by("person__sort")) if protected else [],
    }


def _suggested(case: Case) -> list[queries.Suggested]:
    """Who should take it, when anybody may: nobody is given a case while away."""
    return [one for one in queries.suggestions(case) if not one.is_away][:1]
