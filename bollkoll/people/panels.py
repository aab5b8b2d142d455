"""What people add to the frame: the rail, the portal's navigation, the user menu."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.people.access import works_here
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel

DIRECTORY = (
    *("institutions", "add_institution", "change_institution", "accounts", "invite", "change_role", "end_role"),
    *("staff", "engage", "person", "change_person", "end_person"),
)
OWN = ("settings", "change_password", "sessions")


def _is_at(request: Request, *names: str) -> bool:
    match = request.resolver_match
    return bool(match and match.app_name == "people" and match.url_name in names)


@panel("rail", order=70)
def people(request: Request) -> Link | None:
    actor = request.actor
    if not works_here(actor):
        return None
    front = "people:institutions" if actor.is_agent or actor.is_administrator else "people:staff"
    return Link(reverse(front), _("People"), "people", _is_at(request, *DIRECTORY), group="setup")


@panel("portal.nav", order=60)
def accounts(request: Request) -> Link | None:
    """For the lokala kontaktperson, one entry for the (first) institution; the page itself names it."""
    led = request.actor.led_institutions
    if not led or works_here(request.actor):
        return None
    return Link(reverse("people:accounts", args=[led[0]]), _("Accounts"), "people", _is_at(request, *DIRECTORY))


@panel("user.menu", order=10)
def settings(request: Request) -> Link | None:
    return Link(reverse("people:settings"), _("My settings"), "person", _is_at(request, *OWN))


@panel("user.menu", order=20)
def two_steps(request: Request) -> Link | None:
    return Link(reverse("mfa_index"), _("Two-step login"), "shield")


@panel("user.menu", order=30)
def sessions(request: Request) -> Link | None:
    return Link(reverse("people:sessions"), _("Where you are logged in"), "globe")
