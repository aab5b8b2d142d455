"""Keys that nobody has to think of: made from titles, unique, and followed by whatever refers to them when they are changed."""

import re
import unicodedata
from collections.abc import Collection
from copy import deepcopy
from typing import Any

from bollkoll.kit.personnummer import mask
from bollkoll.kit.text import one_line
from bollkoll.orders.rules.definition import Words

LONGEST = 40
SURELY_KEPT = 100
"""So many characters of a title tell what is protected apart; the restricted part keeps at least as many."""
RESERVED = ("new", "import")
"""Addresses of the pages of order types: no type is called so."""


def key_of(title: str, taken: Collection[str] = (), *, otherwise: str = "x") -> str:
    """``Vem ska ha kontot?`` is ``vem-ska-ha-kontot``; a second one is ``vem-ska-ha-kontot-2``."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    words = words if words[:1].isalpha() else f"{otherwise}-{words}".strip("-")
    key = words[:LONGEST].rstrip("-")
    number = 2
    while key in taken:
        tail = f"-{number}"
        key, number = words[: LONGEST - len(tail)].rstrip("-") + tail, number + 1
    return key


def sealed_as(title: Words, longest: int = SURELY_KEPT) -> set[str]:
    """What the restricted part calls a field: the words of the form, in the language of whoever filled it in."""
    return {one_line(mask(said), longest).text for said in (title.sv, title.en or title.sv)}


def renamed(raw: dict[str, Any], changes: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What was said with other keys. ``changes``: for ``fields``, ``stages`` and ``documents`` each, the old key and the new."""
    raw = deepcopy(raw)
    fields, stages, documents = (changes.get(name, {}) for name in ("fields", "stages", "documents"))
    for row in (*raw.get("fields", ()), *raw.get("approvals", ()), *raw.get("steps", ())):
        when = row.get("when")
        if when and when.get("field") in fields:
            when["field"] = fields[when["field"]]
        if row.get("after"):
            row["after"] = [stages.get(key, key) for key in row["after"]]
        if row.get("four_eyes_of") in stages:
            row["four_eyes_of"] = stages[row["four_eyes_of"]]
        if row.get("differs_from") in fields:
            row["differs_from"] = fields[row["differs_from"]]
        if row.get("reads"):
            row["reads"] = [fields.get(key, key) for key in row["reads"]]
        if row.get("document") in documents:
            row["document"] = documents[row["document"]]
        fact, _colon, key = row.get("unless", "").partition(":")
        if key in documents:
            row["unless"] = f"{fact}:{documents[key]}"
    for row in raw.get("documents", ()):
        for language, text in row.get("text", {}).items():
            row["text"][language] = re.sub(r"\{([\w-]+)\}", lambda found: f"{{{fields.get(found[1], found[1])}}}", text)
    return raw
