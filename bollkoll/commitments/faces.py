"""How subjects of every kind show themselves to pages that list balls of all kinds: a title, an address, nothing more.

Each app that owns a kind of subject registers one function; it finds only what the actor may see, so whoever draws a
list of balls drops those that have no face::

    @face(Subject.Kind.INCIDENT)
    def incidents(actor, keys): ...   # {key: Face}
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from bollkoll.commitments.models import Subject
from bollkoll.people.actor import Actor


@dataclass(frozen=True)
class Face:
    """``where``: one line of facts beside the title (a service, an institution), may be empty."""

    title: str
    url: str
    where: str = ""


Find = Callable[[Actor, set[UUID]], dict[UUID, Face]]
REGISTRY: dict[str, Find] = {}


def face(kind: str) -> Callable[[Find], Find]:
    """Register who knows subjects of ``kind``."""

    def register(find: Find) -> Find:
        REGISTRY[kind] = find
        return find

    return register


def faces(actor: Actor, subjects: Iterable[Subject]) -> dict[UUID, Face]:
    """The faces of those subjects that the actor may see: one question for each kind among them."""
    by_kind: dict[str, set[UUID]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, set()).add(subject.pk)
    found: dict[UUID, Face] = {}
    for kind, keys in by_kind.items():
        if kind in REGISTRY:
            found |= REGISTRY[kind](actor, keys)
    return found
