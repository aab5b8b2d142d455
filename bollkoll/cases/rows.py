"""Rows of a list as they are drawn: whose ball, next step, when; what it is. Nothing is asked for row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases import listed, lists, search
from bollkoll.cases.lists import Listing
from bollkoll.cases.models import Case, CaseQuerySet
from bollkoll.commitments.faces import Face
from bollkoll.commitments.models import Commitment
from bollkoll.kit.personnummer import masked
from bollkoll.kit.words import Fragment
from bollkoll.people.actor import Actor

Holder = Commitment.Holder


@lru_cache(maxsize=128)
def _step(step: str, language: str) -> str:
    """The step in words: the same in many rows, so found once per language."""
    return capfirst(str(Commitment.Step(step).label))


@dataclass(frozen=True)
class Row:
    """A case in a list. ``ball`` is the one this list is about: mostly the main one. ``title`` has hits marked."""

    case: Case
    ball: Commitment | None
    mine: bool
    title: list[Fragment]
    where: str = ""
    snippet: list[Fragment] = field(default_factory=list)
    more: SafeString | str = ""
    """What an upper app adds to the row: in the inflow, who should take it."""

    @property
    def holder(self) -> str:
        if self.ball is None:
            return ""
        if self.ball.holder == Holder.PERSON:
            return str(self.ball.person)
        if self.ball.holder == Holder.TEAM:
            return str(self.ball.team)
        return str(self.case.reporter)

    @property
    def step(self) -> str:
        """The next step in words, with its note."""
        if self.ball is None:
            return ""
        said = _step(self.ball.step, get_language() or "sv")
        return f"{said}: {masked(self.ball.noted)}" if self.ball.note else said

    @property
    def side(self) -> str:
        """Which side the ball is on: ``us``, ``reporter``, ``third``, or ``none`` when nobody has taken it."""
        if self.ball is None:
            return "us"
        if self.ball.holder == Holder.REPORTER:
            return "reporter"
        if self.ball.team is not None:
            return "third" if self.ball.team.line == 3 else "none"
        return "third" if self.ball.person is not None and self.ball.person.line == 3 else "us"

    @property
    def due_at(self) -> datetime | None:
        return self.ball.due_at if self.ball else None

    @property
    def is_beside(self) -> bool:
        """Whether it is a ball beside the case's main one."""
        return bool(self.ball and self.ball.pk != self.case.subject.main_id)

    @property
    def is_overdue(self) -> bool:
        return bool(self.ball and self.ball.due_at < timezone.now())

    @property
    def priority(self) -> str:
        """The priority as the interface draws it; empty for the ordinary."""
        name = lists.PRIORITIES.get(str(self.case.priority), "")
        return "" if name == "normal" else name

    @property
    def plain_title(self) -> str:
        return "".join(piece for piece, _is_hit in self.title)


@dataclass(frozen=True)
class Other:
    """A ball of something that is no case, among those of cases: an incident, a notice."""

    ball: Commitment
    face: Face
    mine: bool = False
    more: SafeString | str = ""
    """What an upper app adds to the row, as in :class:`Row`."""

    @property
    def kind(self) -> str:
        return capfirst(self.ball.subject.get_kind_display())

    @property
    def step(self) -> str:
        said = capfirst(self.ball.get_step_display())
        return f"{said}: {masked(self.ball.noted)}" if self.ball.note else said

    @property
    def due_at(self) -> datetime:
        return self.ball.due_at

    @property
    def is_overdue(self) -> bool:
        return self.ball.due_at < timezone.now()


@dataclass(frozen=True)
class Group:
    """Rows under one heading; a list without groups is one group without a heading."""

    heading: str
    rows: list[Any]
    is_late: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    listing: Listing
    groups: list[Group]
    count: int
    """How many there are in all, as far as they are counted."""
    has_next: bool
    is_capped: bool = False
    """Whether there are more than were counted."""

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def counted(self) -> str:
        return _("more than %(number)s") % {"number": self.count} if self.is_capped else str(self.count)

    @property
    def shown(self) -> str:
        first = (self.listing.page - 1) * lists.PAGE_SIZE
        return f"{first + 1}–{first + len(self.rows)}"

    @property
    def newer(self) -> str:
        return self.listing.at(page=self.listing.page - 1) if self.listing.page > 1 else ""

    @property
    def older(self) -> str:
        return self.listing.at(page=self.listing.page + 1) if self.has_next else ""


