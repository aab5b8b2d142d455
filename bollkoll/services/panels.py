"""What the settings add to the frame."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.people.access import works_here
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel


@panel("rail", order=90)
def settings(request: Request) -> Link | None:
    if not works_here(request.actor):
        return None
    match = request.resolver_match
    current = bool(match and match.app_name == "services")
    return Link(reverse("services:overview"), _("Settings"), "settings", current, group="setup")
