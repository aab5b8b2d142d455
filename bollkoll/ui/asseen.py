"""A form of what others change too: it knows how everything stood when its page was drawn.

What is sent from a page that is older than what it changes is refused; the page that comes back is brought up to date: what
this person typed or chose stays, what they left alone is as it is now, and each thing that differs is said. So sending it
again undoes nothing that somebody else has done.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.ui import dates

SHORT = 90


@dataclass(frozen=True)
class Changed:
    """One thing that somebody else has changed: how it is now, and what stands in the form when that is otherwise."""

    label: str
    now: str
    kept: str


class AsSeen(forms.Form):
    """``seen``: the version that the page showed. Whoever is bound with ``initial["seen"]`` calls :meth:`remember` when all
    fields are there."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    own: tuple[str, ...] = ()
    """Fields that hold what is said now and not how things stand."""

    is_behind = False
    changed: tuple[Changed, ...] = ()

    def shared(self) -> Iterator[str]:
        return (name for name in self.fields if name not in ("seen", "was", *self.own))

    def call(self, name: str) -> str:
        """What a field is called where it does not stand in its place."""
        return str(self[name].label)

    def remember(self) -> None:
        stood = {name: drawn(self[name]) for name in self.shared()}
        self.initial["was"] = json.dumps({name: values for name, values in stood.items() if values})

    def is_touched(self, name: str) -> bool:
        """Whether this person has changed the field; also when that is not known."""
        was = self._was()
        return was is None or sent(self.data, name) != was.get(name, [])

    def catch_up(self, fresh: "AsSeen") -> None:
        """``fresh``: the same form, unbound, of what is now."""
        data: Any = QueryDict(mutable=True)
        data.update(self.data)
        was, found = self._was(), []
        for name in fresh.shared():
            if name not in self.fields or (was is None and name not in data):
                continue
            mine, now = sent(data, name), drawn(fresh[name])
            before = mine if was is None else was.get(name, [])
            if now == before:
                continue
            is_mine = mine not in (before, now)
            found.append(Changed(fresh.call(name), _say(fresh, name, now), _say(fresh, name, mine) if is_mine else ""))
            if not is_mine:
                data.setlist(name, now)
        data["seen"], data["was"] = str(fresh.initial.get("seen", "")), fresh.initial["was"]
        self.data, self.changed, self.is_behind = data, tuple(found), True

    def _was(self) -> dict[str, list[str]] | None:
        """Nothing when it was not sent, or is not as it was written."""
        try:
            said = json.loads(self.data.get("was") or "")
        except ValueError:
            return None
        is_whole = isinstance(said, dict) and all(isinstance(values, list) for values in said.values())
        return {name: [_even(str(one)) for one in values] for name, values in said.items()} if is_whole else None


def drawn(bound: forms.BoundField) -> list[str]:
    """What a browser would send for the field as it is first drawn."""
    widget, value = bound.field.widget, bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    several = shown if isinstance(shown, list | tuple) else [shown]
    return [_even(str(one)) for one in several if one not in (None, "")]


def sent(data: Any, name: str) -> list[str]:
    return [_even(one) for one in data.getlist(name) if one != ""]


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _say(form: forms.Form, name: str, values: list[str]) -> str:
    field = form.fields[name]
    if isinstance(field.widget, forms.CheckboxInput):
        return _("yes") if values else _("no")
    if not values:
        return dict(_choices(field)).get("", _("nothing"))
    if isinstance(field, forms.DateTimeField | forms.DateField):
        return _day(field, values[0])
    names = dict(_choices(field))
    return Truncator(", ".join(names.get(one, one) for one in values)).chars(SHORT)


def _choices(field: forms.Field) -> Iterator[tuple[str, str]]:
    return ((str(value), str(label)) for value, label in getattr(field, "choices", ()))


def _day(field: forms.Field, typed: str) -> str:
    try:
        value = field.to_python(typed)
    except forms.ValidationError:
        return typed
    if value is None:
        return typed
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return dates.exact(local, get_language() or "sv")
