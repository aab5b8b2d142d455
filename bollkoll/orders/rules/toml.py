"""An order type as a file that people can read, change and keep: TOML, written by us and read by Python itself."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from bollkoll.orders.rules.definition import Definition
from bollkoll.orders.rules.faults import Fault, Faults, read, told, written

LARGEST = 300_000
ARRAYS = ("fields", "approvals", "steps", "documents")


def load(text: str) -> Definition:
    """The definition in a file. Raises :class:`Faults`, each with its line where it can be found."""
    if len(text) > LARGEST:
        raise Faults([Fault((), _("the file is far too large for an order type"))])
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Faults(_unreadable(text, problem)) from problem
    try:
        return read(raw)
    except Faults as found:
        raise Faults(_in_file(text, found.faults)) from found


def _in_file(text: str, faults: list[Fault]) -> list[Fault]:
    """Each with its line, in the order in which they stand there."""
    lines = text.splitlines()
    placed = [replace(fault, line=line_of(lines, fault.path)) for fault in faults]
    return sorted(placed, key=lambda fault: fault.line or 0)


# What is no TOML


def _unreadable(text: str, whole: tomllib.TOMLDecodeError) -> list[Fault]:
    """What is wrong with each part of a file that cannot be read as one. Only the first fault of a part can be told, and what
    is wrong with the parts that can be read, as far as they stand for themselves."""
    raw: dict[str, Any] = {}
    faults: list[Fault] = []
    broken: list[tuple[str | int, ...]] = []
    for name, first, part in _parts(text):
        path = (name, len(raw.setdefault(name, []))) if name else ()
        try:
            said = tomllib.loads(part)
        except tomllib.TOMLDecodeError as problem:
            faults.append(_of_part(path, first, part, problem))
            broken.append(path)
            said = {name: [{}]} if name else {}
        if name:
            raw[name] += said[name]
        else:
            raw |= said
    if not faults:  # each part is whole by itself: it is how they stand together
        return [_of_part((), 0, text, whole)]
    return sorted([*faults, *_of_the_rest(text, raw, broken)], key=lambda fault: fault.line or 0)


def _of_the_rest(text: str, raw: dict[str, Any], broken: list[tuple[str | int, ...]]) -> list[Fault]:
    """Faults of rows that can be read; not what refers to others, since those may be the broken ones."""
    try:
        Definition.model_validate(raw)
    except ValidationError as problem:
        rows = [fault for fault in told(raw, problem) if fault.path[:2] not in broken]
        return _in_file(text, [fault for fault in rows if () not in broken or len(fault.path) > 1])
    return []


def _parts(text: str) -> Iterator[tuple[str, int, str]]:
    """The head and each row of a file: which list it stands in, the lines before it, and its text."""
    name, first = "", 0
    held: list[str] = []
    for number, line in enumerate(text.splitlines()):
        head = re.match(rf"\s*\[\[\s*({'|'.join(ARRAYS)})\s*\]\]\s*(#.*)?$", line)
        if head:
            yield name, first, "\n".join(held)
            name, first, held = head[1], number, []
        held.append(line)
    yield name, first, "\n".join(held)


def _of_part(path: tuple[str | int, ...], first: int, part: str, problem: tomllib.TOMLDecodeError) -> Fault:
    said = str(problem)
    found = re.search(r"line (\d+)", said)
    line = first + int(found[1]) if found else first + max(len(part.splitlines()), 1)
    key = re.search(r'^\s*key\s*=\s*"([^"\n]*)"', part, re.MULTILINE)
    return Fault(path, _why(said), line, called=key[1] if key and path else "")


def _why(said: str) -> str:
    """In our own words, since Python tells them in English only."""
    known = {
        "Invalid value": _(
            "cannot be read: a value is missing or not written as one; texts stand within quotation marks"
        ),
        "Expected '='": _("cannot be read: there must be a = between a name and its value"),
        "Unterminated": _("cannot be read: a text has no closing quotation mark"),
        "Illegal character": _(
            "cannot be read: a text has no closing quotation mark, or holds a character that may not stand there"
        ),
        "Unclosed array": _("cannot be read: a list has no closing bracket ]"),
        "Unclosed inline table": _("cannot be read: a table has no closing brace }"),
        "Cannot overwrite": _("cannot be read: the same name stands twice"),
        "Duplicate": _("cannot be read: the same name stands twice"),
        "Cannot declare": _("cannot be read: the same heading stands twice"),
        "Expected newline": _("cannot be read: something stands after the value; each name has a line of its own"),
        "Invalid initial character": _("cannot be read: no name can begin like that"),
        "Unescaped": _("cannot be read: a \\ within a text is written twice"),
        "Expected ']": _("cannot be read: a heading has no closing brackets"),
    }
    return next((words for start, words in known.items() if said.startswith(start)), _("cannot be read as TOML"))


# Where it stands


def line_of(lines: list[str], path: tuple[str | int, ...]) -> int | None:
    """Where in the file a path stands, as near as can be said: the table, in it the name, and the row of a list."""
    if not path:
        return None
    first, last = 0, len(lines)
    if len(path) > 1 and path[0] in ARRAYS and isinstance(path[1], int):
        heads = [n for n, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{path[0]}\s*\]\]", line)]
        if path[1] >= len(heads):
            return None
        first = heads[path[1]]
        others = [n for n, line in enumerate(lines) if n > first and re.match(r"\s*\[\[\s*\w+\s*\]\]", line)]
        last, path = (others[0] if others else last), path[2:]
    name, row = (path[0], path[1] if len(path) > 1 else None) if path else ("", None)
    for n in range(first, last) if name else ():
        if re.match(rf"\s*(\[+[\w.]*)?{re.escape(str(name))}\b", lines[n]):
            return (_row_of(lines, n, last, row) if isinstance(row, int) else n) + 1
    return first + 1 if first else None


def _row_of(lines: list[str], first: int, last: int, row: int) -> int:
    """The line of one of a list's tables, when each has a line of its own."""
    rows = []
    for n in range(first + 1, last):
        if not re.match(r"\s*(\{|#|$)", lines[n]):
            break
        if re.match(r"\s*\{", lines[n]):
            rows.append(n)
    return rows[row] if row < len(rows) else first


def dump(definition: Definition) -> str:
    """The file of a definition. Read again, it is the same definition."""
    return dump_raw(written(definition))


def dump_raw(raw: dict[str, Any]) -> str:
    """The file of what was said so far, whole or not."""
    lines = [f"{name} = {_value(value)}" for name, value in raw.items() if name not in ARRAYS]
    for name in ARRAYS:
        for row in raw.get(name, ()):
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {_value(value)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        inner = [_value(one) for one in value]
        if any(isinstance(one, dict) for one in value):
            return "[\n" + "".join(f"    {one},\n" for one in inner) + "]"
        return "[" + ", ".join(inner) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    # JSON's strings are TOML's basic strings, but for DEL, which TOML wants written out.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
