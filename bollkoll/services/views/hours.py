"""When the support is open, and what it tells reporters before they send."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.log.acting import Refused
from bollkoll.people.access import ask, desk_only
from bollkoll.services import commands, policy, queries
from bollkoll.services.forms import ExceptionForm, NoticeForm, WeekForm
from bollkoll.services.models import Calendar, SeasonNotice
from bollkoll.services.rules import week_in_words


def _calendar() -> Calendar:
    row = queries.default_calendar()
    if row is None:
        raise Http404
    return row


@desk_only
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The ordinary week, and the days that differ."""
    row = _calendar()
    week = {f"hours_{day}": pairs for day, pairs in row.week.items()}
    form = WeekForm(request.POST or None, initial={"holidays": row.holidays, **week})
    if request.method == "POST":
        ask(policy.set_hours, request.actor, row)
        if form.is_valid():
            try:
                commands.set_hours(request.actor, row, week=form.week(), holidays=form.cleaned_data["holidays"])
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("The opening hours are saved."))
                return redirect("services:hours")
    return _hours_page(request, row, form, ExceptionForm(), 422 if form.errors else 200)


def _hours_page(
    request: HttpRequest, row: Calendar, form: WeekForm, exception_form: ExceptionForm, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "exception_form": exception_form,
        "calendar": row,
        "week": week_in_words(queries.calendar()),
        "exceptions": queries.coming_exceptions(row),
        "holidays": queries.coming_holidays() if row.holidays else [],
        "may_change": policy.set_hours(request.actor, row),
    }
    return render(request, "services/hours.html", context, status=status)


@desk_only
@require_POST
def set_exception(request: HttpRequest) -> HttpResponse:
    row = _calendar()
    ask(policy.set_exception, request.actor, row)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        commands.set_exception(request.actor, row, **form.cleaned_data)
        messages.success(request, _("The day is noted."))
        return redirect("services:hours")
    week = {f"hours_{day}": pairs for day, pairs in row.week.items()}
    return _hours_page(request, row, WeekForm(initial={"holidays": row.holidays, **week}), form, 422)


@desk_only
@require_POST
def remove_exception(request: HttpRequest, pk: int) -> HttpResponse:
    row = _calendar()
    ask(policy.remove_exception, request.actor, row)
    commands.remove_exception(request.actor, row, day=get_object_or_404(row.exceptions, pk=pk).day)
    messages.success(request, _("The day is as usual again."))
    return redirect("services:hours")


@desk_only
@require_http_methods(["GET", "POST"])
def publish_notice(request: HttpRequest) -> HttpResponse:
    ask(policy.publish_notice, request.actor)
    return _notice(request, None)


@desk_only
@require_http_methods(["GET", "POST"])
def change_notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SeasonNotice, pk=pk, ended_at=None)
    ask(policy.change_notice, request.actor, row)
    return _notice(request, row)


def _notice(request: HttpRequest, row: SeasonNotice | None) -> HttpResponse:
    """Write, look at how it will be shown, publish."""
    form = NoticeForm(request.POST or None, instance=row)
    looks_first = "preview" in request.POST
    previews = []
    if request.method == "POST" and form.is_valid():
        if not looks_first:
            if row:
                commands.change_notice(request.actor, row, **form.cleaned_data)
            else:
                commands.publish_notice(request.actor, **form.cleaned_data)
            messages.success(request, _("The notice is published."))
            return redirect("services:staffing")
        previews = _previews(SeasonNotice(**form.cleaned_data))
    context = {"form": form, "notice": row, "previews": previews}
    return render(request, "services/notice_form.html", context, status=422 if form.errors else 200)


def _previews(notice: SeasonNotice) -> list[tuple[str, str]]:
    """``(language, text)`` as readers of each language see it."""
    found = []
    for language in ("sv", "en"):
        with override(language):
            found.append((language, notice.text))
    return found


@desk_only
@require_POST
def end_notice(request: HttpRequest, pk: int) -> HttpResponse:
    commands.end_notice(request.actor, get_object_or_404(SeasonNotice, pk=pk))
    messages.success(request, _("The notice is taken down."))
    return redirect("services:staffing")
