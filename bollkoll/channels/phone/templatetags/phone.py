"""How the telephone's facts are said: ``{{ ring.number|number }}``, ``{{ call.lasted|lasting }}``."""

from datetime import timedelta

from django import template
from django.utils.translation import ngettext

from bollkoll.channels.phone import rules

register = template.Library()


@register.filter
def number(key: str) -> str:
    """A key as people write it: ``08-123 45 67``."""
    return rules.shown(key)


@register.filter
def lasting(time: timedelta | None) -> str:
    """How long, in whole minutes and at least one; empty while it goes on, and of what took no time that anybody measured."""
    if time is None or time < timedelta(seconds=1):
        return ""
    minutes = max(1, round(time.total_seconds() / 60))
    return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
