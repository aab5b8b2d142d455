"""``{% texts %}``: what the page's scripts say."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def texts() -> SafeString:
    """The same on every page, so drawn once per language."""
    return _texts(get_language() or "sv")


@lru_cache(maxsize=8)
def _texts(language: str) -> SafeString:
    return get_template("ui/components/texts.html").render({})  # type: ignore[return-value]  # always a SafeString
