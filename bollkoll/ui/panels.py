"""Named slots: how an upper app shows something on a lower app's page without being imported by it.

A page names a slot (``{% panels "case.aside" case=case %}``); apps above fill it from their ``panels.py``::

    @panel("case.aside", order=30)
    def deliveries(request, case): ...   # returns safe HTML, or None for nothing

The rail, the portal's navigation and the user menu are slots whose entries are :class:`Link` objects.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bollkoll.ui.tallies import Lately, Tally

_PANELS: dict[str, list[tuple[int, str, Callable[..., Any]]]] = {}
LATELY = Lately()


GROUPS: dict[str, str | Promise] = {
    "": "",
    "dialogue": _("Dialogue"),
    "information": _("Information"),
    "setup": _("Administration"),
}
"""What the rail is divided into, in order, with the headings. The day's own pages come first and have none."""


@dataclass(frozen=True)
class Link:
    """An entry of a menu. ``count`` is shown beside it; ``alert`` is how many of them are overdue; ``key``
    ("g i") opens it; ``group`` is under which of :data:`GROUPS` it stands in the rail. In the rail a ``tally`` gives both
    numbers: all tallies are counted together."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int | str | None = None
    alert: int | str | None = None
    key: str = ""
    group: str = ""
    tally: Tally | None = None

    @property
    def heading(self) -> str | Promise:
        return GROUPS[self.group]


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


def places(request: HttpRequest) -> list[Link]:
    """Where the rail leads, group by group, without its numbers."""
    order = list(GROUPS)
    return sorted(fill("rail", request), key=lambda link: order.index(link.group))


def rail(request: HttpRequest, whose: Hashable, state: Hashable) -> list[Link]:
    """The desk's main navigation with its numbers, all counted at once.

    They are those that ``whose`` saw a moment ago when ``state``, the last that happened, is the same.
    """
    links = places(request)
    LATELY.count(whose, state, {link.url: link.tally for link in links if link.tally})
    return [replace(link, count=link.tally.said, alert=link.tally.late_said) if link.tally else link for link in links]
