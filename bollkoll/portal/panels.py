"""The portal's navigation: where one can go; and what a reporter can say of a disturbance where a notice tells of it."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.status.models import Notice
from bollkoll.ui.panels import Link, panel


def _link(request: Request, name: str, label: str, icon: str, *also: str) -> Link:
    match = request.resolver_match
    current = match is not None and match.view_name in (name, f"portal:{name}", *also)
    return Link(reverse(name), label, icon, current)


@panel("portal.nav", order=10)
def start(request: Request) -> Link | None:
    if not request.actor.is_contact:
        return None
    return _link(request, "home", _("Start"), "home", "portal:new")


@panel("portal.nav", order=20)
def matters(request: Request) -> Link | None:
    if not request.actor.is_contact:
        return None
    return _link(request, "portal:cases", _("My matters"), "list", "portal:case")


@panel("portal.nav", order=80)
def about(request: Request) -> Link:
    return _link(request, "portal:about", _("About the support"), "info")


@panel("notice.reporters", order=10)
def also_affected(request: Request, notice: Notice) -> str | None:
    """I am affected too: on the notice, when it tells of an incident that goes on."""
    if not request.actor.is_contact or (standing := queries.standing(request.actor, notice.incident)) is None:
        return None
    return render_to_string("portal/parts/on_notice.html", {"standing": standing}, request=request)
