"""The auditor's questions: what must never be, asked of the database each minute.

A check is one question with its plain words; it yields a :class:`Finding` for each row that should not be as it is. The
apps above add theirs in their ``clock.py``. What is overdue is no violation: overdue balls are daily life, and go to the
top of the lists.

A check that cannot be asked is no silence: the audit fails, its heartbeat stops, and ``/healthz/watchdog`` tells.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

CHECKS: dict[str, "Check"] = {}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that should not be. ``key`` tells it from others of the same check; never a name or an address."""

    key: str
    subject: UUID | None = None
    person: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class Check:
    """``sentence`` is translatable, with ``{subject}``, ``{person}``, ``{count}`` and ``{key}``."""

    name: str
    sentence: Any
    ask: Callable[[], Iterable[Finding]]


def check(name: str, sentence: Any) -> Callable[[Callable[[], Iterable[Finding]]], Callable[[], Iterable[Finding]]]:
    """Register a question under ``name`` ("noun.what_is_wrong", at most 40 characters)."""

    def register(ask: Callable[[], Iterable[Finding]]) -> Callable[[], Iterable[Finding]]:
        CHECKS[name] = Check(name, sentence, ask)
        return ask

    return register


def findings() -> dict[tuple[str, str], Finding]:
    """Every finding now, by check and key. Raises what a check raises."""
    return {(name, found.key): found for name, entry in sorted(CHECKS.items()) for found in entry.ask()}
