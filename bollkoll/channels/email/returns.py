"""Mail of ours that is no delivery to a person: those who sent it say so, and hear when it comes back.

A registry instead of an import, since they stand beside this app (bulletins to subscribers).
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

OWNERS: list["Owner"] = []


@dataclass(frozen=True)
class Owner:
    """``knows(key)``: whether it sent the mail with that id. ``came_back(key, why, is_final)``: inside an act."""

    knows: Callable[[UUID], bool]
    came_back: Callable[[UUID, str, bool], None]


def owner(knows: Callable[[UUID], bool], came_back: Callable[[UUID, str, bool], None]) -> None:
    OWNERS.append(Owner(knows, came_back))


def find(key: UUID | None) -> Owner | None:
    """Who sent the mail; ``None`` when nobody did."""
    return next((one for one in OWNERS if one.knows(key)), None) if key else None
