"""The world as it was built a moment ago: rows put back as they were, since building them by commands takes a tenth of
a second and thousands of tests begin there.

It is built anew each minute, whenever anything stands in the log already, and when a test has stopped the clock.
"""

import pickle
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event

AGE = 60
"""Seconds after which what is remembered is too old to be "now"."""

Rows = dict[Any, tuple]


class Remembered:
    """What ``build`` makes, with its rows. One per process: each has a database of its own."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self.build = build
        self.made_at = float("-inf")
        self.thing = b""
        self.statements: list[tuple[str, list]] = []

    def __call__(self) -> Any:
        if Event.objects.exists() or abs(timezone.now() - datetime.now(UTC)) > timedelta(seconds=1):
            return self.build()
        if time.monotonic() - self.made_at > AGE:
            return self._anew()
        with housekeeping("remembered"), transaction.atomic(), connection.cursor() as cursor:
            for sql, rows in self.statements:
                cursor.executemany(sql, rows) if rows else cursor.execute(sql)
        return pickle.loads(self.thing)

    def _anew(self) -> Any:
        before = {model: _rows(model) for model in _models()}
        thing = self.build()
        self.statements, touched = [], []
        for model, stood in before.items():
            new = _rows(model)
            if changed := [row for key, row in new.items() if stood.get(key) != row]:
                self.statements.append(_put(model, changed, any(row[0] in stood for row in changed)))
                touched.append(model)
        if connection.vendor == "postgresql":
            self.statements += [(sql, []) for sql in connection.ops.sequence_reset_sql(no_style(), touched)]
        self.thing, self.made_at = pickle.dumps(thing), time.monotonic()
        return thing


def _models() -> list[type[models.Model]]:
    """Every table, those that others point at first: triggers look at what is there already."""
    left = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    order: list[type[models.Model]] = []
    while left:
        ready = [model for model in left if not (_points_at(model) - {model}) & set(left)] or left[:1]
        order += ready
        left = [model for model in left if model not in ready]
    return order


def _points_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {field.related_model for field in model._meta.concrete_fields if field.related_model and not field.null}


def _columns(model: type[models.Model]) -> str:
    fields = sorted(model._meta.local_concrete_fields, key=lambda field: not field.primary_key)
    return ", ".join(f'"{field.column}"' for field in fields)


def _rows(model: type[models.Model]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_columns(model)} FROM "{model._meta.db_table}"')
        return {row[0]: row for row in cursor.fetchall()}


def _put(model: type[models.Model], rows: list[tuple], is_there: bool) -> tuple[str, list]:
    columns = _columns(model)
    places = ", ".join(["%s"] * len(rows[0]))
    assert not is_there, f"{model._meta.label} had rows before the world was built, and the world changes them"
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', rows
