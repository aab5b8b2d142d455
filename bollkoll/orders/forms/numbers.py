"""No number of a person in what everybody who sees an order reads, and what a locked record may keep."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bollkoll.kit import personnummer
from bollkoll.orders.rules import Definition

AT = _("“%(title)s”: %(words)s")
"""Of what has no place of its own to say it."""
HERE = _(
    "A personal identity number may not stand here, where everybody who sees the order reads it. Mask it, or leave it where "
    "the form keeps it protected."
)
IN_CELL = _("A personal identity number may not stand here.")


ELSEWHERE = _(
    "A personal identity number may not stand here, where everybody who sees the order reads it. Mask it; when the number "
    "is needed the support asks for it where it is kept protected."
)
"""Where the form has no place that is kept protected."""


def where_else(definition: Definition) -> Any:
    """Why no number may stand there, and where it may in an order of the type."""
    return HERE if any(one.is_private for one in definition.fields) else ELSEWHERE


def has_number(value: Any) -> bool:
    """Whether a number whose check digit is right stands in a text, in a table's rows, or in what was said of a person."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(has_number(part) for part in value)
    return isinstance(value, str) and personnummer.has_certain(value)
