"""What a list of cases is asked for in the address bar. What that means for the database: ``listed``.

Everything in an address is allow-listed: unknown keys and values are passed over, so that an old bookmark, a saved view
or a curious person gets a list and never an error. :func:`read` gives a :class:`Listing`; ``Listing.query`` is its
canonical address, which is what a saved view keeps.

A list is *bounded* when it holds what is open or was solved lately: what a desk has in hand, however many cases are
closed. Those may be sorted and grouped by anything. The others follow an index, newest first, page by page; nothing is
ever counted to the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case as When_
from django.db.models import F, IntegerField, Value, When
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case
from bollkoll.kit.text import one_line
from bollkoll.people.actor import Actor

State = Case.State
TRIED = (*Case.Verdict.values, "none")  # none: nobody has tried to reproduce it
OPEN_STATES = tuple(state for state in State.values if state != State.CLOSED)
WAITING_STATES = (State.WAITING_REPORTER, State.WAITING_THIRD_LINE)
PAGE_SIZE = 50
MOST_PAGES = 200
"""Further down a list nobody reads: narrow the filters, or export."""
MOST_COUNTED = 1000
SOLVED_WITHIN = timedelta(days=30)

VIEWS = {
    "mine": pgettext_lazy("list of cases", "Mine"),
    "teams": pgettext_lazy("list of cases", "My teams'"),
    "open": pgettext_lazy("list of cases", "All open"),
    "waiting": pgettext_lazy("list of cases", "Waiting"),
    "solved": pgettext_lazy("list of cases", "Recently solved"),
    "all": pgettext_lazy("list of cases", "All"),
}
PRIORITIES = {"1": "acute", "2": "high", "3": "normal", "4": "low"}
"""Priority as stored → as the interface draws it."""

_STATE_ORDER = When_(
    *(When(state=state, then=Value(place)) for place, state in enumerate(State.values)), output_field=IntegerField()
)
_DUE, _LATEST = F("subject__main__due_at").asc(nulls_last=True), F("opened_at").desc()
_PRIORITY = F("priority").asc(nulls_last=True)

SORTS: dict[str, tuple] = {
    "due": (_DUE,),
    "priority": (_PRIORITY, _DUE),
    "opened": (F("opened_at").asc(),),
    "contact": (F("last_contact_at").asc(),),
    "number": (F("subject__number").asc(),),
    "institution": (F("institution__sort").asc(), _DUE),
    "service": (F("service__sort").asc(nulls_last=True), _DUE),
    "solved": (F("solved_at").asc(nulls_last=True),),
}
SORT_WORDS = {
    "due": _("ball due"),
    "priority": _("priority"),
    "opened": _("opened"),
    "contact": _("last contact"),
    "number": _("number"),
    "institution": _("institution"),
    "service": _("service"),
    "solved": _("solved"),
    "best": _("best match"),
}
ALWAYS_SORTED = ("opened", "contact", "number")
"""What has an index through all cases, so that the first page costs the same however many they are."""

GROUPS: dict[str, tuple] = {
    "due": (_DUE,),
    "holder": (
        F("subject__main__holder").asc(),
        F("subject__main__team__name").asc(nulls_first=True),
        F("subject__main__person__sort").asc(nulls_first=True),
    ),
    "state": (_STATE_ORDER.asc(),),
    "priority": (_PRIORITY,),
    "institution": (F("institution__sort").asc(),),
    "service": (F("service__sort").asc(nulls_last=True),),
    "assignee": (F("assignee__sort").asc(nulls_first=True),),
}
GROUP_WORDS = {
    "due": _("ball due"),
    "holder": _("who has the ball"),
    "state": _("state"),
    "priority": _("priority"),
    "institution": _("institution"),
    "service": _("service"),
    "assignee": _("agent"),
}


@dataclass(frozen=True)
class Listing:
    """A list as asked for. Keys of services, environments and institutions are theirs in the address (``UU``)."""

    view: str = "open"
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    reproduction: tuple[str, ...] = ()
    service: str = ""
    environment: str = ""
    institution: str = ""
    assignee: str = ""
    """A person's id, ``me``, or ``none``."""
    reporter: int | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    overdue: bool = False
    q: str = ""
    sort: str = ""
    group: str = ""
    page: int = 1
    me: int | None = field(default=None, compare=False)

    @property
    def is_bounded(self) -> bool:
        """Whether the list holds only what is in hand, whatever the number of all cases."""
        if self.states:
            return State.CLOSED not in self.states
        return self.view != "all" or self.overdue or bool(self.q)

    @property
    def wanted_states(self) -> tuple[str, ...]:
        """The states that the filter, else the view, asks for; none when it asks for all."""
        return self.states or {"solved": (), "all": (), "waiting": WAITING_STATES}.get(self.view, OPEN_STATES)

    @property
    def is_only_open(self) -> bool:
        return bool(self.wanted_states) and State.CLOSED not in self.wanted_states

    @property
    def follows_balls(self) -> bool:
        """Whether it holds open cases in the order of their balls: then a page is found by walking the balls."""
        return self.is_only_open and self.sorted_by[0] == "due" and not self.grouping

    @property
    def sorts(self) -> list[str]:
        """The sort keys that this list offers."""
        best = ["best"] if self.q else []
        return best + (list(SORTS) if self.is_bounded else list(ALWAYS_SORTED))

    @property
    def groups(self) -> list[str]:
        return list(GROUPS) if self.is_bounded and not self.q else []

    @property
    def order(self) -> str:
        """The sort key in force: the chosen one if this list offers it, else its own. ``-`` turns it round."""
        if self.sort.removeprefix("-") in self.sorts:
            return self.sort
        if self.q:
            return "best"
        return {"solved": "-solved", "all": "-opened"}.get(self.view, "due") if self.is_bounded else "-opened"

    @property
    def grouping(self) -> str:
        return self.group if self.group in self.groups else ""

    @property
    def narrowing(self) -> list[str]:
        """Which filters are in force, by name (the view, the sort and the page are none)."""
        return [name for name in FILTERS if getattr(self, name)]

    @property
    def query(self) -> str:
        """The address of this list, without ``?``: canonical, so that equal lists have equal addresses."""
        return urlencode(list(_pairs(self)))

    def at(self, **changes) -> str:
        """The address of the same list with something else; any change but of the page begins at its first page."""
        return "?" + replace(self, **{"page": 1, **changes}).query

    @property
    def without_filters(self) -> str:
        return "?" + Listing(self.view, q=self.q, sort=self.sort, group=self.group, me=self.me).query

    @property
    def sorted_by(self) -> tuple[str, bool]:
        return self.order.removeprefix("-"), self.order.startswith("-")


