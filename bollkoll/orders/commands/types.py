"""Order types: drafted, looked at, published. A version that is published never changes."""

from typing import Any

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands.effects import is_sealed
from bollkoll.orders.commands.private import is_kept
from bollkoll.orders.events import DraftDiscarded, TypeDrafted, TypePublished, TypeSwitched
from bollkoll.orders.models import OrderType, OrderTypeVersion
from bollkoll.orders.rules import Definition, read, written
from bollkoll.people.actor import Actor


@command
def draft_type(
    actor: Actor, subject: OrderType | None = None, *, definition: Definition, seen: OrderTypeVersion | None = None
) -> OrderTypeVersion:
    """Keep a draft of a type: of ``subject``, else of the one with the definition's key, or of a new one.

    ``seen``: the draft that the page was made from; when somebody has changed it since, it is refused (``newer``).
    """
    definition = read(written(definition))  # whole again, also when a part was put in by hand
    type_ = subject or OrderType.objects.filter(key=definition.key).first()
    if type_ is None:
        type_ = OrderType.objects.create(key=definition.key, made_at=now(), place=100 + OrderType.objects.count())
    if type_.key != definition.key:
        raise Refused(
            _("The key of an order type stays “%(key)s”; orders are known by it.") % {"key": type_.key}, "key"
        )
    draft = type_.versions.select_for_update(no_key=True).filter(number=None).first()
    if draft is not None and seen is not None and draft.changed_at != seen.changed_at:
        raise Refused(_("Somebody else has changed the draft meanwhile. Look at it again."), "newer")
    draft = draft or OrderTypeVersion(type=type_)
    _fill(draft, definition, actor)
    draft.save()
    record(TypeDrafted(type=type_.pk))
    return draft


def _fill(version: OrderTypeVersion, definition: Definition, actor: Actor) -> None:
    version.definition = written(definition)
    version.title_sv, version.title_en = definition.title.sv[:200], definition.title.en[:200]
    version.changed_at, version.changed_by = now(), actor.person
    version.__dict__.pop("content", None)


@command
def publish_type(actor: Actor, type_: OrderType) -> OrderTypeVersion:
    """The draft becomes the version that new orders get. Those under way keep theirs."""
    draft = type_.versions.filter(number=None).first()
    if draft is None:
        raise Refused(_("There is no draft to publish."), "no_draft")
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
