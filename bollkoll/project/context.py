"""What every page knows: who is asking, where one can go, what to listen to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.once import once_a_page
from bollkoll.log.models import Event
from bollkoll.people.actor import NOBODY, Actor
from bollkoll.people.sessions import seconds_left
from bollkoll.services import queries as services
from bollkoll.ui.panels import Link, fill, rail


@once_a_page
def page(request: HttpRequest) -> dict[str, Any]:
    """The context that ``ui/base.html``, ``ui/desk.html`` and ``ui/portal.html`` read."""
    actor: Actor = getattr(request, "actor", NOBODY)
    organisation = services.organisation()
    context: dict[str, Any] = {
        "actor": actor,
        "product_name": "Bollkoll",
        "organisation": organisation,
        "organisation_name": organisation.name,
        "home_url": reverse("home"),
        "login_url": reverse("account_login"),
        "accessibility_url": reverse("portal:accessibility"),
        "status_url": f"{settings.CONFIG.public_status_url}/",
        "subscribe_url": reverse("bulletins:subscribe"),
        "about_url": reverse("portal:about"),
        "portal_nav": _Lazy(lambda: fill("portal.nav", request)),
    }
    if actor.person is None:
        return context
    return context | {
        "user_name": actor.person.name,
        "user_role": _Lazy(lambda: _role(actor)),
        "user_menu": _Lazy(lambda: fill("user.menu", request)),
        "logout_url": reverse("account_logout"),
        "rail": _Lazy(lambda: _rail(request, actor) if actor.is_staff or actor.is_administrator else []),
        "search_url": reverse("cases:list") if actor.is_agent else "",
        "palette_url": reverse("desk:palette") if actor.is_agent else "",
        "new_url": reverse("cases:new") if actor.is_agent else "",
        "new_label": _("New case"),
        "shortcuts": actor.person.shortcuts,
        "session_seconds": seconds_left(request),
        "session_extend_url": reverse("people:extend_session"),
    }


def _rail(request: HttpRequest, actor: Actor) -> list[Link]:
    """Whatever changes a number is an event, and numbers go up in the order of commits: the last one tells the state."""
    state = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return rail(request, actor.person_id, state)


def _role(actor: Actor) -> str:
    if actor.is_coordinator:
        return str(actor.person._meta.get_field("is_coordinator").verbose_name)
    if actor.is_staff:
        return actor.person.get_line_display()
    return ", ".join(f"{role.institution.code} · {role.get_kind_display()}" for role in actor.roles)


class _Lazy:
    """A value that is found when a template asks for it, once: pages without a rail do not pay for its counts."""

    def __init__(self, find) -> None:
        self.find, self.found = find, None

    def __call__(self) -> Any:
        if self.found is None:
            self.found = self.find()
        return self.found
