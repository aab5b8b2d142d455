"""The desk: what came in, what is mine, dealing out without leaving the list, and the palette."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import afterwards, commands, many, rules
from bollkoll.cases import queries as cases
from bollkoll.cases.list_views import desk_live_url, for_staff, see_other
from bollkoll.cases.models import Case
from bollkoll.cases.queries import asking
from bollkoll.cases.rows import Group, Other, Row, by_due, plain_rows, row
from bollkoll.commitments.models import Offer
from bollkoll.desk import lying, queries
from bollkoll.desk import palette as finder
from bollkoll.desk.drawing import offer_line, suggestion
from bollkoll.desk.forms import DealOutForm
from bollkoll.development.queries.teams import asked_of_teams
from bollkoll.incidents import queries as incidents
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import NotAllowed, Refused, act, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.people.requests import Request
from bollkoll.services import queries as services
from bollkoll.services.models import Service

MATRIX = {f"{i}{u}": rules.priority(i, u) for i in rules.LEVELS for u in rules.LEVELS}


@for_staff
@require_safe
def inflow(request: Request) -> HttpResponse:
    """What came in and nobody has taken; only the rows when the page itself asks."""
    return _inflow(request)


def _in_groups(rows: list[Row | Other]) -> list[Group]:
    """What is acute, then by when they are due; orders after the rest under a heading of their own, unless the support has
    chosen otherwise."""
    acute = sorted((row for row in rows if lying.is_acute(row)), key=_due)
    last = services.organisation().orders_last
    orders = [
        row for row in rows if last and row not in acute and isinstance(row, Row) and row.case.kind == Case.Kind.ORDER
    ]
    rest = sorted((row for row in rows if row not in acute and row not in orders), key=_due)
    first = [Group(_("Acute"), acute, is_late=True)] if acute else []
    return [*first, *by_due(rest), *([Group(_("Orders"), orders)] if orders else [])]


def _due(row: Row | Other) -> datetime:
    return row.due_at or timezone.now()


def _inflow(request: Request, status: int = 200, refused: str = "") -> HttpResponse:
    actor = request.actor
    waiting, has_more = queries.inflow_cases(actor)
    first = queries.first_balls(waiting)
    plain = [row(actor, case, first.get(case.pk, case.ball)) for case in waiting]
    loads: list[queries.Load] = []
    rows: list[Row | Other] = [*plain]
    if actor.is_agent:
        loads = queries.loads()
        best = queries.suggestions_for(waiting, loads)
        rows = [replace(one, more=suggestion(queries.first_here(best[one.case.pk]), one.case.number)) for one in plain]
        rows += lying.rows(actor, loads)
    context: dict[str, Any] = {
        "groups": _in_groups(rows),
        "count": len(rows),
        "to_deal_out": len(waiting),
        "late": sum(one.is_overdue for one in rows),
        "has_more": has_more,
        "inflow": True,
        "proposals": incidents.proposals(actor),
        "refused": refused,
        "beside": True,
    }
    if request.headers.get("HX-Target") == "inflow":
        return render(request, "desk/inflow_rows.html", context, status=status)
    context |= {
        "loads": loads,
        **_choosing(request, reverse("desk:inflow")),
    }
    return render(request, "desk/inflow.html", context, status=status)


@for_staff
@require_POST
def accept_many(request: Request) -> HttpResponse:
    """Each of the chosen cases to the agent suggested for it, in one act; of each what could not be done and why."""
    actor = request.actor
    if not actor.is_agent:
        raise NotAllowed("desk.deal_out")
    chosen = request.POST.getlist("case")
    found, _unknown = many.chosen(actor, chosen)
    best = queries.suggestions_for(found)
    outcome = many.each(actor, chosen, lambda actor, case: _accept(actor, case, best.get(case.pk)))
    afterwards.tell_outcome(request, outcome)
    return see_other(reverse("desk:inflow"))


def _accept(actor: Actor, case: Case, suggested: list[queries.Suggestion] | None) -> None:
    holder = _holder_unless(case, None)
    if holder:
        raise Refused(_("%(name)s has already taken the case.") % {"name": holder}, "taken")
    best = queries.first_here(suggested or ())
    if best is None:
        raise Refused(_("There is nobody to suggest for this case."), "nobody")
    commands.assign(actor, case, person=best.person)


def _choosing(request: Request, back: str) -> dict[str, Any]:
    """What a page needs whose rows can be chosen, and which hears the news."""
    return {
        "may_choose": request.actor.is_agent,
        **afterwards.shown(request),
        "live_url": desk_live_url(request.actor),
        "next": back,
    }


@for_staff
@require_safe
def load(request: Request) -> HttpResponse:
    """Who has room: the panel beside the inflow, by itself."""
    return render(request, "desk/load.html", {"loads": queries.loads() if request.actor.is_agent else []})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def deal_out(request: Request, number: int) -> HttpResponse:
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
    context = {"case": case, "form": form, "suggested": _best(suggested), "matrix": MATRIX, "title": masked(case.title)}
    context["offered"] = form.initial["person"]
    in_dialog = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "desk/deal_out_form.html" if in_dialog else "desk/deal_out.html", context, status=status)


@for_staff
@require_safe
def suggest(request: Request, number: int) -> HttpResponse:
    """Who should take the case if it were of the service that is being chosen: the field of the dialog. Whom somebody has
    chosen themselves stays chosen."""
    case = _find(request, number)
    if not request.actor.is_agent:
        raise NotAllowed("desk.deal_out")
    key = request.GET.get("service", "")
    case.service = Service.objects.select_related("team").filter(pk=key_of(key)).first()
    suggested = queries.suggestions_for([case])[case.pk]
    form = DealOutForm(case=case, suggested=suggested)
    offered, chosen = form.initial["person"], request.GET.get("person", "")
    if "person" in request.GET and chosen != request.GET.get("offered", ""):
        form.initial["person"] = key_of(chosen) or None
    context = {"form": form, "suggested": _best(suggested), "offered": offered}
    return render(request, "desk/suggested.html", context)


def _best(suggested: list[queries.Suggestion]) -> list[queries.Suggestion]:
    return [one for one in [queries.first_here(suggested)] if one]


def key_of(text: str) -> int:
    """A key from an address; 0, which is nobody's, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _find(request: Request, number: int) -> Case:
    try:
        return cases.case(request.actor, number)
    except Case.DoesNotExist as gone:
        raise Http404 from gone


