"""Facts: what can happen. Each kind is one small class, declared once, with its sentence, topics and audience."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, ClassVar

from django.db.models import Model

REGISTRY: dict[str, type["Fact"]] = {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. A subclass sets ``kind`` ("app.past_participle") and ``sentence`` and adds plain fields.

    Fields hold ids, enums, numbers and booleans, never prose or addresses, so that erasing a person rewrites rows and
    never the log. A model instance in a field is stored as its primary key.
    """

    kind: ClassVar[str] = ""
    sentence: ClassVar[Any] = ""
    """Translatable, with ``{actor}`` and the names of the fields; rendered by the app that shows the timeline."""

    narrows: ClassVar[bool] = False
    """Fewer may see its subject from now on: pages from before hear no more of it until they have been opened anew."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("kind"):
            if REGISTRY.get(cls.kind, cls).__qualname__ != cls.__qualname__:
                raise TypeError(f"two facts of kind {cls.kind}")
            REGISTRY[cls.kind] = cls

    def topics(self) -> list[str]:
        """Names ("noun:id") under which the event is found again: by timelines, and by pages that listen."""
        return []

    def audience(self) -> list[int]:
        """Ids of the persons who are to be told by the channels; empty for news that only shows on pages."""
        return []

    def stored(self) -> dict[str, Any]:
        """What goes into ``Event.data``."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return str(value)
