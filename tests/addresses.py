"""Every address of the system, as tests can ask for it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SAMPLES: dict[str, Any] = {"int": 1001, "uuid": UUID(int=1), "str": "x", "slug": "x", "path": "x"}


def addresses() -> Iterator[tuple[str, str]]:
    """``(name, address)`` of every route, with sample values. A route without a name is a test's failure."""
    for name, route in _routes(get_resolver().url_patterns):
        values = {word: SAMPLES[kind or "str"] for kind, word in re.findall(r"<(?:(\w+):)?(\w+)>", route)}
        yield name, reverse(name, kwargs=values)


def _routes(patterns: list, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(
                pattern.url_patterns, route, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{route} has no name"
            yield space + pattern.name, route
