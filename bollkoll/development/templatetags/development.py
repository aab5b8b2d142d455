"""``{% issue_status issue %}``: how far the developers have come, as a badge. ``{% clock_of moment %}``: 09.30, 09:30."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language

from bollkoll.development.models import Issue
from bollkoll.ui.dates import clock
from bollkoll.ui.templatetags import ui

register = template.Library()

LOOKS = {
    Issue.Status.OPEN: ("state-new", "neutral"),
    Issue.Status.IN_PROGRESS: ("state-progress", "calm"),
    Issue.Status.DONE: ("state-solved", "done"),
    Issue.Status.NOT_DONE: ("x", "neutral"),
}


@register.simple_tag
def issue_status(issue: Issue) -> SafeString:
    icon, tone = LOOKS[Issue.Status(issue.status)]
    return ui.badge(capfirst(issue.get_status_display()), tone=tone, icon=icon)


@register.simple_tag
def clock_of(moment: datetime) -> str:
    """The time of day, as the language writes it."""
    return clock(timezone.localtime(moment), get_language() or "sv")
