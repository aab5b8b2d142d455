"""What becomes of what the house keeps of a person when they are erased: each app says it in its ``erasing.py``.

Three fates: it goes; it stays without telling who it was (*nameless*); it stays as it is, and why. What is said is what is
done: the preview counts the same rows that the erasure then changes. What no app names, texts above all, is swept for the
person's name, addresses and numbers afterwards (``bollkoll.disclosure``)::

    @erases(_("Drafts and lists"), Draft, SavedView)
    def drafts(person, traces): yield Change(Draft.objects.filter(person=person))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.traces import Traces


class Fate(models.TextChoices):
    GOES = "goes", _("goes")
    NAMELESS = "nameless", _("stays, without telling who it was")
    STAYS = "stays", _("stays")


@dataclass(frozen=True)
class Change:
    """What happens to some rows: they go (``put`` empty), get other values, or ``each`` is called for every one.

    ``files``: the column with the place of a file that goes along.
    """

    rows: models.QuerySet
    put: dict[str, Any] = field(default_factory=dict)
    each: Callable[[Any], Any] | None = None
    files: str = ""


@dataclass(frozen=True)
class Hinder:
    """Why somebody cannot be erased yet, and what to do first: a sentence and, when there is one, the page to do it on."""

    text: Any
    url: str = ""


KNOWN_BY: dict[str, Callable[[Any], Iterable[tuple[str, str]]]] = {}
"""What else a person is known by: ``("name" | "address" | "number", text)``."""


def known_by(function: Callable[[Any], Iterable[tuple[str, str]]]) -> Callable[[Any], Iterable[tuple[str, str]]]:
    """Register names, addresses and numbers of a person that an app knows of."""
    KNOWN_BY[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def traces_of(person: Any, instead: str) -> Traces:
    """Everything that tells of a person in a text, as the house knows it now."""
    found: dict[str, list[str]] = {"name": [], "address": [], "number": []}
    for name in sorted(KNOWN_BY):
        for kind, text in KNOWN_BY[name](person):
            if text.strip() and text.strip() not in found[kind]:
                found[kind].append(text.strip())
    return Traces(tuple(found["name"]), tuple(found["address"]), tuple(found["number"]), instead)


Changes = Callable[[Any, Traces], Iterable[Change]]


@dataclass(frozen=True)
class Part:
    """Something that is kept of persons, what becomes of it, and why."""

    title: Any
    fate: Fate
    why: Any
    kept: tuple[type[models.Model], ...]
    changes: Changes
    order: int
    name: str


PARTS: dict[str, Part] = {}
HINDERS: dict[str, Callable[[Any], Iterable[Hinder]]] = {}


def erases(
    title: Any, *kept: type[models.Model], fate: Fate = Fate.GOES, why: Any = "", order: int = 50
) -> Callable[[Changes], Changes]:
    """Register what becomes of what ``kept`` holds of a person. Of what stays the changes are only counted."""

    def register(changes: Changes) -> Changes:
        name = f"{changes.__module__}.{changes.__qualname__}"
        PARTS[name] = Part(title, fate, why, kept, changes, order, name)
        return changes

    return register


def stays(title: Any, *kept: type[models.Model], why: Any, order: int = 50) -> Callable[[Changes], Changes]:
    """Register what stays, and why."""
    return erases(title, *kept, fate=Fate.STAYS, why=why, order=order)


def hinders(function: Callable[[Any], Iterable[Hinder]]) -> Callable[[Any], Iterable[Hinder]]:
    """Register what must be done before a person can be erased."""
    HINDERS[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def parts() -> list[Part]:
    return sorted(PARTS.values(), key=lambda part: (part.order, part.name))


def hindering(person: Any) -> list[Hinder]:
    return [hinder for name in sorted(HINDERS) for hinder in HINDERS[name](person)]


def answered_for() -> set[type[models.Model]]:
    """The models that somebody has said the fate of."""
    return {model for part in PARTS.values() for model in part.kept}
