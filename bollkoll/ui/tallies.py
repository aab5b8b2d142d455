"""How many wait: the numbers beside the rail. All that a page shows are counted together, in one question."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, QuerySet
from django.utils import timezone

MOST = 99
"""A number that never grows wider than ``99+``, and never costs more than a hundred rows to find."""
SECONDS = 20
KEPT = 2000
"""How many numbers are known at most: a dozen for each of some people."""


class Tally:
    """How many rows there are, and how many of them are late.

    ``ask`` says which rows: one question or several, each with one column, ``due``: the moment after which a row is late.
    ``late`` says which others to count as the late ones, when those are not among the rows. Neither is called when the
    numbers are known already.
    """

    def __init__(
        self, ask: Callable[[], QuerySet | Iterable[QuerySet]], late: Callable[[], QuerySet] | None = None
    ) -> None:
        self.ask, self.ask_late = ask, late
        self.has_others_late = late is not None
        self.found: list[tuple[int, int]] | None = None

    def questions(self) -> list[QuerySet]:
        asked = self.ask()
        rows = [asked] if isinstance(asked, QuerySet) else list(asked)
        return [*rows, self.ask_late()] if self.ask_late else rows

    def _counted(self) -> list[tuple[int, int]]:
        if self.found is None:
            count([self])
        assert self.found is not None
        return self.found

    @property
    def whole(self) -> int:
        found = self._counted()
        return sum(whole for whole, _late in (found[:-1] if self.has_others_late else found))

    @property
    def late(self) -> int:
        found = self._counted()
        return found[-1][0] if self.has_others_late else sum(late for _whole, late in found)

    @property
    def said(self) -> str:
        return _capped(self.whole)

    @property
    def late_said(self) -> str:
        return _capped(self.late)


def count(tallies: Iterable[Tally]) -> None:
    """Count them all: one query."""
    tallies = list(tallies)
    asked = [tally.questions() for tally in tallies]
    found = _count([rows for questions in asked for rows in questions])
    for tally, questions in zip(tallies, asked, strict=True):
        tally.found = [found.pop(0) for _rows in questions]


class Lately:
    """Numbers that were counted a moment ago, when nothing has happened since: ``state`` says so (the last event).

    What becomes late by the passing of time alone is seen within :data:`SECONDS`.
    """

    def __init__(self) -> None:
        self.known: OrderedDict[Hashable, list[tuple[int, int]]] = OrderedDict()

    def count(self, whose: Hashable, state: Hashable, tallies: Mapping[str, Tally]) -> None:
        moment = int(timezone.now().timestamp()) // SECONDS
        keys = {name: (whose, state, moment, name) for name in tallies}
        for name, tally in tallies.items():
            tally.found = self.known.get(keys[name])
        count(unknown := [tally for tally in tallies.values() if tally.found is None])
        for name, tally in tallies.items():
            if tally in unknown and tally.found is not None:
                self.known[keys[name]] = tally.found
        while len(self.known) > KEPT:
            self.known.popitem(last=False)


def _count(asked: list[QuerySet]) -> list[tuple[int, int]]:
    moment = DateTimeField().get_db_prep_value(timezone.now(), connection)
    parts: list[str] = []
    given: list[Any] = []
    for number, rows in enumerate(asked):
        try:
            sql, params = rows[: MOST + 1].query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, COUNT(*), COUNT(CASE WHEN due < %s THEN 1 END) FROM ({sql}) AS rows_{number}")
        given += [moment, *params]
    found = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            found = {number: (whole, late) for number, whole, late in cursor.fetchall()}
    return [found.get(number, (0, 0)) for number in range(len(asked))]


def _capped(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number) if number else ""
