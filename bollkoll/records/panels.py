"""What records show on the pages below."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.people.requests import Request
from bollkoll.records import policy, queries
from bollkoll.ui.panels import panel


@panel("case.aside", order=90)
def on_case(request: Request, case: Case) -> str | None:
    """The sealed records of a case that is over, or has been."""
    if not request.actor.is_agent or (case.is_open and case.kind != Case.Kind.ORDER):
        return None
    rows = queries.of_case(request.actor, case)
    return render_to_string("records/on_case.html", {"records": rows}, request=request) if rows else None


@panel("services.tabs", order=70)
def records(request: Request) -> SafeString | None:
    """A tab of the settings."""
    if not policy.may_read(request.actor):
        return None
    match = getattr(request, "resolver_match", None)
    is_here = match is not None and match.view_name == "records:records"
    current = mark_safe(' aria-current="page"') if is_here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse("records:records"), current, _("Records"))
