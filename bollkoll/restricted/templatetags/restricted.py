"""Words for the templates of the restricted part."""

from django import template
from django.utils.text import capfirst

from bollkoll.cases.models import Case

register = template.Library()


@register.simple_tag
def kind_name(kind: str) -> str:
    """What a kind of case is called."""
    return capfirst(str(dict(Case.Kind.choices).get(kind, kind)))
