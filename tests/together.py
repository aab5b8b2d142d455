"""Doing several things at once, as several processes do: a thread each, with a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

PATIENCE = 60
"""Seconds after which something hangs for good: a deadlock that nobody broke."""


def together(*doings: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment; returns what each returned, or the exception that it raised."""
    gate = threading.Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> Any:
        try:
            gate.wait(PATIENCE)
            return doing()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, doing) for doing in doings]]