FILTERS = (
    "q", "states", "kinds", "priorities", "reproduction", "service", "environment", "institution", "assignee", "reporter",
    "opened_from", "opened_to", "overdue",
)  # fmt: skip
ADDRESS = {"states": "state", "kinds": "kind", "priorities": "priority", "opened_from": "from", "opened_to": "to"}
"""Names in the address where they differ from the fields'."""


def _pairs(listing: Listing) -> Iterable[tuple[str, str]]:
    default = Listing(view="all" if listing.q else "open")
    for name in ("view", *FILTERS, "sort", "group", "page"):
        value = getattr(listing, name)
        if value == getattr(default, name) and name != "q":
            continue
        for one in value if isinstance(value, tuple) else [value]:
            if one not in (None, "", False):
                yield ADDRESS.get(name, name), "1" if one is True else str(one)


def read(query: Mapping | MultiValueDict, actor: Actor, default: str = "open") -> Listing:
    """The list that an address asks for. Total: what is not understood is passed over."""
    q = one_line(_one(query, "q"), 200).text
    view = _one(query, "view")
    return Listing(
        view=view if view in VIEWS else "all" if q else default,
        states=_several(query, "state", State.values),
        kinds=_several(query, "kind", Case.Kind.values),
        priorities=_several(query, "priority", PRIORITIES),
        reproduction=_several(query, "reproduction", TRIED),
        service=_key(query, "service"),
        environment=_key(query, "environment"),
        institution=_key(query, "institution"),
        assignee=_person(query, "assignee"),
        reporter=_number(query, "reporter") or None,
        opened_from=_day(query, "from"),
        opened_to=_day(query, "to"),
        overdue=_one(query, "overdue") == "1",
        q=q,
        sort=_sort(query),
        group=_one(query, "group") if _one(query, "group") in GROUPS else "",
        page=min(max(_number(query, "page") or 1, 1), MOST_PAGES),
        me=actor.person_id,
    )


def _all(query: Mapping | MultiValueDict, name: str) -> list[str]:
    found = query.getlist(name) if isinstance(query, MultiValueDict) else [query.get(name, "")]
    return [str(one) for one in found]


def _one(query: Mapping | MultiValueDict, name: str) -> str:
    return (_all(query, name) or [""])[-1]


def _several(query: Mapping | MultiValueDict, name: str, known: Iterable[str]) -> tuple[str, ...]:
    given = set(_all(query, name))
    return tuple(one for one in known if one in given)


def _key(query: Mapping | MultiValueDict, name: str) -> str:
    key = _one(query, name)
    return key if len(key) <= 40 and key.isprintable() else ""


def _number(query: Mapping | MultiValueDict, name: str) -> int | None:
    text = _one(query, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _person(query: Mapping | MultiValueDict, name: str) -> str:
    text = _one(query, name)
    return text if text in ("me", "none") else str(_number(query, name) or "")


def _day(query: Mapping | MultiValueDict, name: str) -> date | None:
    try:
        day = date.fromisoformat(_one(query, name))
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def _sort(query: Mapping | MultiValueDict) -> str:
    sort = _one(query, "sort")
    return sort if sort.removeprefix("-") in (*SORTS, "best") else ""
