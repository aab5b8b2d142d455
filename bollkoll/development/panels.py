"""What development shows on the pages below: on a case, in the reporter's matter, in the rail."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.development import rules
from bollkoll.development.queries import issues
from bollkoll.development.queries import teams as team_queries
from bollkoll.people.access import works_here
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel

TEAMS = ("teams", "team", "set_series", "say", "meeting", "move_meeting")
VERSIONS = ("versions", "version", "add_version", "change_version", "tell_many", "issues", "issue", "add_issue")


def _is_at(request: Request, *names: str) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and match.app_name == "development" and match.url_name in names


@panel("rail", order=70)
def teams(request: Request) -> Link | None:
    actor = request.actor
    if not actor.is_staff:
        return None
    if actor.is_third_line:
        own = list(team_queries.teams(actor).values_list("pk", flat=True)[:2])
        if not own:
            return None
        url = reverse("development:team", args=own) if len(own) == 1 else reverse("development:teams")
        return Link(url, _("Our team") if len(own) == 1 else _("Our teams"), "team", _is_at(request, *TEAMS), key="g m")
    return Link(reverse("development:teams"), _("Teams"), "team", _is_at(request, *TEAMS), key="g m")


@panel("rail", order=45)
def versions(request: Request) -> Link | None:
    if not request.actor.is_staff:
        return None
    current = _is_at(request, *VERSIONS)
    return Link(reverse("development:versions"), _("Versions"), "flag", current, key="g v", group="information")


@panel("services.tabs", order=10)
def trackers(request: Request) -> SafeString | None:
    """A tab of the settings."""
    if not works_here(request.actor):
        return None
    current = mark_safe(' aria-current="page"') if _is_at(request, "trackers") else ""
    return format_html('<a href="{}"{}>{}</a>', reverse("development:trackers"), current, _("Trackers"))


@panel("case.more", order=20)
def lift(request: Request, case: Case) -> str | None:
    """Lift a question to the team, among what an agent can do."""
    return render_to_string("development/lift_link.html", {"case": case}) if case.is_open else None


@panel("case.tools", order=20)
def lift_of_third_line(request: Request, case: Case) -> str | None:
    """The same among the few things that third line can do."""
    if not case.is_open:
        return None
    return render_to_string("development/lift_link.html", {"case": case, "is_button": True})


@panel("case.notice", order=20)
def to_tell(request: Request, case: Case) -> str | None:
    """What its reporter is to be told, above the dialogue."""
    if not request.actor.is_agent:
        return None
    rows = issues.to_tell_in(case)
    return render_to_string("development/to_tell.html", {"to_tell": rows}, request=request) if rows else None


@panel("case.answer", order=20)
def tells(request: Request, case: Case, marks: list[str]) -> str | None:
    """In the composer: that the answer tells the reporter of a version. Ticked by the drafted answer alone."""
    if not request.actor.is_agent:
        return None
    boxes = [(rules.told_mark(row.version_id), row.version, row.is_wrong) for row in issues.to_tell_in(case)]
    context = {"boxes": boxes, "marks": marks}
    return render_to_string("development/tells.html", context, request=request) if boxes else None


@panel("case.aside", order=30)
def on_case(request: Request, case: Case) -> str | None:
    """The case's issues, and what was lifted to a team."""
    actor = request.actor
    if not actor.is_staff:
        return None
    links = issues.links(case)
    lifted = issues.lifted_from(case)
    context = {
        "case": case,
        "links": links,
        "lifted": lifted,
        "may_act": actor.is_agent,
        "may_lift": actor.is_staff and case.is_open,
    }
    return render_to_string("development/on_case.html", context, request=request)


@panel("portal.matter", order=20)
def in_matter(request: Request, case: Case) -> str | None:
    """What the reporter may know of the development."""
    links = issues.shown_links(case)
    return render_to_string("development/in_matter.html", {"links": links}) if links else None
