"""Counting what a page asks of the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def asked_by(page: Callable[[], Any], warm: int = 1) -> list[str]:
    """The questions of one visit, after ``warm`` visits that fill what the process remembers. The visit must succeed."""
    for _visit in range(warm):
        page()
    with CaptureQueriesContext(connection) as seen:
        answer = page()
    assert answer.status_code == 200, answer.status_code
    return [one["sql"] for one in seen.captured_queries]
