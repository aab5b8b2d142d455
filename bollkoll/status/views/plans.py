"""Templates, and work that comes back every so many weeks."""

from datetime import date, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.status import commands, rules
from bollkoll.status.forms.plans import DayForm, SeriesForm, TemplateForm
from bollkoll.status.models import Series, Template
from bollkoll.status.queries import calendar as months
from bollkoll.status.queries import notices as queries
from bollkoll.status.views.doors import attempt, for_desk, for_readers, see
from bollkoll.status.views.editor import where


@for_readers
@require_safe
def templates(request: Request) -> HttpResponse:
    context = {"templates": queries.templates(), "may_write": request.actor.is_agent}
    return render(request, "status/templates.html", context)


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def keep_template(request: Request, pk: int | None = None) -> HttpResponse:
    """A new template, or better words in one."""
    template = get_object_or_404(Template.objects.present(), pk=pk) if pk else None
    initial = TemplateForm.standing(template) if template else {"kind": "disturbance", "degree": "degraded"}
    form = TemplateForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.keep_template(request.actor, template, **form.arguments())
            except Refused as refusal:
                form.add_error("name" if refusal.code == "taken" else where(refusal, form), str(refusal.message))
                if refusal.code == "changed" and template:
                    template.refresh_from_db()
                    form.catch_up(TemplateForm(initial=TemplateForm.standing(template)))
                    status = 409
            else:
                messages.success(request, _("Saved."))
                return see(reverse("status:templates"))
    context = {"form": form, "template": template, "places": [f"{{{one}}}" for one in rules.PLACES]}
    return render(request, "status/template_form.html", context, status=status)


@for_desk
@require_POST
def end_template(request: Request, pk: int) -> HttpResponse:
    attempt(request, _("Put away."), commands.end_template, get_object_or_404(Template, pk=pk))
    return see(reverse("status:templates"))


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def set_series(request: Request, pk: int | None = None) -> HttpResponse:
    """Begin a series, or change one: what nobody has been told of follows."""
    row = get_object_or_404(Series, pk=pk, ended_at=None) if pk else None
    if row:
        initial = SeriesForm.standing(row)
    else:
        initial = {
            "first_on": timezone.localdate() + timedelta(weeks=1), "begins": time(18), "minutes": 240, "every_weeks": 2,
            "announce_days": 2, "announce_time": time(9), "begins_itself": True,
        }  # fmt: skip
    form = SeriesForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = commands.set_series(request.actor, row, **form.arguments())
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                if refusal.code == "changed" and row:
                    row.refresh_from_db()
                    form.catch_up(SeriesForm(initial=SeriesForm.standing(row)))
                    status = 409
            else:
                messages.success(request, _("The next dates are set."))
                return see(reverse("status:series", args=[row.pk]))
    context = {
        "form": form,
        "series": row,
        "dates": months.dates_of(row) if row else [],
        "skips": list(row.skips.filter(day__gte=timezone.localdate())) if row else [],
        "has_templates": form.fields["template"].queryset.exists(),
    }
    return render(request, "status/series.html", context, status=status)


@for_desk
@require_POST
def end_series(request: Request, pk: int) -> HttpResponse:
    attempt(request, _("The series is ended. What has been announced stands."), commands.end_series, _series(pk))
    return see(reverse("status:calendar"))


@for_desk
@require_POST
def drop_day(request: Request, pk: int) -> HttpResponse:
    row = _series(pk)
    if day := _day(request):
        attempt(request, _("That day is left out."), commands.drop_day, row, day=day)
    return see(reverse("status:series", args=[row.pk]))


@for_desk
@require_POST
def take_up_day(request: Request, pk: int) -> HttpResponse:
    row = _series(pk)
    if day := _day(request):
        attempt(request, _("That day is taken up again."), commands.take_up_day, row, day=day)
    return see(reverse("status:series", args=[row.pk]))


def _series(pk: int) -> Series:
    return get_object_or_404(Series.objects.select_related("template"), pk=pk)


def _day(request: Request) -> date | None:
    form = DayForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["day"]
    messages.warning(request, " ".join(map(str, form.errors["day"])))
    return None
