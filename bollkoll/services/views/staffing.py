"""The staffing calendar of a year, what reporters are told before they send, and the targets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.log.acting import Refused
from bollkoll.people.access import ask, desk_only
from bollkoll.services import commands, policy, queries, rules
from bollkoll.services.models import Organisation, StaffingPeriod
from bollkoll.services.staffing_forms import PeriodForm, TargetsForm

YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Bar:
    """A period in the band of a year: days from the first of January, and how many."""

    left: int
    days: int
    period: StaffingPeriod


@dataclass(frozen=True)
class Band:
    """A kind of case and its year."""

    name: str
    bars: list[Bar]


def _bands(year: int, periods: list[StaffingPeriod]) -> list[Band]:
    """A band for each kind that is always offered, and for each other that has a period in the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[str, list[Bar]] = {kind: [] for kind in queries.kinds()}
    for row in sorted(periods, key=lambda row: row.first_day):
        begins, ends = max(row.first_day, first), min(row.last_day, last)
        found[row.kind].append(Bar((begins - first).days, (ends - begins).days + 1, row))
    return [Band(rules.kind_in_words(kind), bars) for kind, bars in found.items() if bars or kind in rules.OFFERED]


def _closed_days(year: int) -> list[int]:
    """Public holidays and other closed days that would be working days, counted from the first of January."""
    calendar, first = queries.calendar(), date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return [(day - first).days for day in days if calendar.week.get(day.weekday()) and not calendar.hours(day)]


@desk_only
@require_safe
def staffing(request: HttpRequest) -> HttpResponse:
    """A year of the staffing calendar, as bands and as a table; and the notices."""
    today = timezone.localdate()
    year = _year(request.GET.get("year"), today.year)
    periods = list(queries.periods_of(year))
    first = date(year, 1, 1)
    rows = list(queries.all_notices())
    shown = [row for row in rows if not row.ended_at and row.last_day >= today]
    context = {
        "today": today,
        "year": year,
        "length": (date(year + 1, 1, 1) - first).days,
        "months": [date(year, month, 1) for month in range(1, 13)],
        "starts": [(date(year, month, 1) - first).days for month in range(2, 13)],
        "today_at": (today - first).days if today.year == year else None,
        "bands": _bands(year, periods),
        "closed": _closed_days(year),
        "together": queries.together(periods),
        "levels": StaffingPeriod.Level.choices,
        "has_summer_before": queries.summer_of(year - 1).exists(),
        "has_summer": queries.summer_of(year).exists(),
        "shown": sorted(shown, key=lambda row: (row.first_day, row.pk)),
        "over": [row for row in rows if row not in shown][:50],
        "may_change": policy.add_periods(request.actor, None),
    }
    return render(request, "services/staffing.html", context)


def _year(text: str | None, this_year: int) -> int:
    """The year asked for; this one when none is. 404 for what is no year."""
    if not text:
        return this_year
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) not in YEARS:
        raise Http404
    return int(text)


def _organisation() -> Organisation:
    return get_object_or_404(Organisation, pk=1)


@desk_only
@require_http_methods(["GET", "POST"])
def add_periods(request: HttpRequest) -> HttpResponse:
    ask(policy.add_periods, request.actor)

    def save(form: PeriodForm) -> list[StaffingPeriod]:
        return commands.add_periods(request.actor, _organisation(), **form.facts())

    return _period(request, None, save)


@desk_only
@require_http_methods(["GET", "POST"])
def change_period(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(StaffingPeriod, pk=pk)
    ask(policy.change_period, request.actor, row)

    def save(form: PeriodForm) -> list[StaffingPeriod]:
        return commands.change_period(request.actor, _organisation(), period=row, **form.facts())

    return _period(request, row, save)


def _period(
    request: HttpRequest, row: StaffingPeriod | None, save: Callable[[PeriodForm], list[StaffingPeriod]]
) -> HttpResponse:
    """Write, look at what reporters will read, save."""
    form = PeriodForm(row, request.POST or None)
    previews: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            previews = _previews(form.period(row.kind if row else ""))
        else:
            try:
                made = save(form)
            except Refused as refusal:
                form.refused(refusal.code, refusal.message)
            else:
                messages.success(request, _("The staffing calendar is saved."))
                return _to_year(made[0].first_day.year)
    context = {"form": form, "period": row, "previews": previews}
    if row:
        context["kind_name"] = rules.kind_in_words(row.kind)
    return render(request, "services/period_form.html", context, status=422 if form.errors else 200)


def _previews(period: StaffingPeriod) -> list[tuple[str, str]]:
    """``(language, text)`` as readers of each language see it."""
    found = []
    for language in ("sv", "en"):
        with override(language):
            found.append((language, period.text))
    return found


@desk_only
@require_POST
def remove_period(request: HttpRequest, pk: int) -> HttpResponse:
    ask(policy.remove_period, request.actor)
    row = get_object_or_404(StaffingPeriod, pk=pk)
    asked = {key for key in request.POST.getlist("also") if key.isascii() and key.isdigit() and len(key) < 19}
    also = [other for other in queries.like(row) if str(other.pk) in asked]
    commands.remove_period(request.actor, _organisation(), period=row, also=also)
    messages.success(request, _("The period is removed: it is as usual again."))
    return _to_year(row.first_day.year)


@desk_only
@require_POST
def copy_summer(request: HttpRequest) -> HttpResponse:
    ask(policy.copy_summer, request.actor)
    year = _year(request.POST.get("year"), timezone.localdate().year)
    try:
        made, left = commands.copy_summer(request.actor, _organisation(), year=year)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return _to_year(year)
    said: dict[str, Any] = {"number": len(made), "year": year - 1}
    messages.success(
        request,
        ngettext(
            "%(number)s period of the summer of %(year)s is copied to the same week.",
            "%(number)s periods of the summer of %(year)s are copied to the same weeks.",
            len(made),
        )
        % said,
    )
    if left:
        messages.info(
            request,
            ngettext(
                "%(number)s was left, since the kind has a period of those days already.",
                "%(number)s were left, since their kinds have periods of those days already.",
                left,
            )
            % {"number": left},
        )
    return _to_year(year)


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('services:staffing')}?year={year}")


@desk_only
@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """What is promised by target, per kind and priority."""
    may_change = policy.set_targets(request.actor, None)
    form = TargetsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        ask(policy.set_targets, request.actor)
        if form.is_valid():
            commands.set_targets(request.actor, _organisation(), targets=form.targets())
            messages.success(request, _("The targets are saved. They count for what comes in from now on."))
            return redirect("services:targets")
    rows = queries.targets()
    context = {
        "form": form,
        "may_change": may_change,
        "targets": [(row, rules.kind_in_words(row.kind), rules.PRIORITIES[row.priority]) for row in rows.values()],
    }
    return render(request, "services/targets.html", context, status=422 if form.errors else 200)
