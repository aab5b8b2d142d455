"""Where the templates are found."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel


@panel("user.menu", order=30)
def templates(request: Request) -> Link | None:
    if not request.actor.is_agent:
        return None
    return Link(reverse("knowledge:templates"), _("Answer templates"), "note")
