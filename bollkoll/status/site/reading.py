"""A picture, understood: forgiving of what is missing and of what it does not know, since it must be shown all the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bollkoll.status.site.vocabulary import DEGREES, WORST_FIRST

LANGUAGES = ("sv", "en")
VERSION = 1
"""Of the picture's shape. A later one is read as well as it can be."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """The same in both languages; English may be missing."""

    sv: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """In this language, or empty."""
        return self.en if language == "en" else self.sv

    def named(self, language: str) -> str:
        """A name is better in the other language than not at all."""
        return self.said(language) or self.sv or self.en


@dataclass(frozen=True)
class Named:
    """A service, an environment or an institution."""

    key: str
    name: Text


@dataclass(frozen=True)
class Part:
    """What is affected, and how much. Without an environment it is all of the notice's."""

    service: str
    degree: str
    environment: str | None = None
    note: Text = Text()


@dataclass(frozen=True)
class Update:
    id: str
    at: datetime
    kind: str
    text: Text
    corrects: str | None = None
    facts: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_put_off(self) -> bool:
        """Work that is to begin anew, or later than it was to."""
        new = moment(self.facts.get("starts_at", (None, None))[1])
        return self.kind == "delayed" and new is not None and new > self.at


@dataclass(frozen=True)
class Ever:
    """What a notice has concerned at any time: whoever was told then is told what comes after. ``None``: everything."""

    services: frozenset[str] | None
    environments: frozenset[str] | None
    institutions: frozenset[str] | None


@dataclass(frozen=True)
class Notice:
    id: str
    number: int | None
    kind: str
    state: str
    severity: str
    title: Text
    environments: tuple[str, ...]
    parts: tuple[Part, ...]
    institutions: tuple[str, ...] | None
    workaround: Text
    starts_at: datetime
    published_at: datetime
    changed_at: datetime
    expected_end_at: datetime | None = None
    ended_at: datetime | None = None
    next_update_at: datetime | None = None
    updates: tuple[Update, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in ("under_way", "ongoing", "monitoring")

    @property
    def is_coming(self) -> bool:
        return self.state == "scheduled"

    @property
    def is_over(self) -> bool:
        return not self.is_open and not self.is_coming

    def places(self, part: Part) -> tuple[str, ...]:
        """The environments of one part."""
        return (part.environment,) if part.environment else self.environments

    @property
    def all_environments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.environments, *(p.environment for p in self.parts if p.environment)]))

    @cached_property
    def ever(self) -> Ever:
        parts = [self.parts, *(parts_of(one) for one in self._were("parts"))]
        places = [self.all_environments, *(tuple(one or ()) for one in self._were("environments"))]
        own = {one.environment for some in parts for one in some if one.environment}
        codes = [self.institutions, *self._were("institutions")]
        return Ever(
            services=frozenset(one.service for some in parts for one in some) if all(parts) else None,
            environments=frozenset(own.union(*places)) if all(places) else None,
            institutions=None if None in codes else frozenset().union(*(one or () for one in codes)),
        )

    def _were(self, fact: str) -> list[Any]:
        """What a fact was at each time that it was changed, before and after."""
        return [value for update in self.updates for value in update.facts.get(fact, ())]

    @property
    def worst(self) -> str:
        """The worst that it was: afterwards the parts may have been set to work again."""
        degrees = [part.degree for part in self.parts]
        for update in self.updates:
            degrees += [word for word in update.facts.get("degree", ()) if word in DEGREES]
        return next((degree for degree in WORST_FIRST if degree in degrees), "operational")


@dataclass(frozen=True)
class Organisation:
    name: Text
    system: str
    phone: str
    support_url: str
    base_url: str
    subscribe_url: str
    hours: Mapping[str, tuple[str, ...]]
    who_may: Text


@dataclass(frozen=True)
class Picture:
    made_at: datetime
    position: int
    organisation: Organisation
    services: tuple[Named, ...]
    environments: tuple[Named, ...]
    institutions: tuple[Named, ...]
    notices: tuple[Notice, ...]

    @cached_property
    def open(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if notice.is_open)

    @cached_property
    def coming(self) -> tuple[Notice, ...]:
        """The soonest first."""
        return tuple(sorted((n for n in self.notices if n.is_coming), key=lambda n: n.starts_at))


