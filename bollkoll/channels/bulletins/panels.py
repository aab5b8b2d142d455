"""Where subscriptions show on the pages of others."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.channels.bulletins.policy import may_read_progress
from bollkoll.people.requests import Request
from bollkoll.ui.panels import panel


@panel("notices.tabs", order=60)
def tab(request: Request) -> SafeString | None:
    """A tab beside the notices."""
    if not may_read_progress(request.actor):
        return None
    match = request.resolver_match
    current = mark_safe(' aria-current="page"') if match and match.app_name == "bulletins" else ""
    return format_html('<a href="{}"{}>{}</a>', reverse("bulletins:bulletins"), current, _("Subscriptions"))
