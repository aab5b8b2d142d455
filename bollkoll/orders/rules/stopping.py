"""Answers with which nothing is ordered, and answers that may not be the same. Pure."""

from collections.abc import Iterator
from typing import Any

from bollkoll.orders.rules.definition import Definition, FormField, Words


def stopped_by(one: FormField, value: Any) -> Iterator[Words]:
    """What to do instead, of each answer that was chosen and stops."""
    chosen = value if isinstance(value, list) else [value]
    yield from (choice.stops for choice in one.choices if choice.stops and choice.key in chosen)


def stops(definition: Definition, values: dict[str, Any]) -> list[Words]:
    """What to do instead of ordering; empty when nothing stands in the way."""
    return [words for one in definition.asked_fields(values) for words in stopped_by(one, values.get(one.key))]


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same but for blanks, marks and the size of letters: ``19850412-2386`` and ``850412 2386``."""
    first, second = (_bare(text) for text in (one, other))
    return bool(first) and (first == second or first[2:] == second or first == second[2:])


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
