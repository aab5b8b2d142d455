"""The guard: no row is written outside a command, in production as well.

A wrapper sits on every database connection and reads the verb and the table of each statement. Ordinary, bulk and raw
writes alike are refused with :class:`WriteOutsideCommand` unless they happen

- inside an act (``bollkoll.log.acting.act``), that is: in a command; or
- inside :func:`housekeeping`, for rows that are not the domain's story (leases, cursors, drafts, presence); or
- on a table of a library that keeps its own house (sessions, second factors), listed in ``settings.GUARD_FREE_TABLES``.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper

_reasons: ContextVar[tuple[str, ...]] = ContextVar("bollkoll_guard", default=())

# Strings and comments come in one pattern, since each may hold what looks like the other.
_SAID = re.compile(r"'(?:[^']|'')*'|/\*.*?\*/|--[^\n]*", re.S)
_FIRST = re.compile(r"\s*\(*\s*([a-z]+)", re.I)
_WRITES = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update(?:\s+or\s+\w+)?(?:\s+only)?|delete\s+from(?:\s+only)?"
    r"|merge\s+into|truncate(?:\s+table)?|copy|alter\s+table|drop\s+\w+(?:\s+if\s+exists)?|create\s+.{0,40}?"
    r"(?:table|index|trigger|view|function)(?:\s+if\s+not\s+exists)?)\s+\"?([\w.]+)",
    re.I | re.S,
)
_CHANGES = re.compile(r"\b(?:insert|update|delete|merge|replace\s+into)\b", re.I)
_LOCKING = re.compile(r"\bfor\s+(?:no\s+key\s+)?update\b", re.I)
_READING = {
    "select",
    "savepoint",
    "release",
    "rollback",
    "begin",
    "commit",
    "set",
    "show",
    "pragma",
    "explain",
    "values",
}
_READING |= {"listen", "notify", "unlisten", "start", "end", "fetch", "declare", "close", "reset", "lock", "vacuum"}
_READING |= {"analyze", ""}


class WriteOutsideCommand(RuntimeError):
    """A write was attempted outside a command. Call a command, or say why with ``housekeeping(reason)``."""


@contextmanager
def housekeeping(reason: str) -> Iterator[None]:
    """Allow writes that are no part of the story: leases, cursors, drafts, presence, search indexes, migrations.

    ``reason`` is for the reader of the code and of tracebacks.
    """
    token = _reasons.set((*_reasons.get(), reason))
    try:
        yield
    finally:
        _reasons.reset(token)


def is_open() -> bool:
    """Whether writes are allowed here and now."""
    return bool(_reasons.get())


def written_tables(sql: str) -> list[str] | None:
    """The tables a text of SQL writes; ``None`` when it only reads. ``["?"]`` when it writes something we cannot name.

    Reads as far as needed: an ordinary query is known by its first word, the rest is looked at only where something
    may hide (several statements, ``WITH``, ``EXPLAIN ANALYZE``, which carries out what it explains).
    """
    first = _FIRST.match(sql)
    verb = first.group(1).lower() if first else ""
    if verb in ("select", "savepoint", "release") and ";" not in sql:
        return None
    found: list[str] = []
    for statement in _LOCKING.sub(" ", _SAID.sub(" ", sql)).split(";"):
        found += _written(statement)
    return found or None


def _written(statement: str) -> list[str]:
    first = _FIRST.match(statement)
    verb = first.group(1).lower() if first else statement.strip()
    if verb in _READING and not (verb == "explain" and re.search(r"\banaly[sz]e\b", statement, re.I)):
        return []
    tables = _WRITES.findall(statement)
    if verb in ("with", "explain") and not tables and not _CHANGES.search(statement):
        return []
    return tables or ["?"]


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not _reasons.get():
        tables = written_tables(str(sql))
        if tables is not None:
            free = settings.GUARD_FREE_TABLES
            if any(not table.strip('"').startswith(free) for table in tables):
                raise WriteOutsideCommand(f"{', '.join(tables)} may be written only inside a command: {str(sql)[:120]}")
    return execute(sql, params, many, context)


def _closed_door(name: str) -> Any:
    """Ways to the driver that pass no statement by the guard: procedures, copying in, scripts."""

    def call(self: CursorWrapper, *args: Any, **kwargs: Any) -> Any:
        if not _reasons.get():
            raise WriteOutsideCommand(f"{name}() may be used only inside a command")
        return getattr(self.cursor, name)(*args, **kwargs)

    return call


for _name in ("callproc", "copy", "executescript"):
    setattr(CursorWrapper, _name, _closed_door(_name))


def install(sender: Any = None, connection: Any = None, **_: Any) -> None:
    """Put the guard on a new connection (called for every connection Django opens)."""
    if _refuse not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse)
