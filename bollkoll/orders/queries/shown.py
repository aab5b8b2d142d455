"""What was filled in, as people read it: fields with their values in words, in the order of the form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.models import Attachment
from bollkoll.kit.personnummer import mask
from bollkoll.kit.text import excerpt
from bollkoll.orders.rules import Column, Definition, FormField
from bollkoll.orders.rules.faults import UNTITLING
from bollkoll.people.models import Institution
from bollkoll.services.models import Environment
from bollkoll.ui import dates


@dataclass(frozen=True)
class Shown:
    """A field with its value: ``lines``, a table of ``rows`` under ``heads``, or ``files``. ``is_private``: kept elsewhere."""

    title: str
    key: str
    lines: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    is_private: bool = False


def shown(definition: Definition, values: dict[str, Any]) -> list[Shown]:
    """Every field of the form that has a value, or that is private."""
    return list(_each(definition, values))


def _each(definition: Definition, values: dict[str, Any]) -> Iterator[Shown]:
    for one in definition.asked_fields(values):
        if one.is_private:
            yield Shown(str(one.title), one.key, is_private=True)
            continue
        value = values.get(one.key)
        if value in (None, "", [], {}):
            continue
        if one.kind in ("file", "signature"):
            yield Shown(str(one.title), one.key, files=list(Attachment.objects.filter(pk__in=value)))
        elif one.kind == "rows":
            heads = [str(column.title) for column in one.columns]
            rows = [[_cell(column, str(row.get(column.key, ""))) for column in one.columns] for row in value]
            yield Shown(str(one.title), one.key, heads=heads, rows=rows)
        else:
            yield Shown(str(one.title), one.key, lines=_lines(one, value))


def _cell(column: Column, value: str) -> str:
    if column.kind != "institution" or not value:
        return value
    return next((str(row) for row in Institution.objects.filter(code=value)), value)


def _lines(one: FormField, value: Any) -> list[str]:
    if one.kind in ("choice", "several"):
        titles = {choice.key: str(choice.title) for choice in one.choices}
        return [str(titles.get(key, key)) for key in (value if isinstance(value, list) else [value])]
    if one.kind in ("environment", "environments"):
        keys = value if isinstance(value, list) else [value]
        return [str(row) for row in Environment.objects.filter(key__in=keys)]
    if one.kind == "institution":
        return [str(row) for row in Institution.objects.filter(code=value)] or [str(value)]
    if one.kind == "date":
        return [dates.exact(date.fromisoformat(value), get_language() or "sv")]
    if one.kind == "person":
        name, email = value.get("name", ""), value.get("email", "")
        return [f"{name} ({email})" if name and email else name or email]
    return str(value).splitlines()


TITLED = 60
"""So many characters of an answer stand in a title."""
MOST_TITLED = 4
"""So many of several, or of the rows of a table."""


def in_title(definition: Definition, values: dict[str, Any]) -> list[str]:
    """What was answered to those fields that make the title of the order. Never what is private, or a person."""
    asked = [one for one in definition.asked_fields(values) if one.in_title and not one.is_private]
    said = [_titled(one, values[one.key]) for one in asked if values.get(one.key)]
    return [one for one in said if one]


def _titled(one: FormField, value: Any) -> str:
    if one.kind in UNTITLING:
        return ""
    if one.kind == "rows":
        cells = [str(row.get(one.columns[0].key, "")) for row in value]
    elif one.kind in ("institution", "date"):
        cells = [str(value)]
    else:
        cells = _lines(one, value)
    cells = list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))
    said = ", ".join(cells[:MOST_TITLED]) + (" …" if len(cells) > MOST_TITLED else "")
    return excerpt(mask(said), TITLED)


def in_text(definition: Definition, values: dict[str, Any]) -> str:
    """The same as text, a paragraph each. What is private is only named."""
    parts, elsewhere = [], _("kept in the restricted part")
    for one in _each(definition, values):
        if one.is_private:
            parts.append(f"{one.title}: {elsewhere}")
        elif one.files:
            parts.append(f"{one.title}: {', '.join(file.name for file in one.files)}")
        elif one.rows:
            lines = [" · ".join(cell for cell in row if cell) for row in one.rows]
            parts.append("\n".join([f"{one.title}:", *(f"- {line}" for line in lines)]))
        elif len(one.lines) == 1:
            parts.append(f"{one.title}: {one.lines[0]}")
        else:
            parts.append("\n".join([f"{one.title}:", *one.lines]))
    return "\n\n".join(parts) or str(definition.title)
