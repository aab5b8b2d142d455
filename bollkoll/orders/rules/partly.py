"""As much of an unfinished order type as holds: what a preview can draw while somebody is still writing."""

from typing import Any

from bollkoll.orders.rules.definition import Definition
from bollkoll.orders.rules.faults import Faults, read

NOTHING = {"sv": "…", "en": "…"}


def partly(raw: dict[str, Any]) -> tuple[Definition, int]:
    """The definition of the parts that are whole, in their order, and how many rows were left out."""
    kept: dict[str, Any] = {
        "key": "x",
        "title": NOTHING,
        "summary": NOTHING,
        "steps": [{"key": "x", "title": NOTHING, "who": "desk"}],
    }
    for name in ("title", "summary", "needs", "usual"):
        _put(kept, name, raw.get(name))
    _put(kept, "key", raw.get("key"))
    left_out = 0
    for name in ("documents", "fields", "approvals", "steps"):
        rows: list[Any] = []
        for row in raw.get(name) or ():
            if _holds({**kept, name: [*rows, row]}):
                rows.append(row)
            else:
                left_out += 1
        if rows:
            kept[name] = rows
    return read(kept), left_out


def _put(kept: dict[str, Any], name: str, value: Any) -> None:
    if value is not None and _holds({**kept, name: value}):
        kept[name] = value


def _holds(raw: dict[str, Any]) -> bool:
    try:
        read(raw)
    except Faults:
        return False
    return True
