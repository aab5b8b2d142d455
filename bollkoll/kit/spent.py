"""A form's key that has been used for something else: the form that comes back has a new one, or it could never be sent."""

from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django import forms

_spent: ContextVar[str] = ContextVar("bollkoll_spent_key", default="")


def spend(key: str) -> None:
    """This key has carried something else out."""
    _spent.set(key)


def fresh(key: str) -> str:
    """The key as it is, or a new one when it is spent (or there is none)."""
    return key if key and key != _spent.get() else uuid4().hex


class OnceInput(forms.HiddenInput):
    """Where a form keeps its key. A refused form keeps it, unless it is spent."""

    def format_value(self, value: Any) -> Any:
        return fresh(str(value)) if value else super().format_value(value)
