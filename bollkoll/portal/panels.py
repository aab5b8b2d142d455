"""The portal's navigation: where one can go."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.people.requests import Request
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
