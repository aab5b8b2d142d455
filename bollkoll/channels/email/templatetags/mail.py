"""``{{ subject|masked }}``: identity numbers hidden where lists show what strangers wrote."""

from django import template

from bollkoll.kit.personnummer import masked as mask

register = template.Library()


@register.filter
def masked(text: str) -> str:
    return mask(str(text or ""))
