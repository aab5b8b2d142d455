"""The desk: what came in, what is mine, dealing out without leaving the list, and the palette."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import commands, rules
from bollkoll.cases import queries as cases
from bollkoll.cases.list_forms import ManyForm
from bollkoll.cases.list_views import OUTCOME, desk_live_url, for_staff, see_other
from bollkoll.cases.models import Case
from bollkoll.cases.rows import by_due
from bollkoll.desk import palette as finder
from bollkoll.desk import queries
from bollkoll.desk.forms import DealOutForm
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.people.models import Person

MATRIX = {f"{i}{u}": rules.priority(i, u) for i in rules.LEVELS for u in rules.LEVELS}


@for_staff
@require_safe
def inflow(request: HttpRequest) -> HttpResponse:
    """What came in and nobody has taken; only the rows when the page itself asks."""
    return _inflow(request)


def _inflow(request: HttpRequest, status: int = 200, refused: str = "") -> HttpResponse:
    actor = request.actor
    rows, has_more = queries.inflow_rows(actor)
    context: dict[str, Any] = {
        "groups": by_due(rows),
        "count": len(rows),
        "late": sum(row.is_overdue for row in rows),
        "has_more": has_more,
        "refused": refused,
        "beside": True,
    }
    if request.headers.get("HX-Target") == "inflow":
        return render(request, "desk/inflow_rows.html", context, status=status)
    context |= {
        "loads": queries.loads() if actor.is_agent else [],
        "many_form": ManyForm() if actor.is_agent else None,
        "outcome": request.session.pop(OUTCOME, None) if OUTCOME in request.session else None,
        "live_url": desk_live_url(actor),
        "next": reverse("desk:inflow"),
    }
    return render(request, "desk/inflow.html", context, status=status)


@for_staff
@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Who has room: the panel beside the inflow, by itself."""
    return render(request, "desk/load.html", {"loads": queries.loads() if request.actor.is_agent else []})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def deal_out(request: HttpRequest, number: int) -> HttpResponse:
    """Sort a case and give it to somebody, in one act. Asked for in the page's dialog, or as a page of its own."""
    actor = request.actor
    case = _find(request, number)
    if not actor.is_agent:
        raise NotAllowed("desk.deal_out")
    suggested = queries.suggestions_for([case])[case.pk]
    form = DealOutForm(request.POST or None, case=case, suggested=suggested)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(actor, case, form)
            return _done(request, case, form.cleaned_data["person"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = 409
    elif request.method == "POST":
        status = 422
    context = {"case": case, "form": form, "suggested": suggested[:1], "matrix": MATRIX, "title": masked(case.title)}
    in_dialog = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "desk/deal_out_form.html" if in_dialog else "desk/deal_out.html", context, status=status)


def _find(request: HttpRequest, number: int) -> Case:
    try:
        return cases.case(request.actor, number)
    except Case.DoesNotExist as gone:
        raise Http404 from gone


def _carry_out(actor, case: Case, form: DealOutForm) -> None:
    person = form.cleaned_data["person"]
    gives = person is not None and person.pk != case.assignee_id
    if not form.sorting and not gives:
        raise Refused(_("Nothing was changed."), "unchanged")
    with act(actor):
        if form.sorting:
            commands.triage(actor, case, **form.sorting)
        if gives:
            commands.assign(actor, case, person=person)


def _done(request: HttpRequest, case: Case, person: Person | None) -> HttpResponse:
    """The dialog closes and the lists fetch themselves anew; without it, back to the inflow."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Trigger"] = '{"told": ["desk"]}'
        return answer
    messages.success(
        request, _given(case, person) if person else _("Case %(number)s is sorted.") % {"number": case.number}
    )
    return see_other(reverse("desk:inflow"))


def _given(case: Case, person: Person) -> str:
    return _("Case %(number)s is with %(name)s.") % {"number": case.number, "name": person}


@for_staff
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """One key: the suggested agent (or the one who presses, without a person) gets the case; the list comes back."""
    actor = request.actor
    case = _find(request, number)
    if not actor.is_agent:
        raise NotAllowed("desk.deal_out")
    key = request.POST.get("person", "")
    person = (
        Person.objects.second_line()
        .filter(pk=int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0)
        .first()
    )
    refused, status = "", 200
    try:
        if key and person is None:
            raise Refused(_("That person does not work at the desk any more. Choose somebody else."), "gone")
        if case.assignee_id and case.assignee_id != (person or actor.person).pk:
            raise Refused(_("%(name)s has already taken the case.") % {"name": case.assignee}, "taken")
        if person is None or person.pk == actor.person_id:
            commands.take(actor, case)
        else:
            commands.assign(actor, case, person=person)
        messages.success(request, _given(case, person or actor.person))
    except Refused as refusal:
        refused, status = f"#{case.number}: {refusal.message}", 409
        messages.warning(request, refused)
    if request.headers.get("HX-Target") == "inflow":
        return _inflow(request, status, refused)
    return see_other(reverse("desk:inflow"))


@for_staff
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My balls, the next to break first; then the cases I answer for whose ball is elsewhere."""
    actor = request.actor
    held = queries.my_balls(actor)
    context: dict[str, Any] = {
        "groups": by_due(held),
        "count": len(held),
        "late": sum(row.is_overdue for row in held),
        "elsewhere": queries.responsible_elsewhere(actor),
        "beside": True,
    }
    if request.headers.get("HX-Target") == "mine":
        return render(request, "desk/mine_rows.html", context)
    return render(request, "desk/mine.html", context | {"live_url": desk_live_url(actor)})


@for_staff
@require_safe
def palette(request: HttpRequest) -> JsonResponse:
    """What the command palette finds for the words typed: ``[{label, hint, url, icon}]``."""
    return JsonResponse(finder.find(request, request.GET.get("q", "")), safe=False)
