"""``{% verdict "reproduced" %}``: what came of an attempt, by icon, colour and word."""

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from bollkoll.cases.models import Case
from bollkoll.ui.templatetags import ui

register = template.Library()

Verdict = Case.Verdict
LOOKS = {
    Verdict.REPRODUCED: ("flask", "done"),
    Verdict.INTERMITTENT: ("refresh", "attention"),
    Verdict.NOT_REPRODUCED: ("x", "neutral"),
    Verdict.NEEDS_DATA: ("ask", "attention"),
}
"""Icon and tone."""


@register.simple_tag
def verdict(code: str) -> SafeString | str:
    """The verdict as a badge; nothing for what is none."""
    if code not in Verdict.values:
        return ""
    icon, tone = LOOKS[Verdict(code)]
    return ui.badge(capfirst(Verdict(code).label), tone=tone, icon=icon)
