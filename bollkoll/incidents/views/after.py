"""The review, its export, and the clocks for reporting."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.incidents import commands
from bollkoll.incidents.forms.after import ReviewForm, RuleForm
from bollkoll.incidents.models import Incident, ReportRule, Review
from bollkoll.incidents.policy import change_report_rules as may_change_rules
from bollkoll.incidents.queries.figures import figures
from bollkoll.incidents.queries.ledger import sayings
from bollkoll.incidents.queries.meanwhile import last
from bollkoll.incidents.queries.room import room, thanks_of
from bollkoll.incidents.queries.timeline import timeline
from bollkoll.incidents.rules import DEFAULT_REPORTS
from bollkoll.incidents.views.doors import for_staff, found, see
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.people.access import desk_only
from bollkoll.people.requests import Request

Rules = formset_factory(RuleForm, extra=0)
RULE = ("key", "name_sv", "name_en", "hours", "applies")


def _whole(request: Request, incident: Incident) -> dict[str, Any]:
    """All that the review and the document show."""
    return {
        "incident": incident,
        "figures": figures(incident),
        "entries": timeline(request.actor, incident),
        "review": Review.objects.filter(incident=incident).select_related("done_by").first(),
        "actions": list(incident.actions.select_related("owner", "done_by")),
        "reports": list(incident.reports.select_related("rule", "decided_by")),
        "said": sayings(incident),
        "thanks": thanks_of(request.actor, incident),
        **room(request.actor, incident),
    }


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, number: int) -> HttpResponse:
    """What happened, causes, what worked, what to do: written as often as one likes until it is finished."""
    incident = found(request, number)
    if request.method != "POST":
        return _review(request, incident)
    if not commands.write_review.policy(request.actor, incident):
        raise NotAllowed("incidents.write_review")
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review(request, incident, form, 422)
    try:
        with act(request.actor):
            given = {name: value for name, value in form.cleaned_data.items() if name != "was"}
            commands.write_review(request.actor, incident, **given)
            if "finish" in request.POST:
                commands.finish_review(request.actor, incident)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        if refusal.code == "changed":
            form.catch_up(_fresh(incident))
        return _review(request, incident, form, 409)
    messages.success(request, _("The review is finished.") if "finish" in request.POST else _("Saved."))
    return see(reverse("incidents:review", args=[incident.number]))


def _review(request: Request, incident: Incident, form: ReviewForm | None = None, status: int = 200) -> HttpResponse:
    context = _whole(request, incident)
    row = context["review"]
    context["form"] = form or _fresh(incident)
    context["may_write"] = request.actor.is_agent and not incident.is_unresolved and not (row and row.done_at)
    return render(request, "incidents/review.html", context, status=status)


def _fresh(incident: Incident) -> ReviewForm:
    row = Review.objects.filter(incident=incident).first()
    written = {name: getattr(row, name) for name in commands.PARTS} if row else {}
    form = ReviewForm(initial={"seen": last(incident), **written})
    form.remember()
    return form


@for_staff
@require_safe
def export(request: Request, number: int) -> HttpResponse:
    """The whole as a page to print or keep."""
    return render(request, "incidents/export.html", _whole(request, found(request, number)))


@for_staff
@require_safe
def download(request: Request, number: int) -> HttpResponse:
    """The same as a text document (Markdown)."""
    incident = found(request, number)
    text = render_to_string("incidents/export.md", _whole(request, incident))
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="incident-{incident.number}.md"'
    return answer


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def report_rules(request: Request) -> HttpResponse:
    """Which clocks there are, how long they run and what begins them."""
    if not may_change_rules(request.actor, None):
        raise NotAllowed("incidents.change_report_rules")
    if request.method == "POST":
        formset = Rules(request.POST)
        if formset.is_valid():
            try:
                commands.change_report_rules(
                    request.actor, None, changes=[form.changes() for form in formset.forms if form.cleaned_data]
                )
            except Refused as refusal:
                messages.warning(request, str(refusal.message))
            else:
                messages.success(request, _("Saved. Clocks that run already are not touched."))
            return see(reverse("incidents:report_rules"))
        return render(request, "incidents/report_rules.html", {"formset": formset}, status=422)
    rows = list(ReportRule.objects.values(*RULE)) or [dict(zip(RULE, one, strict=True)) for one in DEFAULT_REPORTS]
    return render(request, "incidents/report_rules.html", {"formset": Rules(initial=rows)})
