"""A team: its people, cases and trends, what comes, and the agenda."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Case
from bollkoll.cases.rows import plain_rows
from bollkoll.cases.views.composing import forget_draft
from bollkoll.cases.views.doors import for_staff
from bollkoll.cases.views.verbs import verb
from bollkoll.development import commands
from bollkoll.development.drawing import trend_chart
from bollkoll.development.forms.teams import LiftForm, RaiseForm, SayForm, SeriesForm
from bollkoll.development.models import AgendaItem
from bollkoll.development.queries import releases
from bollkoll.development.queries import teams as queries
from bollkoll.development.views.doors import attempt, see
from bollkoll.log.acting import Refused
from bollkoll.log.live import live_url
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.services.models import Team


@for_staff
@require_safe
def teams(request: Request) -> HttpResponse:
    """The desk sees all teams; third line its own."""
    rows = queries.listed(request.actor)
    if len(rows) == 1 and not request.actor.is_agent:
        return see(page_of(rows[0]["team"]))
    context = {
        "mine": [row for row in rows if row["is_mine"]],
        "others": [row for row in rows if not row["is_mine"]],
    }
    return render(request, "development/teams.html", context)


def found(request: Request, pk: int) -> Team:
    team = queries.teams(request.actor).filter(pk=pk).first()
    if team is None:
        raise Http404("team")
    return team


def page_of(team: Team) -> str:
    return reverse("development:team", args=[team.pk])


@for_staff
@require_safe
def team(request: Request, pk: int) -> HttpResponse:
    """The whole page, or its agenda alone when the page itself asks."""
    row = found(request, pk)
    if request.headers.get("HX-Target") == "agenda":
        return render(request, "development/agenda.html", _agenda(request, row))
    return _page(request, row)


def _agenda(request: Request, row: Team) -> dict[str, Any]:
    return {
        "team": row,
        "series": queries.series(row),
        "dates": queries.dates(row),
        "agenda": queries.on_agenda(request.actor, row),
        "withdrawn": queries.withdrawn_lately(request.actor, row),
        "topic": f"team:{row.pk}",
    }


def _page(request: Request, row: Team, raise_form: RaiseForm | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor
    people = queries.people(row)
    coming = releases.next_version()
    open_cases = queries.open_cases(actor, row)
    weeks = queries.trend(actor, row)
    context = _agenda(request, row) | {
        "raise_form": raise_form or RaiseForm(),
        "services": list(row.services.filter(ended_at=None).select_related("specialist")),
        "members": [one for one in people if one.part == one.Part.MEMBER],
        "followers": [one for one in people if one.part == one.Part.FOLLOWS],
        "open_count": open_cases.count(),
        "rows": plain_rows(actor, open_cases.for_list().order_by("subject__main__due_at", "pk")[: queries.MOST_CASES]),
        "weeks": weeks,
        "chart": trend_chart(weeks),
        "coming": coming,
        "in_version": queries.in_version(actor, row, coming),
        "working_on": queries.working_on(actor, row),
        "held": queries.held(row),
        "live_url": live_url(f"team:{row.pk}"),
    }
    return render(request, "development/team.html", context, status=status)


# The agenda


@for_staff
@require_POST
def raise_question(request: Request, pk: int) -> HttpResponse:
    """Lift a question without a case."""
    row = found(request, pk)
    form = RaiseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        commands.lift(request.actor, row, **form.cleaned_data)
    except AlreadyDone:
        pass
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, row, form, 409)
    messages.success(request, _("The question is on the team's agenda."))
    return see(f"{page_of(row)}#agenda")


def _lift(actor: Actor, case: Case, *, team: Team, question: str, once: str = "") -> AgendaItem:
    return commands.lift(actor, team, case=case, question=question, once=once)


_lift.policy = lambda actor, case: actor.is_staff  # type: ignore[attr-defined]  # the case is found; the command asks of the team

lift = verb(_lift, LiftForm)


def item_of(request: Request, pk: int) -> AgendaItem:
    row = queries.items(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404("item")
    return row


def _after(item: AgendaItem) -> str:
    """Back to the meeting when that goes on, else to the team."""
    return page_of(item.team) + "#agenda"


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: Request, pk: int) -> HttpResponse:
    """Note what was said: it is answered, or goes on to the next meeting."""
    item = item_of(request, pk)
    (shown,) = queries.with_drafts(
        request.actor, queries.agenda(request.actor, queries.items(request.actor).filter(pk=item.pk))
    )
    form = SayForm(request.POST or None, initial={"text": shown.draft.fields.get("text", "")} if shown.draft else {})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            is_answered = request.POST.get("then") != "carry"
            try:
                commands.say(request.actor, item, text=form.cleaned_data["text"], is_answered=is_answered)
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = 409
            else:
                forget_draft(request, shown.draft_key)
                messages.success(request, _("Noted.") if is_answered else _("Noted, and on to the next meeting."))
                return see(_next(request, item))
    context = {"shown": shown, "item": item, "form": form, "next": _next(request, item)}
    return render(request, "development/say.html", context, status=status)


def _next(request: Request, item: AgendaItem) -> str:
    """The meeting's page when one came from there."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if item.meeting_id and wanted == reverse("development:meeting", args=[item.meeting_id]):
        return wanted
    return _after(item)


@for_staff
@require_POST
def carry_over(request: Request, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    back = _next(request, item)
    attempt(request, _("On to the next meeting."), commands.carry_over, item)
    return see(back)


@for_staff
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    item = item_of(request, pk)
    back = _next(request, item)
    reason = request.POST.get("reason", "")
    attempt(request, _("The question is off the agenda."), commands.withdraw, item, reason=reason)
    return see(back)


# When it meets


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def set_series(request: Request, pk: int) -> HttpResponse:
    """When the team meets."""
    row = found(request, pk)
    series = queries.series(row)
    known = ("first_on", "at", "every", "place")
    initial = {name: getattr(series, name) for name in known} if series else {}
    form = SeriesForm(request.POST or None, team=row, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.set_series(request.actor, row, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("first_on", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("The next meetings are set."))
                return see(f"{page_of(row)}#agenda")
    return render(request, "development/series.html", {"team": row, "series": series, "form": form}, status=status)


@for_staff
@require_POST
def end_series(request: Request, pk: int) -> HttpResponse:
    row = found(request, pk)
    series = queries.series(row)
    if series is not None:
        attempt(request, _("The team meets no more."), commands.end_series, series)
    return see(f"{page_of(row)}#agenda")
