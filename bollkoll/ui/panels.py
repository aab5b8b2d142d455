"""Named slots: how an upper app shows something on a lower app's page without being imported by it.

A page names a slot (``{% panels "case.aside" case=case %}``); apps above fill it from their ``panels.py``::

    @panel("case.aside", order=30)
    def deliveries(request, case): ...   # returns safe HTML, or None for nothing

The rail, the portal's navigation and the user menu are slots whose entries are :class:`Link` objects.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

_PANELS: dict[str, list[tuple[int, str, Callable[..., Any]]]] = {}


@dataclass(frozen=True)
class Link:
    """An entry of a menu. ``count`` is shown beside it; ``alert`` is how many of them are overdue; ``key``
    ("g i") opens it."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int | str | None = None
    alert: int | str | None = None
    key: str = ""


def panel(slot: str, *, order: int = 50) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Fill ``slot``; lower ``order`` comes first."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"{function.__module__}.{function.__qualname__}"
        entries = [entry for entry in _PANELS.get(slot, []) if entry[1] != name]
        _PANELS[slot] = sorted([*entries, (order, name, function)], key=lambda entry: entry[:2])
        return function

    return register


def fill(slot: str, request: HttpRequest, **context: Any) -> list[Any]:
    """What the apps have to show in ``slot`` for this request; nothings are left out."""
    shown = (function(request, **context) for _order, _name, function in _PANELS.get(slot, []))
    return [entry for entry in shown if entry]
