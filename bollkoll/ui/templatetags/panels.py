"""``{% panels "slot" name=value … %}``: what upper apps show in a named slot."""

from django import template
from django.utils.safestring import mark_safe

from bollkoll.ui.panels import fill

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context, slot, **named):
    # Each panel is rendered by a template of its own, which has escaped what it shows.
    return mark_safe("\n".join(str(part) for part in fill(slot, context["request"], **named)))
