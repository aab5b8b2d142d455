"""What is wrong with a definition, in plain words, each with the path where it stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from bollkoll.kit import patterns
from bollkoll.orders.rules.definition import BLANK, BLANKS, WHO, Definition, FormField, Stage, bound
from bollkoll.orders.rules.mending import at, follows, mended
from bollkoll.orders.rules.naming import RESERVED, sealed_as

EFFECTS: dict[str, Any] = {}
"""What the system can do when a step is done, by name: its description. Filled by the commands that do it."""
FREEZES: dict[str, tuple[str, ...]] = {}
"""By effect: what is frozen at the services when it refuses."""
CONDITIONS: dict[str, Any] = {}
"""What can be required before an order is made and carried out, by name."""
UNTITLING = ("person", "file", "signature")
"""Kinds of fields that never stand in a title."""
UNDECIDING = ("person", "rows", "file", "signature")
"""Kinds of fields that no condition can ask of: what is filled in is no single word."""
FACTS = ("signed",)
"""What can make a stage needless: ``signed:<document>``, that the person has signed it before."""


@dataclass(frozen=True)
class Fault:
    """``path``: ``("fields", 3, "choices")``. ``line``: of the file it was read from, when it was. ``code``: which rule.
    ``called``: the key of the row where it stands."""

    path: tuple[str | int, ...]
    words: str
    line: int | None = None
    code: str = ""
    called: str = ""

    @property
    def where(self) -> str:
        """``field 4 “user”, alternative 2, title``: people count from one, and what is no row is called as in the file."""
        rows, said = row_words(), []
        for place, part in enumerate(self.path):
            before = self.path[place - 1] if place else ""
            if not isinstance(part, int):
                said.append(part)
            elif before in rows:
                said[-1] = rows[str(before)] % {"number": part + 1}
                if place == 1 and self.called:
                    said[-1] = _("%(row)s “%(key)s”") % {"row": said[-1], "key": self.called}
            else:
                said[-1] += f" {part + 1}"
        return ", ".join(said)


def row_words() -> dict[str, str]:
    """What a row of each list is called."""
    return {
        "fields": _("field %(number)s"), "approvals": _("approval %(number)s"), "steps": _("step %(number)s"),
        "documents": _("document %(number)s"), "choices": _("alternative %(number)s"),
        "columns": _("column %(number)s"),
    }  # fmt: skip


class Faults(ValueError):
    """A definition that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.words}" for fault in self.faults))


def read(raw: Any) -> Definition:
    """The definition of what was written. Raises :class:`Faults`, all that are wrong at once: also what refers to something
    else, so far as that can be said before the rest is mended."""
    try:
        definition = Definition.model_validate(raw)
    except ValidationError as problem:
        faults = told(raw, problem)
        so_far, paths = mended(Definition, raw)
        crossed = _crossed(so_far) if so_far is not None else ()
        faults += _called(raw, [fault for fault in crossed if not follows(raw, fault.path, paths)])
        raise Faults(faults) from problem
    if found := list(_crossed(definition)):
        raise Faults(_called(raw, found))
    return definition


def told(raw: Any, problem: ValidationError) -> list[Fault]:
    """What is wrong with each part by itself."""
    return [*_called(raw, [Fault(tuple(one["loc"]), _plain(one), code=one["type"]) for one in problem.errors()])]


def _called(raw: Any, faults: list[Fault]) -> Iterator[Fault]:
    """Each with the key of its row."""
    for fault in faults:
        key = at(raw, (*fault.path[:2], "key")) if len(fault.path) > 1 else ""
        yield replace(fault, called=key if isinstance(key, str) else "")


def written(definition: Definition) -> dict[str, Any]:
    """As it is stored and exported: only what was said."""
    return definition.model_dump(by_alias=True, exclude_defaults=True, mode="json")


