"""Measuring: percentiles of a call, the SQL it ran, and the time of that same SQL run bare."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from bollkoll.log.guard import housekeeping


@dataclass
class Figures:
    """Milliseconds of repeated calls, the queries of one call, and the milliseconds of those queries run bare.

    ``busy`` is the processor time of this process for the same calls: what a busy machine adds to the clock is not in it
    (nor is what a database server does on its side).
    """

    name: str
    times: list[float]
    busy: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0

    def percentile(self, share: float, of: list[float] | None = None) -> float:
        ordered = sorted(self.times if of is None else of)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def row(self) -> str:
        bare = statistics.median(self.bare) if self.bare else 0
        ratio = f"{statistics.median(self.times) / bare:6.1f}" if bare else "     –"
        return (
            f"{self.name:<34} p50 {self.percentile(0.5):8.1f} ms   p95 {self.percentile(0.95):8.1f} ms   "
            f"(processor {self.percentile(0.5, self.busy):6.1f} / {self.percentile(0.95, self.busy):6.1f})   "
            f"{self.queries:3d} queries   bare SQL {bare:8.2f} ms   ratio {ratio}"
        )


class Recorder:
    """Keeps every statement with its parameters while it is on."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.statements.append((sql, params))
        return execute(sql, params, many, context)


def _time(figures: Figures, call: Callable[[int], Any], number: int) -> None:
    began, busy = time.perf_counter(), time.process_time()
    call(number)
    figures.times.append((time.perf_counter() - began) * 1000)
    figures.busy.append((time.process_time() - busy) * 1000)


def measure(name: str, call: Callable[[int], Any], times: int = 40, warm: int = 3) -> Figures:
    """Call ``call(n)`` again and again; then run what it asked of the database bare, in the same run."""
    for number in range(warm):
        call(-1 - number)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        call(-100)
    figures = Figures(name, [], queries=len(recorder.statements))
    for number in range(times):
        _time(figures, call, number)
    reading = [
        (sql, params) for sql, params in recorder.statements if sql.lstrip().upper().startswith(("SELECT", "WITH"))
    ]
    for _ in range(max(5, times // 4)):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for sql, params in reading:
                cursor.execute(sql, params)
                cursor.fetchall()
        figures.bare.append((time.perf_counter() - began) * 1000)
    return figures


def measure_writes(name: str, call: Callable[[int], Any], bare: Callable[[int], Any], times: int = 30) -> Figures:
    """For what writes: the call, and the same rows put in by plain INSERTs in one transaction."""
    for number in range(3):
        call(-1 - number)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        call(-100)
    figures = Figures(name, [], queries=len(recorder.statements))
    for number in range(times):
        _time(figures, call, number)
        began = time.perf_counter()
        with housekeeping("bench"), transaction.atomic():
            bare(number)
        figures.bare.append((time.perf_counter() - began) * 1000)
    return figures
