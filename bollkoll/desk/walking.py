"""A stand-up, read: while it goes on, one item in focus at a time; afterwards, as it was, for whoever may see it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message, Thanks
from bollkoll.commitments.faces import faces
from bollkoll.desk import morning
from bollkoll.desk.models import Attendance, Decision, StandUp, StandUpItem
from bollkoll.desk.morning import WALKED
from bollkoll.desk.sight import Line
from bollkoll.kit.personnummer import masked
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

Section = StandUpItem.Section
SAID_AT_MOST = 600


@dataclass(frozen=True)
class Item:
    """What stands on a section, as it may be shown. ``decisions`` came of it at this stand-up."""

    row: StandUpItem
    line: Line
    decisions: list[Decision] = field(default_factory=list)

    @property
    def case(self) -> Case | None:
        return self.line.case

    @property
    def is_settled(self) -> bool:
        """Somebody got it, or something was decided, or it is over."""
        return bool(self.decisions) or bool(self.case and not self.case.is_open)

    @property
    def lies_with_desk(self) -> bool:
        """An incident's or a notice's, that nobody holds still."""
        ball = self.row.ball
        return bool(self.line.face and ball and ball.ended_at is None and ball.team and ball.team.line == 2)

    @property
    def may_be_handed_out(self) -> bool:
        case = self.case
        return bool(case and case.is_open and not case.assignee_id)


@dataclass(frozen=True)
class Part:
    """A section with its items. ``person``: whose turn it is."""

    key: str
    heading: str
    items: list[Item]
    person: Person | None = None

    @property
    def settled(self) -> int:
        return sum(item.is_settled for item in self.items)

    @property
    def is_cut(self) -> bool:
        """There may have been more than a morning has room for; whoever leads is told where the rest is."""
        return len(self.items) >= (morning.MOST_OF_ONE if self.person else morning.MOST)


def running() -> StandUp | None:
    return StandUp.objects.filter(is_running=True).select_related("led_by").first()


def past(actor: Actor) -> QuerySet[StandUp]:
    """Those that have ended, the latest first, with how much came of each and how many were there."""
    rows = StandUp.objects.exclude(ended_at=None).select_related("led_by").order_by("-began_at", "-pk")
    there = Count("attendances", filter=Q(attendances__was_there=True), distinct=True)
    open_to_all = Q(decisions__case__subject__is_protected=False)
    return rows.annotate(decided=Count("decisions", filter=open_to_all, distinct=True), present=there)


def attendances(stand_up: StandUp) -> list[Attendance]:
    return list(stand_up.attendances.select_related("person").order_by("person__sort", "person"))


def parts(actor: Actor, stand_up: StandUp, *, is_shared: bool = True) -> list[Part]:
    """The sections in walking order; the empty ones too, but not the turns of those who hold nothing.

    ``is_shared``: the screen is; nothing is shown of protected cases but that they are there. Otherwise those who may
    see them do. Who may not see a case never hears of it, but for the incident manager, who hears that it is.
    """
    named = ("case__subject", "other", "ball__person", "ball__team", "ball__subject", "person")
    rows = list(stand_up.items.select_related(*named).order_by("pk"))
    others = faces(actor, {row.other for row in rows if row.other})
    visible = Case.objects.visible_to(actor).for_list().select_related("service__team")
    cases = visible.in_bulk({row.case_id for row in rows if row.case_id})
    decided = defaultdict(list)
    for decision in decisions(actor, stand_up, cases):
        decided[decision.case_id].append(decision)
    found: dict[Any, list[Item]] = {section: [] for section in WALKED}
    for row in rows:
        if row.other_id:
            if row.other_id in others:
                line = Line(row.ball, None, others[row.other_id])
                found.setdefault((row.section, row.person_id) if row.person_id else row.section, []).append(
                    Item(row, line)
                )
            continue
        case = cases.get(row.case_id)
        if case is None and not actor.is_coordinator:
            continue
        hidden = case is None or (is_shared and case.subject.is_protected)
        key = (row.section, row.person_id) if row.person_id else row.section
        ball = case.ball if case and not row.person_id and case.is_open else row.ball
        item = Item(row, Line(ball, None if hidden else case), [] if hidden else decided[row.case_id])
        found.setdefault(key, []).append(item)
    thanks = found.pop(Section.THANKS, [])
    parts = [_part(key, items) for key, items in found.items()]
    return [*parts, Part(Section.THANKS, _("Since last time"), thanks)]


def _part(key: Any, items: list[Item]) -> Part:
    if isinstance(key, tuple):
        person = items[0].row.person
        assert person is not None
        return Part(f"p{person.pk}", person.name, items, person)
    return Part(str(key), str(Section(key).label), items)


def decisions(actor: Actor, stand_up: StandUp, cases: dict | None = None) -> list[Decision]:
    """What came of it, of cases that the actor may see."""
    rows = stand_up.decisions.select_related("message__author", "person", "case__subject")
    if cases is None:
        rows = rows.filter(case__in=Case.objects.visible_to(actor).values("pk"))
        return list(rows)
    return [row for row in rows if row.case_id in cases]


def last_said(case: Case) -> Message | None:
    """What the reporter's side and the support last said to each other."""
    return case.messages.shared().select_related("author").order_by("-written_at", "-pk").first()


def excerpt(message: Message | None) -> str:
    """As much as is read aloud, without identity numbers."""
    return Truncator(masked(message.text)).chars(SAID_AT_MOST) if message else ""


def thanks(part: Part) -> list[Thanks]:
    """The words of those who said thanks, identity numbers hidden."""
    keys = [item.case.pk for item in part.items if item.case]
    rows = list(Thanks.objects.filter(case__in=keys).select_related("person", "case__institution", "case__assignee"))
    for row in rows:
        row.words = masked(row.words)
    return sorted(rows, key=lambda row: row.said_at)


@dataclass(frozen=True)
class Place:
    """Where one stands in the walk, and what is next to it."""

    part: Part
    at: int
    parts: list[Part]

    @property
    def item(self) -> Item | None:
        return self.part.items[self.at] if self.part.items and self.part.key != Section.THANKS else None

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def next(self) -> str:
        if self.item and self.at + 1 < len(self.part.items):
            return self._address(self.part, self.at + 1)
        return self.next_part

    @property
    def previous(self) -> str:
        if self.item and self.at:
            return self._address(self.part, self.at - 1)
        before = self._beside(-1)
        return self._address(before, max(0, len(before.items) - 1)) if before else ""

    @property
    def next_part(self) -> str:
        after = self._beside(1)
        return self._address(after, 0) if after else ""

    @property
    def previous_part(self) -> str:
        before = self._beside(-1)
        return self._address(before, 0) if before else ""

    @property
    def here(self) -> str:
        return self._address(self.part, self.at)

    def _beside(self, step: int) -> Part | None:
        at = self.parts.index(self.part) + step
        return self.parts[at] if 0 <= at < len(self.parts) else None

    @staticmethod
    def _address(part: Part, at: int) -> str:
        return f"?at={part.key}.{at}"


def place(parts: list[Part], asked: str) -> Place:
    """Where an address says that one stands: ``nobody.3``; what is not understood is the beginning."""
    key, _dot, number = asked.partition(".")
    part = next((one for one in parts if one.key == key), None)
    if part is None:
        part = next((one for one in parts if one.items), parts[0])
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    return Place(part, min(at, max(0, len(part.items) - 1)), parts)
