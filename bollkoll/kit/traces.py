"""What tells of a person in a text: their name, addresses and numbers, and texts without them.

A name is found as it is written, the other way round (``Lind, Anna``) and in any case, also before the s of a Swedish
genitive; never inside a longer word. A number
is found however it is spaced. Addresses are found as they are.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

SHORTEST_NAME = 5
"""A shorter name is too common a word to be looked for."""
SHORTEST_NUMBER = 7
BEFORE = r"(?:(?<!\w)|(?<=%[0-9a-f]{2}))"
"""Where a word begins; in an address of the web a letter may stand before it that belongs to a sign."""
BEFORE_ADDRESS = r"(?:(?<![\w.+-])|(?<=%[0-9a-f]{2}))"
BETWEEN = r"[\s().\-/\u2010-\u2015]*"


@dataclass(frozen=True)
class Traces:
    """``names``, ``addresses`` and ``numbers`` (as they were typed), and what stands instead of each."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    instead: str = "…"

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        addresses = {form for text in self.addresses for form in (text, *written(text))}
        names = {re.escape(form) for text in self._full_names() for form in written(text)}
        words = _longest_first({*names, *self._names(), *self._numbers()})
        parts = [rf"{BEFORE}(?:{words})(?=s?(?!\w))"] if words else []
        if addresses:  # no part of another address: anna@x.example is not in eva.anna@x.example
            parts.append(rf"{BEFORE_ADDRESS}(?:{_longest_first(map(re.escape, addresses))})(?![\w-]|\.\w)")
        return re.compile("|".join(parts), re.I) if parts else None

    def _full_names(self) -> list[str]:
        return [name for name in self.names if len(name) >= SHORTEST_NAME and len(name.split()) > 1]

    def _names(self) -> Iterator[str]:
        for name in self._full_names():
            words = name.split()
            yield r"\s+".join(map(re.escape, words))
            yield re.escape(words[-1]) + r",\s*" + r"\s+".join(map(re.escape, words[:-1]))

    def _numbers(self) -> Iterator[str]:
        for number in self.numbers:
            digits = national(number)
            if len(digits) >= SHORTEST_NUMBER:
                yield rf"(?:(?:\+|00)46{BETWEEN}0?|0)?{BETWEEN}" + BETWEEN.join(digits)

    def hints(self) -> list[str]:
        """Pieces of text one of which stands wherever something is to be found: what a database is asked for.

        Of a name its last word, of a number its last three digits as they stand together however it is spaced.
        """
        found = [*self.addresses]
        found += [name.split()[-1] for name in self._full_names()]
        found += [form for text in found for form in written(text)]
        found += [national(number)[-2:] for number in self.numbers if len(national(number)) >= SHORTEST_NUMBER]
        every = [form for text in found for form in (text, text.lower(), text.upper(), text.capitalize())]
        return list(dict.fromkeys(filter(None, every)))

    def out_of(self, text: str) -> str:
        """The text without them."""
        return self.pattern.sub(self._for, text) if self.pattern and text else text

    def _for(self, found: re.Match[str]) -> str:
        return quote(self.instead) if "%" in found[0] else self.instead

    def out_of_all(self, value: Any) -> Any:
        """The same of every text in a value of JSON; keys stay."""
        if isinstance(value, str):
            return self.out_of(value)
        if isinstance(value, list):
            return [self.out_of_all(one) for one in value]
        if isinstance(value, dict):
            return {key: self.out_of_all(one) for key, one in value.items()}
        return value


def _longest_first(parts: Iterable[str]) -> str:
    return "|".join(sorted(parts, key=len, reverse=True))


def written(text: str) -> list[str]:
    """The other ways in which a text stands in an address of the web and in HTML."""
    return [form for form in {quote(text), quote_plus(text), escape(text)} if form != text]


def national(number: str) -> str:
    """The digits of a number without country and leading zero, so that it is the same however it is written."""
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+") or digits.startswith("00"):
        digits = digits.lstrip("0").removeprefix("46")
    return digits.lstrip("0")


def in_json(hints: Iterable[str]) -> list[str]:
    """The pieces as they stand in JSON that is kept as text with its letters escaped, too."""
    return list(dict.fromkeys(form for hint in hints for form in (hint, json.dumps(hint)[1:-1])))
