"""What the house has of a case or of a person, piece by piece: each app says its own in its ``disclosing.py``.

Whoever hands something out (``bollkoll.disclosure``) asks them all, draws the same pieces as a document and as data, and
knows nothing of what they hold. An app that keeps something about a case or a person registers a function here::

    @in_case(order=30)
    def dialogue(actor, case): yield Section("dialogue", _("Dialogue"), items)

    @about_person(Subscription, order=90)
    def subscriptions(actor, person): ...

The models that a function about a person answers for are named, so that a law can tell what nobody answers for
(``tests/test_personal_data.py``). Every function yields only what the actor may see.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

Value = str | int | float | bool | date | datetime | None


class Group(models.TextChoices):
    """What may be left out as a whole, with a reason."""

    NOTES = "notes", _("internal notes and questions to third line")
    PROTECTED = "protected", _("what the protected part holds, and locked records")
    FILES = "files", _("files")
    HISTORY = "history", _("who did what, and who was told")


@dataclass(frozen=True)
class Line:
    """A fact: ``key`` for machines, ``label`` for people."""

    key: str
    label: Any
    value: Value


@dataclass(frozen=True)
class Held:
    """A file: in storage at ``path``, or made now as ``content``. ``why_not``: why it does not come along."""

    name: str
    path: str = ""
    size: int = 0
    sha256: str = ""
    content_type: str = ""
    content: bytes = b""
    why_not: str = ""


@dataclass(frozen=True)
class Item:
    """One thing: facts, perhaps with a text and files. ``group``: what it goes out with when that is left out."""

    lines: Sequence[Line]
    text: str = ""
    files: Sequence[Held] = ()
    group: str = ""


@dataclass(frozen=True)
class Section:
    """Things of one kind under a title. ``note``: a sentence that stands above them."""

    key: str
    title: Any
    items: Sequence[Item] = field(default_factory=list)
    group: str = ""
    note: Any = ""


Gives = Callable[[Any, Any], Iterable[Section]]


@dataclass(frozen=True)
class _Giver:
    order: int
    name: str
    give: Gives
    kept: tuple[type[models.Model], ...] = ()


CASE: dict[str, _Giver] = {}
PERSON: dict[str, _Giver] = {}


def in_case(*, order: int = 50) -> Callable[[Gives], Gives]:
    """Register what an app has of a case: ``(actor, case)`` to sections."""

    def register(give: Gives) -> Gives:
        CASE[f"{give.__module__}.{give.__qualname__}"] = _Giver(order, give.__module__, give)
        return give

    return register


def about_person(*kept: type[models.Model], order: int = 50) -> Callable[[Gives], Gives]:
    """Register what an app has of a person, of the models ``kept``: ``(actor, person)`` to sections."""

    def register(give: Gives) -> Gives:
        PERSON[f"{give.__module__}.{give.__qualname__}"] = _Giver(order, give.__module__, give, kept)
        return give

    return register


def of_case(actor: Any, case: Any) -> list[Section]:
    """Everything of a case that the actor may see, in order."""
    return _asked(CASE, actor, case)


def of_person(actor: Any, person: Any) -> list[Section]:
    """Everything about a person that the actor may see, in order."""
    return _asked(PERSON, actor, person)


def answered_for() -> set[type[models.Model]]:
    """The models that somebody tells a person about."""
    return {model for giver in PERSON.values() for model in giver.kept}


def _asked(givers: dict[str, _Giver], actor: Any, subject: Any) -> list[Section]:
    ordered = sorted(givers.values(), key=lambda giver: (giver.order, giver.name))
    sections = [section for giver in ordered for section in giver.give(actor, subject)]
    return [section for section in sections if section.items or section.note]


def items(rows: Iterable[Any], *columns: tuple[str, Any, Any], text: Any = None, group: str = "") -> list[Item]:
    """An item for each row. A column is ``(key, label, where)``, ``where`` a path of attributes (``case.number``) or a
    function of the row; ``text`` likewise. What is empty is left out."""
    made = []
    for row in rows:
        lines = [Line(key, label, _plain(_found(row, where))) for key, label, where in columns]
        said = str(_found(row, text) or "") if text is not None else ""
        made.append(Item([line for line in lines if line.value not in (None, "")], said, group=group))
    return made


def parts_played(*parts: tuple[Any, Iterable[Any], Any, Any]) -> list[Item]:
    """What somebody was in the work of the house: ``(what, rows, when, where)``, the last two as in :func:`items`."""
    return [
        Item([Line("what", _("What"), str(what)), *item.lines])
        for what, rows, when, where in parts
        for item in items(rows, ("at", _("When"), when), ("where", _("Where"), where))
    ]


def _found(row: Any, where: Any) -> Any:
    if callable(where):
        return where(row)
    for name in where.split("."):
        row = getattr(row, name, None)
        if callable(row):
            row = row()
    return row


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | int | float | bool | date | datetime):
        return value
    return str(value)