def _plain(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("is missing")
    if kind == "extra_forbidden":
        return _("is not known here. Is it misspelt, or in the wrong place?")
    if kind == "literal_error":
        return _("must be one of %(choices)s") % {
            "choices": ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
        }
    if kind == "string_pattern_mismatch":
        return _("has small letters, digits, - and _ only, and begins with a letter")
    if kind in ("string_too_short", "too_short"):
        return _("may not be empty")
    if kind in ("string_too_long", "too_long"):
        return _("is too long: at most %(limit)s characters") % {"limit": context.get("max_length", "")}
    if kind == "string_type":
        return _("must be a text within quotation marks")
    if kind.startswith(("bool", "int", "list", "dict", "model")):
        words = {
            "bool": _("must be true or false"),
            "int": _("must be a whole number"),
            "list": _("must be a list"),
        }
        return next((said for name, said in words.items() if kind.startswith(name)), _("must be a table of its own"))
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        most, least = _("may be at most %(limit)s"), _("must be at least %(limit)s")
        return (most if kind == "less_than_equal" else least) % {"limit": limit}
    return _("is not written as it should be")


# What refers to something else


def _crossed(definition: Definition) -> Iterator[Fault]:
    if definition.key in RESERVED:
        yield Fault(("key",), _("is the address of another page; choose another"))
    yield from _twice("fields", definition.fields)
    for place, one in enumerate(definition.fields):
        yield from _field(definition, place, one)
    if sum(one.names_user for one in definition.fields) > 1:
        yield Fault(("fields",), _("only one field can say whom the order is for"))
    yield from _same_name(definition.fields)
    yield from _twice("documents", definition.documents)
    yield from _blanks(definition)
    keys: list[str] = []
    for name, rows in (("approvals", definition.approvals), ("steps", definition.steps)):
        for place, stage in enumerate(rows):
            yield from _stage(definition, (name, place), stage, keys)
            keys.append(stage.key)
    if not definition.stages:
        yield Fault(("steps",), _("there must be at least one approval or step"))
    for place, name in enumerate(definition.requires):
        if name not in CONDITIONS:
            yield Fault(("requires", place), _unknown(CONDITIONS))
    if definition.seen_by and not WHO.fullmatch(definition.seen_by):
        yield Fault(("seen_by",), _who_words(), code="who")


def _blanks(definition: Definition) -> Iterator[Fault]:
    """What would stand in a document as it is written here, braces and all."""
    known = (*BLANKS, *(one.key for one in definition.fields))
    for place, document in enumerate(definition.documents):
        for name in dict.fromkeys(BLANK.findall(f"{document.text.sv}\n{document.text.en}")):
            if name not in known:
                said = _(
                    "“%(blank)s” is not filled in: there is no question with that key. Without one there are %(known)s"
                )
                blank, choices = f"{{{name}}}", " ".join(f"{{{one}}}" for one in BLANKS)
                yield Fault(("documents", place, "text"), said % {"blank": blank, "known": choices}, code="blank")


def _twice(name: str, rows: list[Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.key in seen:
            yield Fault((name, place, "key"), _("“%(key)s” is used twice") % {"key": row.key})
        seen.add(row.key)


def _same_name(fields: list[FormField]) -> Iterator[Fault]:
    """What is kept protected is known by its words: two that are called the same would be taken for each other."""
    names: dict[str, FormField] = {}
    for place, one in enumerate(fields):
        if not one.is_private:
            continue
        own = {name.casefold() for name in sealed_as(one.title)}
        if before := next((names[name] for name in own if name in names), None):
            said = _("is the same as of another protected field, “%(key)s”; call them differently, in both languages")
            yield Fault(("fields", place, "title"), said % {"key": before.key}, code="same_name")
        names = dict.fromkeys(own, one) | names


def _field(definition: Definition, place: int, one: FormField) -> Iterator[Fault]:
    here = ("fields", place)
    if one.kind in ("choice", "several") and not one.choices:
        yield Fault((*here, "choices"), _("a choice has at least one alternative"))
    if one.kind not in ("choice", "several") and one.choices:
        yield Fault((*here, "choices"), _("only a choice has alternatives"))
    if (one.kind == "rows") != bool(one.columns):
        yield Fault((*here, "columns"), _("a table of rows has columns, and nothing else has"))
    yield from ((Fault((*here, *found.path), found.words)) for found in _twice("choices", one.choices))
    yield from ((Fault((*here, *found.path), found.words)) for found in _twice("columns", one.columns))
    said = [str(choice.title.sv).strip().casefold() for choice in one.choices]
    for number, words in enumerate(said):
        if words in said[:number]:
            yield Fault((*here, "choices", number, "title"), _("two alternatives say the same"))
    for path, pattern in [
        ("pattern", one.pattern),
        *((("columns", n, "pattern"), c.pattern) for n, c in enumerate(one.columns)),
    ]:
        if pattern and not patterns.is_safe(pattern):
            yield Fault((*here, *(path if isinstance(path, tuple) else (path,))), _pattern_words())
    for name in ("not_before", "not_after"):
        try:
            bound(getattr(one, name), date(2026, 1, 1))
        except ValueError:
            yield Fault((*here, name), _("is a day (2026-08-01) or a number of days from today (0, 14)"))
    if one.least is not None and one.most is not None and one.least > one.most:
        yield Fault((*here, "most"), _("is less than the least"))
    if one.when:
        yield from _condition(definition, (*here, "when"), one.when, [f.key for f in definition.fields[:place]])
    if one.names_user and one.kind != "person":
        yield Fault((*here, "names_user"), _("only a person can be whom the order is for"))
    if one.is_private and one.kind in ("file", "signature", "rows", "person", "institution"):
        yield Fault((*here, "private"), _("such a field cannot be private"))
    if one.in_title and (one.is_private or one.kind in UNTITLING):
        yield Fault((*here, "in_title"), _("a person, a file or what is private does not stand in a title"))
    if one.document and definition.document(one.document) is None:
        yield Fault((*here, "document"), _no_document(one.document))
    if one.differs_from and one.differs_from not in [f.key for f in definition.fields[:place] if f.kind == one.kind]:
        yield Fault((*here, "differs_from"), _("there is no earlier field “%(key)s”") % {"key": one.differs_from})
    if one.kind == "signature" and not one.document:
        yield Fault((*here, "document"), _("says which document is signed"))


def _condition(definition: Definition, path: tuple, when: Any, known: list[str]) -> Iterator[Fault]:
    asked = definition.field(when.field)
    if asked is None or when.field not in known:
        yield Fault((*path, "field"), _("there is no earlier field “%(key)s”") % {"key": when.field})
        return
    if asked.is_private:
        yield Fault((*path, "field"), _("what is private decides nothing"), code="undeciding")
    if asked.kind in UNDECIDING:
        yield Fault((*path, "field"), _("a person, a file or a table decides nothing"), code="undeciding")
    known_values = {choice.key for choice in asked.choices}
    for value in when.values:
        if asked.choices and value not in known_values:
            yield Fault((*path, "is"), _("“%(value)s” is no alternative of that field") % {"value": value})


def _stage(definition: Definition, path: tuple, stage: Stage, earlier: list[str]) -> Iterator[Fault]:
    if stage.key in earlier:
        yield Fault((*path, "key"), _("“%(key)s” is used twice") % {"key": stage.key})
    if not WHO.fullmatch(stage.who):
        yield Fault((*path, "who"), _who_words(), code="who")
    elif stage.is_approval and stage.who in ("orderer", "system"):
        yield Fault((*path, "who"), _("nobody approves their own order"))
    for place, key in enumerate(stage.after or ()):
        if key not in earlier:
            yield Fault((*path, "after", place), _("there is no earlier step “%(key)s”") % {"key": key})
    if stage.unless:
        fact, _colon, key = stage.unless.partition(":")
        known = [f"{one}:{document.key}" for one in FACTS for document in definition.documents]
        if fact not in FACTS:
            yield Fault((*path, "unless"), _unknown(known))
        elif definition.document(key) is None:
            yield Fault((*path, "unless"), _no_document(key))
    if stage.when:
        yield from _condition(definition, (*path, "when"), stage.when, [f.key for f in definition.fields])
    four_eyes = getattr(stage, "four_eyes_of", "")
    if four_eyes:
        step = definition.stage(four_eyes)
        if four_eyes not in earlier or step is None or step.is_approval:
            yield Fault((*path, "four_eyes_of"), _("there is no earlier step “%(key)s”") % {"key": four_eyes})
        if stage.who in ("orderer", "system"):
            yield Fault((*path, "who"), _("a person checks what another has done"))
    sealed = {one.key for one in definition.fields if one.is_private}
    for place, key in enumerate(getattr(stage, "reads", ())):
        if key not in sealed:
            yield Fault((*path, "reads", place), _("there is no protected field “%(key)s”") % {"key": key})
    if getattr(stage, "reads", ()) and stage.who in ("orderer", "system"):
        yield Fault((*path, "who"), _("protected data is opened by agents only"))
    document = getattr(stage, "document", "")
    if document and definition.document(document) is None:
        yield Fault((*path, "document"), _no_document(document))
    effect = getattr(stage, "effect", "")
    if effect and effect not in EFFECTS:
        yield Fault((*path, "effect"), _unknown(EFFECTS))
    if stage.who == "system" and getattr(stage, "evidence", "none") != "none":
        yield Fault((*path, "evidence"), _("the system brings no evidence"))


def _no_document(key: str) -> str:
    return _("there is no document “%(key)s”") % {"key": key}


def _unknown(known: Iterable[str]) -> str:
    return _("must be one of %(choices)s") % {"choices": ", ".join(sorted(known)) or "–"}


def _pattern_words() -> str:
    return _(
        "is no regular expression that can be used: it may look neither ahead nor back, and say at most %(places)s "
        "characters when its repeats are written out"
    ) % {"places": patterns.MOST_PLACES}


def _who_words() -> str:
    return _("is desk, orderer, contact_person, system, team:key, duty:key or person:address")