def _carry_out(actor: Actor, case: Case, form: DealOutForm) -> None:
    person = form.cleaned_data["person"]
    with act(actor):
        holder = _holder_unless(case, form.cleaned_data["was"])
        if holder:
            form.look_again(holder)
            raise Refused(
                _("%(name)s has got the case since you opened this. Save again if you want to change it all the same.")
                % {"name": holder},
                "taken",
            )
        gives = person is not None and person.pk != case.assignee_id
        if not form.sorting and not gives:
            raise Refused(_("Nothing was changed."), "unchanged")
        if form.sorting:
            commands.triage(actor, case, **form.sorting)
        if gives:
            commands.assign(actor, case, person=person)


def _holder_unless(case: Case, expected: int | None) -> Person | None:
    """The agent who has got the case meanwhile, asked under lock; ``None`` while it is as expected. Inside an act."""
    now = reread(case)
    return now.assignee if now.assignee_id and now.assignee_id != expected else None


def _done(request: Request, case: Case, person: Person | None) -> HttpResponse:
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
def accept(request: Request, number: int) -> HttpResponse:
    """One key: the suggested agent (or the one who presses, without a person) gets the case; the list comes back."""
    actor = request.actor
    case = _find(request, number)
    if not actor.is_agent:
        raise NotAllowed("desk.deal_out")
    key = request.POST.get("person", "")
    person = Person.objects.second_line().filter(pk=key_of(key)).first()
    refused, status = "", 200
    try:
        if key and person is None:
            raise Refused(_("That person does not work at the desk any more. Choose somebody else."), "gone")
        with act(actor):
            holder = _holder_unless(case, None)
            if holder:
                raise Refused(_("%(name)s has already taken the case.") % {"name": holder}, "taken")
            if person is None or person.pk == actor.person_id:
                commands.take(actor, case)
            else:
                commands.assign(actor, case, person=person)
        messages.success(request, _given(case, person or actor.person))
    except Refused as refusal:
        refused, status = f"#{case.number}: {refusal.message}", 409
    return told(request, refused, status)


def told(request: Request, refused: str = "", status: int = 200) -> HttpResponse:
    """The inflow anew, with why something was refused: in the page that asked, or by going there."""
    if request.headers.get("HX-Target") == "inflow":
        return _inflow(request, status, refused)
    if refused:
        messages.warning(request, refused)
    return see_other(reverse("desk:inflow"))


def _with_offer(row: Row | Other, offer: Offer | None = None) -> Row | Other:
    """The row says whom its ball is offered to, or that it is offered to the reader. Cases are; nothing else is."""
    if isinstance(row, Other):
        return row
    offer = offer or getattr(row.case, "offer", None)
    return replace(row, more=offer_line(offer, is_own=row.mine)) if offer else row


@for_staff
@require_safe
def mine(request: Request) -> HttpResponse:
    """My balls, the next to break first; then the cases I answer for whose ball is elsewhere."""
    actor = request.actor
    mine_offered = {case.pk: case.offer for case in cases.offered_by(actor)}
    held = [_with_offer(row, mine_offered.get(row.ball.subject_id)) for row in queries.my_balls(actor)]
    questions = asking.open_questions(actor) if actor.is_third_line else []
    late = sum(one.is_late for one in questions)
    context: dict[str, Any] = {
        "groups": by_due(held),
        "count": len(held) + len(questions),
        "late": sum(row.is_overdue for row in held) + late,
        "elsewhere": queries.responsible_elsewhere(actor),
        "offered": [_with_offer(row) for row in plain_rows(actor, cases.offered(actor))],
        "asked": asking.open_questions(actor) if actor.is_agent else [],
        "questions": questions,
        "lifted": asked_of_teams(actor)[: queries.MOST_OWN],
        "now": timezone.now(),
        "most": queries.MOST_OWN,
        "beside": True,
    }
    if request.headers.get("HX-Target") == "mine":
        return render(request, "desk/mine_rows.html", context)
    context |= _choosing(request, reverse("desk:mine"))
    return render(request, "desk/mine.html", context)


@for_staff
@require_safe
def palette(request: Request) -> JsonResponse:
    """What the command palette finds for the words typed: ``[{label, hint, url, icon}]``."""
    return JsonResponse(finder.find(request, request.GET.get("q", "")), safe=False)