def page(actor: Actor, listing: Listing) -> Page:
    """One page of the list: the keys by an index first, then the rows of those keys with all that they show."""
    first, last = (listing.page - 1) * lists.PAGE_SIZE, listing.page * lists.PAGE_SIZE
    visible = listed.cases(actor, listing)
    if listing.q:
        numbers = search.matching(visible, actor, listing.q)
        count, is_capped = len(numbers), len(numbers) >= search.MOST_FOUND
        if listing.order != "best":
            visible = visible.filter(subject__kind="case", subject__number__in=numbers)
            numbers = list(listed.ordered(visible, listing).values_list("subject__number", flat=True))
        cases = _by(Case.objects.visible_to(actor), "subject__number", numbers[first : last + 1])
    else:
        keys = list(listed.keys(actor, listing)[first : last + 1])
        more = first or len(keys) > lists.PAGE_SIZE
        most = lists.MOST_COUNTED
        count = visible.order_by()[: most + 1].count() if more else len(keys)
        count, is_capped = min(count, most), count > most
        cases = _by(Case.objects.visible_to(actor), "pk", keys)
    shown = cases[: lists.PAGE_SIZE]
    rows = found_rows(actor, shown, listing.q) if listing.q else plain_rows(actor, shown)
    has_next = len(cases) > lists.PAGE_SIZE and listing.page < lists.MOST_PAGES
    return Page(listing, _grouped(rows, listing), count, has_next, is_capped)


def _by(visible: CaseQuerySet, key: str, values: list) -> list[Case]:
    """The cases with these keys, in this order, with everything that a row shows."""
    found = {}
    if values:
        kind = {"subject__kind": "case"} if key != "pk" else {}
        for case in visible.for_rows().filter(**{f"{key}__in": values}, **kind):
            found[case.pk if key == "pk" else case.number] = case
    return [found[value] for value in values if value in found]


def plain_rows(actor: Actor, cases: Iterable[Case]) -> list[Row]:
    return [row(actor, case, case.ball) for case in cases]


def row(actor: Actor, case: Case, ball: Commitment | None) -> Row:
    mine = bool(ball and ball.person_id is not None and ball.person_id == actor.person_id)
    return Row(case, ball, mine, [(masked(case.title), False)])


def found_rows(actor: Actor, cases: list[Case], query: str) -> list[Row]:
    """Rows of a search, with what was found marked and where."""
    return [
        replace(row(actor, one.case, one.case.ball), title=one.title, where=one.where, snippet=one.snippet)
        for one in search.shown(actor, cases, query)
    ]


# Headings


def _grouped(rows: Sequence[Row | Other], listing: Listing) -> list[Group]:
    if not listing.grouping:
        return [Group("", list(rows))]
    groups: list[Group] = []
    for one in rows:
        heading = _heading(one, listing.grouping)
        if not groups or groups[-1].heading != heading:
            groups.append(Group(heading, [], listing.grouping == "due" and one.is_overdue))
        groups[-1].rows.append(one)
    return groups


def by_due(rows: Iterable[Row | Other]) -> list[Group]:
    """Overdue, today, later: for rows that come in order of their due time."""
    return _grouped(list(rows), Listing(group="due"))


def _heading(one: Row | Other, group: str) -> str:
    if group == "due" or isinstance(one, Other):
        return _when(one)
    case = one.case
    if group == "holder":
        if one.ball is None:
            return _("Nobody: closed")
        return _("The reporters") if one.ball.holder == Holder.REPORTER else one.holder
    if group == "state":
        return capfirst(case.get_state_display())
    if group == "priority":
        return PRIORITY_WORDS[lists.PRIORITIES[str(case.priority)]]() if case.priority else _("No priority yet")
    if group == "institution":
        return str(case.institution)
    if group == "service":
        return str(case.service) if case.service else _("No service yet")
    return str(case.assignee) if case.assignee else _("Nobody yet")


PRIORITY_WORDS = {
    "acute": lambda: _("Acute"),
    "high": lambda: _("High"),
    "normal": lambda: _("Normal"),
    "low": lambda: _("Low"),
}


def _when(one: Row | Other) -> str:
    if one.due_at is None:
        return _("Closed")
    if one.is_overdue:
        return _("Overdue")
    return _("Today") if timezone.localdate(one.due_at) == timezone.localdate() else _("Later")
