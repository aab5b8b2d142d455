"""A definition with faults, so far as it can be read: what is wrong is left out or filled in, so that what refers to something
else can be judged too, and every fault is told at once. Nothing that was mended is ever kept or used.
"""

from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

Path = tuple[str | int, ...]
ROWS = ("fields", "approvals", "steps", "documents", "choices", "columns")
FILLED: dict[str, Any] = {
    "title": {"sv": "…"}, "summary": {"sv": "…"}, "text": {"sv": "…"}, "sv": "…", "kind": "text", "who": "desk",
}  # fmt: skip
MOST_TURNS = 8
"""What is left out may have been required, and what is filled in has parts: so deep does a definition go."""


def mended(model: type[BaseModel], raw: Any) -> tuple[Any, list[Path]]:
    """As much as holds, and the paths that were mended. ``None`` when it cannot be read at all."""
    raw = deepcopy(raw)
    paths: list[Path] = []
    for _turn in range(MOST_TURNS):
        try:
            return model.model_validate(raw), paths
        except ValidationError as problem:
            if not isinstance(raw, dict):
                break
            for error in problem.errors():
                path = tuple(error["loc"])
                paths.append(path)
                _mend(raw, path, error["type"] == "missing")
    return None, paths


def _mend(raw: dict[str, Any], path: Path, is_missing: bool) -> None:
    if is_missing and path[-1] not in (*FILLED, "key"):
        return _leave_out(raw, path[:-1])
    if is_missing:
        row = at(raw, path[:-1])
        if isinstance(row, dict):
            row[path[-1]] = deepcopy(FILLED.get(str(path[-1]), _unlike(path)))
        return None
    return _leave_out(raw, path)


def _leave_out(raw: dict[str, Any], path: Path) -> None:
    """A row that is none becomes an empty one, so that the others keep their places; another list goes whole."""
    if len(path) > 1 and isinstance(path[-1], int):
        rows = at(raw, path[:-1])
        if path[-2] not in ROWS:
            return _leave_out(raw, path[:-1])
        if isinstance(rows, list):
            rows[path[-1]] = {}
        return None
    part = at(raw, path[:-1])
    if isinstance(part, dict):
        part.pop(path[-1], None)
    return None


def _unlike(path: Path) -> str:
    """A key that no row has."""
    return "mended-" + "-".join(str(part) for part in path if isinstance(part, int))


def at(raw: Any, path: Path) -> Any:
    """What stands at a path, or ``None``."""
    for part in path:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def follows(raw: Any, path: Path, paths: list[Path]) -> bool:
    """Whether a fault found in what was mended may come of the mending alone: it stands where something was mended, in a row
    whose kind was, or speaks of a row that was mended."""
    if any(path[: len(one)] == one or one[: len(path)] == path for one in paths):
        return True
    if (*path[:2], "kind") in paths or (*path[:2], "who") in paths:
        return True
    rows = {one[:2] for one in paths if len(one) > 1 and isinstance(one[1], int)}
    keys = {at(raw, (*row, "key")) for row in rows if isinstance(at(raw, (*row, "key")), str)}
    said = at(raw, path)
    asked = at(raw, (*path[:-1], "field"))
    return any(isinstance(one, str) and one in keys for one in (said, asked))
