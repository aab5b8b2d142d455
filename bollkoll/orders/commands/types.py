"""Order types: drafted, looked at, published. A version that is published never changes."""

import re
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands.effects import is_sealed
from bollkoll.orders.commands.private import is_kept
from bollkoll.orders.events import DraftDiscarded, TypeDrafted, TypePublished, TypeSwitched
from bollkoll.orders.models import OrderType, OrderTypeVersion
from bollkoll.orders.rules import Definition, Faults, key_of, read, written
from bollkoll.orders.rules.definition import KEY
from bollkoll.orders.rules.naming import RESERVED
from bollkoll.people.actor import Actor


@command
def begin_type(actor: Actor, subject: None = None, *, title: str, like: OrderType | None = None) -> OrderTypeVersion:
    """A draft of a new type: of nothing but its name, or everything that another says. Its key is made of the name."""
    title = texts.one_line(title, 200).text
    if not title:
        raise Refused(_("Say what it is called."), "title")
    taken = {*RESERVED, *OrderType.objects.values_list("key", flat=True)}
    raw = deepcopy(_latest(like)) if like else {"steps": [FIRST_STEP]}
    raw = {"key": key_of(title, taken, otherwise="type"), "title": {"sv": title}} | {
        name: value for name, value in raw.items() if name not in ("key", "title")
    }
    return draft_type(actor, None, definition=raw)


FIRST_STEP = {"key": "do", "title": {"sv": "Utför beställningen", "en": "Carry out the order"}, "who": "desk"}


def _latest(type_: OrderType) -> dict[str, Any]:
    """What the draft says, else the version in use."""
    draft = type_.versions.filter(number=None).first()
    return (draft or type_.current).definition  # type: ignore[union-attr]  # a type has one or the other


@command
def draft_type(
    actor: Actor,
    subject: OrderType | None = None,
    *,
    definition: Definition | dict[str, Any],
    seen: datetime | None = None,
) -> OrderTypeVersion:
    """Keep a draft of a type: of ``subject``, else of the one with the definition's key, or of a new one.

    A ``dict`` is what a form says so far, which need not be whole: it is kept as it is, and published only when it is.
    ``seen``: when the draft that it was made from was changed; when somebody has changed it since, it is refused (``newer``).
    """
    raw = _in_order(definition) if isinstance(definition, dict) else written(read(written(definition)))
    key = str(raw.get("key") or "")
    type_ = subject or OrderType.objects.filter(key=key).first()
    if type_ is None:
        type_ = OrderType.objects.create(key=key, made_at=now(), place=100 + OrderType.objects.count())
    draft = type_.versions.select_for_update(no_key=True).filter(number=None).first()
    if draft is not None and seen is not None and draft.changed_at != seen:
        raise Refused(_("Somebody else has changed the draft meanwhile. Look at it again."), "newer")
    if type_.key != key:
        _rename(type_, key)
    draft = draft or OrderTypeVersion(type=type_)
    _fill(draft, raw, actor)
    draft.save()
    record(TypeDrafted(type=type_.pk))
    return draft


def _in_order(raw: dict[str, Any]) -> dict[str, Any]:
    """What is whole stands as a file would have it; what is not, as it was said."""
    try:
        return written(read(raw))
    except Faults:
        return raw


def _rename(type_: OrderType, key: str) -> None:
    """A type that was never in use may be called otherwise. A key that is none is told among the faults."""
    if type_.current_id is not None:
        raise Refused(
            _("The key of an order type stays “%(key)s”; orders are known by it.") % {"key": type_.key}, "key"
        )
    if re.fullmatch(KEY, key) is None or key in RESERVED:
        return
    if OrderType.objects.filter(key=key).exists():
        raise Refused(_("There is already an order type with the key “%(key)s”.") % {"key": key}, "key")
    type_.key = key
    type_.save(update_fields=["key"])


def _fill(version: OrderTypeVersion, raw: dict[str, Any], actor: Actor) -> None:
    title = raw.get("title") or {}
    version.definition = raw
    version.title_sv, version.title_en = str(title.get("sv", ""))[:200], str(title.get("en", ""))[:200]
    version.changed_at, version.changed_by = now(), actor.person
    for name in ("content", "faults"):
        version.__dict__.pop(name, None)


@command
def publish_type(actor: Actor, type_: OrderType, *, seen: datetime | None = None) -> OrderTypeVersion:
    """The draft becomes the version that new orders get. Those under way keep theirs. ``seen``: as in :func:`draft_type`."""
    draft = type_.versions.select_for_update(no_key=True).filter(number=None).first()
    if draft is None:
        raise Refused(_("There is no draft to publish."), "no_draft")
    if seen is not None and draft.changed_at != seen:
        raise Refused(_("Somebody else has changed the draft meanwhile. Look at it again."), "newer")
    if draft.faults:
        raise Refused(_("The draft is not whole yet: mend what is marked, then publish it."), "unfinished")
    draft.definition = written(draft.content)
    if any(one.is_private for one in draft.content.fields) and not is_kept():
        raise Refused(_("There is no restricted part that could keep its private fields."), "private")
    if draft.content.is_locked and not is_sealed():
        raise Refused(_("There are no locked records, and this type asks for one."), "locked")
    last = type_.versions.exclude(number=None).order_by("-number").values_list("number", flat=True).first() or 0
    draft.number, draft.published_at, draft.changed_by = last + 1, now(), actor.person or draft.changed_by
    draft.save()
    type_.current = draft
    type_.save(update_fields=["current"])
    record(TypePublished(type=type_.pk, number=draft.number))
    return draft


@command
def discard_draft(actor: Actor, type_: OrderType) -> None:
    """The published version is as it was. A type that was never published goes with its draft."""
    if not type_.versions.filter(number=None).delete()[0]:
        raise Refused(_("There is no draft."), "no_draft")
    record(DraftDiscarded(type=type_.pk))
    if type_.current_id is None:
        type_.delete()


@command
def switch_type(actor: Actor, type_: OrderType, *, is_active: bool, place: int | None = None) -> OrderType:
    """Whether it can be ordered, and where it stands in the catalogue. Orders under way go on."""
    changes: dict[str, Any] = {"is_active": is_active, "place": type_.place if place is None else place}
    if all(getattr(type_, name) == value for name, value in changes.items()):
        raise Refused(_("That is already so."), "unchanged")
    for name, value in changes.items():
        setattr(type_, name, value)
    type_.save(update_fields=list(changes))
    record(TypeSwitched(type=type_.pk, is_active=is_active))
    return type_