def read(picture: Mapping[str, Any]) -> Picture:
    """What a picture says. Unknown keys are left out; what is missing is empty; nothing is raised for either."""
    made_at = moment(picture.get("made_at")) or EPOCH
    about = _dict(picture.get("organisation"))
    hours = _dict(about.get("hours"))
    return Picture(
        made_at=made_at,
        position=int(picture.get("position") or 0),
        organisation=Organisation(
            name=text(about.get("name")),
            system=str(about.get("system") or ""),
            phone=str(about.get("phone") or ""),
            support_url=_address(about.get("support_url")),
            base_url=_address(about.get("base_url")).rstrip("/"),
            subscribe_url=_address(about.get("subscribe_url")),
            hours={language: tuple(map(str, hours.get(language) or ())) for language in LANGUAGES},
            who_may=text(about.get("who_may")),
        ),
        services=_named(picture.get("services"), "key"),
        environments=_named(picture.get("environments"), "key"),
        institutions=_named(picture.get("institutions"), "code"),
        notices=tuple(notice_of(one, made_at) for one in _dicts(picture.get("notices")) if one.get("id")),
    )


def notice_of(one: Mapping[str, Any], made_at: datetime) -> Notice:
    published_at = moment(one.get("published_at")) or moment(one.get("starts_at")) or made_at
    institutions = one.get("institutions")
    updates = [update for update in _dicts(one.get("updates")) if update.get("id")]
    kind = one.get("kind")
    return Notice(
        id=str(one["id"]),
        number=int(one["number"]) if one.get("number") else None,
        kind=kind if kind in ("planned", "disturbance") else "information",
        state=_state(one),
        severity=one["severity"] if one.get("severity") in ("minor", "major", "critical") else "none",
        title=text(one.get("title")),
        environments=tuple(map(str, one.get("environments") or ())),
        parts=parts_of(one.get("parts")),
        institutions=None if institutions is None else tuple(map(str, institutions)),
        workaround=text(one.get("workaround")),
        starts_at=moment(one.get("starts_at")) or published_at,
        expected_end_at=moment(one.get("expected_end_at")),
        ended_at=moment(one.get("ended_at")),
        published_at=published_at,
        changed_at=moment(one.get("changed_at")) or published_at,
        next_update_at=moment(one.get("next_update_at")),
        updates=tuple(update_of(update, published_at) for update in updates),
    )


def _state(one: Mapping[str, Any]) -> str:
    state = one.get("state")
    if state in ("scheduled", "under_way", "ongoing", "monitoring", "resolved", "cancelled"):
        return str(state)
    return "resolved" if one.get("ended_at") else "ongoing"


def parts_of(value: Any) -> tuple[Part, ...]:
    return tuple(_part(part) for part in _dicts(value) if part.get("service"))


def _part(part: Mapping[str, Any]) -> Part:
    degree = part.get("degree")
    return Part(
        service=str(part["service"]),
        degree=str(degree) if degree in DEGREES else "degraded",
        environment=str(part["environment"]) if part.get("environment") else None,
        note=text(part.get("note")),
    )


def update_of(update: Mapping[str, Any], otherwise: datetime) -> Update:
    facts = {
        str(name): (pair[0], pair[1])
        for name, pair in _dict(update.get("facts")).items()
        if isinstance(pair, list | tuple) and len(pair) == 2
    }
    return Update(
        id=str(update["id"]),
        at=moment(update.get("at")) or otherwise,
        kind=str(update.get("kind") or "update"),
        text=text(update.get("text")),
        corrects=str(update["corrects"]) if update.get("corrects") else None,
        facts=facts,
    )


def moment(value: Any) -> datetime | None:
    """ISO 8601 to an aware moment in UTC; ``None`` for what is no moment."""
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def text(value: Any) -> Text:
    if isinstance(value, str):
        return Text(value)
    value = _dict(value)
    return Text(*(str(value.get(language) or "").strip() for language in LANGUAGES))


def _address(value: Any) -> str:
    """Only addresses of the web become links: nothing else has a reason to stand in a picture."""
    value = str(value or "")
    return value if value.startswith(("https://", "http://", "mailto:")) else ""


def _named(value: Any, key: str) -> tuple[Named, ...]:
    return tuple(Named(str(one[key]), text(one.get("name"))) for one in _dicts(value) if one.get(key))


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
