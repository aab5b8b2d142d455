"""Rows are added, taken away and moved, by buttons that post: the same with and without script."""

from dataclasses import dataclass
from typing import Any

from bollkoll.orders.forms.editing.saying import INNER, ROWS, bare

Raw = dict[str, Any]
BLANK: dict[str, Raw] = {"fields": {"kind": "text"}, "approvals": {}, "steps": {"who": "desk"}, "documents": {}}
VERBS = ("add", "remove", "up", "down")


@dataclass(frozen=True)
class Deed:
    """``up:fields:2`` or ``remove:fields:2:choices:1``; ``add`` names a list and no place in it."""

    verb: str
    path: tuple[str | int, ...]

    @classmethod
    def read(cls, text: str) -> "Deed | None":
        verb, *names = text.split(":")
        path = tuple(int(name) if name.isascii() and name.isdigit() and len(name) < 4 else name for name in names)
        lists = path[::2]
        is_inner = len(lists) == 2 and lists[1] in INNER.get(str(lists[0]), {})
        is_known = verb in VERBS and bool(path) and path[0] in ROWS and (len(lists) == 1 or is_inner)
        is_whole = all(isinstance(one, int) for one in path[1::2]) and len(path) % 2 == (verb == "add")
        return cls(verb, path) if is_known and is_whole else None


def done(raw: Raw, deed: Deed | None) -> tuple[Raw, str]:
    """What is said after the deed, and where the hands are then: ``fields-3``, ``fields-3:up`` or ``fields-3-choices``."""
    if deed is None:
        return bare(raw), ""
    rows, place = _rows(raw, deed)
    stem = "-".join(str(one) for one in deed.path[: len(deed.path) - (deed.verb != "add")])
    if rows is None or (deed.verb != "add" and not 0 <= place < len(rows)):
        return bare(raw), ""
    if deed.verb == "add":
        if len(deed.path) > 1:
            return bare(raw), stem
        rows.append(dict(BLANK[str(deed.path[0])]))
        return bare(raw), f"{stem}-{len(rows) - 1}"
    if deed.verb == "remove":
        del rows[place]
        if not rows:
            _drop(raw, deed)
        return bare(raw), stem if len(deed.path) > 2 else f"{stem}:add"
    other = place + (1 if deed.verb == "down" else -1)
    if not 0 <= other < len(rows):
        return bare(raw), f"{stem}-{place}"
    rows[place], rows[other] = rows[other], rows[place]
    return bare(raw), f"{stem}-{other}:{deed.verb}"


def _rows(raw: Raw, deed: Deed) -> tuple[list[Raw] | None, int]:
    name, *rest = deed.path
    rows = raw.setdefault(str(name), [])
    if len(rest) > 1:
        if int(rest[0]) >= len(rows):
            return None, -1
        rows = rows[int(rest[0])].setdefault(str(rest[1]), [])
        rest = rest[2:]
    return rows, int(rest[0]) if rest else -1


def _drop(raw: Raw, deed: Deed) -> None:
    """A list with nothing in it is not said at all."""
    if len(deed.path) == 2:
        del raw[str(deed.path[0])]
