"""How many wait: the numbers beside the rail. All that a page shows are counted together, in one question."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, QuerySet
from django.utils import timezone

MOST = 99
"""A number that never grows wider than ``99+``, and never costs more than a hundred rows to find."""


class Tally:
    """How many rows there are, and how many of them are late.

    Each of ``rows`` has one column, ``due``: the moment after which a row is late. ``late`` are others to count as the
    late ones, when those are not among the rows.
    """

    def __init__(self, *rows: QuerySet, late: QuerySet | None = None) -> None:
        self.questions = [*rows, late] if late is not None else [*rows]
        self.has_others_late = late is not None
        self.found: list[tuple[int, int]] | None = None

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
    asked = [rows for tally in tallies for rows in tally.questions]
    found = _count(asked)
    for tally in tallies:
        tally.found = [found.pop(0) for _rows in tally.questions]


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
