"""Pure rules of the desk's overviews: what is usual for an hour, what a fair deal is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bollkoll.cases.rules import load, worth
from bollkoll.kit.chance import poisson_tail

WINDOW = timedelta(hours=3)
"""The last hours that are compared with what is usual for them."""
WEEKS = 10
"""So many weeks back the same weekday and hours are looked at."""
LEAST_WEEKS = 4
"""With fewer to compare with, nothing is called unusual."""
LEAST_ARRIVED = 3
RARE = 0.01
"""Unusual: at least ``LEAST_ARRIVED`` came, and so many or more come by chance more seldom than this."""

Span = tuple[datetime, datetime]
"""After the first moment, until and with the second."""


# What is usual


def same_hours(end: datetime, is_left_out: Callable[[date], bool], first: datetime | None = None) -> list[Span]:
    """The hours of ``WINDOW`` before ``end`` (local time), by the clock on the wall, in each of ``WEEKS`` weeks before.

    Left out: days for which ``is_left_out`` (public holidays), and weeks that began before ``first``, when there was
    nothing to count yet.
    """
    zone, wall = end.tzinfo, end.replace(tzinfo=None)
    spans = []
    for week in range(1, WEEKS + 1):
        last = wall - timedelta(weeks=week)
        if is_left_out(last.date()):
            continue
        span = (last - WINDOW).replace(tzinfo=zone), last.replace(tzinfo=zone)
        if first is None or span[0] >= first:
            spans.append(span)
    return spans


@dataclass(frozen=True)
class Arrived:
    """What came in the last hours, and the mean of the same hours of ``weeks`` earlier weeks."""

    count: int
    mean: float
    weeks: int

    @property
    def chance(self) -> float:
        """Of so many or more, when all is as usual."""
        return poisson_tail(self.count, self.mean)

    @property
    def is_known(self) -> bool:
        return self.weeks >= LEAST_WEEKS

    @property
    def is_unusual(self) -> bool:
        return self.is_known and self.count >= LEAST_ARRIVED and self.chance < RARE


def arrived(now: Mapping[Any, int], before: Mapping[Any, int], weeks: int) -> dict[Any, Arrived]:
    """For each key that something came for, now or before. ``before`` counts all the weeks together."""
    return {
        key: Arrived(now.get(key, 0), before.get(key, 0) / weeks if weeks else 0.0, weeks)
        for key in [*now, *(other for other in before if other not in now)]
    }


# Dealing out many


@dataclass(frozen=True)
class Bearer:
    """An agent and what they carry. ``share`` in per cent; ``is_leaving``: here, and away from the next working day."""

    id: int
    share: int
    open_balls: int
    is_here: bool
    is_leaving: bool = False


@dataclass(frozen=True)
class ToDeal:
    """A case that nobody has. ``may``: who may see it, ``None`` for everybody."""

    key: Any
    specialist: int | None = None
    followers: frozenset[int] = frozenset()
    may: frozenset[int] | None = None


@dataclass(frozen=True)
class Dealt:
    """Who is to have a case, and why, as codes: ``specialist``, ``follows_team``, ``room``; nobody when nobody can."""

    person: int | None
    codes: tuple[str, ...] = ()


def deal(cases: Sequence[ToDeal], people: Sequence[Bearer]) -> dict[Any, Dealt]:
    """Deal out the cases in their order, each to whoever has most room when its turn comes.

    Nobody who is not here gets any, and whoever leaves tomorrow only when nobody else can. What somebody knows of the
    service counts as in a suggestion of one case (``cases.rules.worth``). Where nobody knows more than others, whoever
    gets something ends with at most their share of all balls and one more. Equal weights go by id.
    """
    carried = {one.id: float(one.open_balls) for one in people}
    dealt: dict[Any, Dealt] = {}
    for case in cases:
        able = [one for one in people if one.is_here and (case.may is None or one.id in case.may)]
        able = [one for one in able if not one.is_leaving] or able
        if not able:
            dealt[case.key] = Dealt(None)
            continue
        best = min(
            able,
            key=lambda one: (
                load(carried[one.id], one.share) - worth(one.id, case.specialist, case.followers), one.id
            ),
        )  # fmt: skip
        carried[best.id] += 1
        dealt[case.key] = Dealt(best.id, _codes(case, best.id))
    return dealt


def _codes(case: ToDeal, person: int) -> tuple[str, ...]:
    codes = ("specialist",) if person == case.specialist else ("follows_team",) if person in case.followers else ()
    return (*codes, "room")
