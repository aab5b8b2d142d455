"""An order type as a file that people can read, change and keep: TOML, written by us and read by Python itself."""

import json
import re
import tomllib
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.orders.rules.definition import Definition
from bollkoll.orders.rules.faults import Fault, Faults, read, written

LARGEST = 300_000
ARRAYS = ("fields", "approvals", "steps", "documents")


def load(text: str) -> Definition:
    """The definition in a file. Raises :class:`Faults`, each with its line where it can be found."""
    if len(text) > LARGEST:
        raise Faults([Fault((), _("the file is far too large for an order type"))])
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        raise Faults(
            [Fault((), _("cannot be read: %(why)s") % {"why": problem}, int(line[1]) if line else None)]
        ) from problem
    try:
        return read(raw)
    except Faults as found:
        lines = text.splitlines()
        raise Faults(Fault(f.path, f.words, line_of(lines, f.path), f.code) for f in found.faults) from found


def line_of(lines: list[str], path: tuple[str | int, ...]) -> int | None:
    """Where in the file a path stands, as near as can be said: the table, and in it the name."""
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
    names = [part for part in path if isinstance(part, str)]
    for name in names[:1]:
        for n in range(first, last):
            if re.match(rf"\s*(\[+[\w.]*)?{re.escape(name)}\b", lines[n]):
                return n + 1
    return first + 1 if first else None


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
