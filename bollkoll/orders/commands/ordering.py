"""An order is made from its template: a case of kind *order*, with the order beside it and its first steps begun."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.cases.commands import AlreadyDone, open_case, protect
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Attachment, Case, Named
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands import effects
from bollkoll.orders.commands.engine import advance, held
from bollkoll.orders.commands.private import keep_private
from bollkoll.orders.events import Ordered
from bollkoll.orders.models import Order, OrderTypeVersion
from bollkoll.orders.queries.shown import in_text, in_title
from bollkoll.orders.rules import Definition
from bollkoll.people import queries as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment

__all__ = ["AlreadyDone", "name_user", "place_order", "report", "title_of"]


@command
def place_order(
    actor: Actor,
    subject: None = None,
    *,
    version: OrderTypeVersion,
    institution: Institution,
    values: dict[str, Any],
    private: dict[str, str] | None = None,
    files: Sequence[Attachment] = (),
    orderer: Person | None = None,
    once: str = "",
) -> Order:
    """Order. ``values``: what was filled in, by field, already in shape. ``orderer``: by default the actor.

    Raises :class:`Refused`: ``version`` when the form has another version now, ``closed`` when it cannot be ordered
    (only the system orders what does not stand in the catalogue),
    ``not_yours`` when the role may not, and what the type itself requires.
    """
    orderer = orderer or actor.person
    if orderer is None or (orderer != actor.person and not actor.is_machine and not actor.is_agent):
        raise Refused(_("Only the support may order for somebody else."), "not_yours")
    form = claim(actor.person, "order", once, Order, institution, values, files=files)
    type_, definition = version.type, version.content
    if not type_.is_active:
        raise Refused(_("This cannot be ordered now."), "closed")
    if not definition.is_listed and not actor.is_machine:
        raise Refused(_("Nobody orders this: the system does when the time comes."), "closed")
    if type_.current_id != version.pk:
        raise Refused(_("The form has been changed since you opened it."), "version")
    role = orderer.roles.active().filter(institution=institution, institution__ended_at=None).first()
    if role is None or (role.kind not in definition.orderers and not actor.is_machine):
        raise Refused(_("Your role at %(institution)s may not order this.") % {"institution": institution}, "not_yours")
    effects.require(definition, values, institution)
    case = open_case(
        actor,
        title=title_of(definition, values, now()), text=report(definition, values), kind=Case.Kind.ORDER, reporter=orderer,
        institution=institution, environment=_environment(definition, values), files=files, via=actor.via,
    )  # fmt: skip
    order = Order.objects.create(case=case, version=version, values=values, ordered_at=now())
    held(order)
    name_user(order)
    order.save(update_fields=["user"])
    if definition.privacy == "protected":
        _protect(order)
    keep_private(actor, order, private or {})
    keep(form, order)
    record(Ordered(case=order.case, type=type_.key))
    advance(order)
    return order


def title_of(definition: Definition, values: dict[str, Any], ordered_at: datetime) -> str:
    """The type's name, whom it is for when it says so, and what tells it apart from others of its kind."""
    field = definition.user_field
    given = values.get(field.key) if field else None
    name = given.get("name", "") if isinstance(given, dict) else ""
    title = str(definition.subject or definition.title)
    day = [timezone.localdate(ordered_at).isoformat()] if definition.is_dated else []
    parts = [part for part in (name, *in_title(definition, values), *day) if part]
    return texts.one_line(f"{title}: {' · '.join(parts)}" if parts else title, 200).text


def report(definition: Definition, values: dict[str, Any]) -> str:
    """Everything that was filled in, as text: what the dialogue, the mail and the search have of it."""
    return in_text(definition, values)


def name_user(order: Order) -> None:
    """Whom it is for, when they have an account at the institution."""
    given = effects.user(order)
    person = people.by_address(given.get("email", "")) if given.get("email") else None
    order.user = person if person and (person.pk == order.case.reporter_id or _belongs(person, order)) else None


def _belongs(person: Person, order: Order) -> bool:
    return person.roles.active().filter(institution=order.case.institution_id).exists()


def _environment(definition: Definition, values: dict[str, Any]) -> Environment | None:
    field = next((one for one in definition.fields if one.kind == "environment"), None)
    key = values.get(field.key) if field else None
    return Environment.objects.filter(key=key).first() if key else None


def _protect(order: Order) -> None:
    """Only named persons see it: the orderer, those the type names at the support, and whoever is asked."""
    protect(SYSTEM, order.case)
    kind, _colon, key = order.definition.seen_by.partition(":")
    persons = Person.objects.second_line().filter(is_coordinator=True)
    if kind == "duty" and Person.objects.active().filter(duties__duty__key=key, duties__ended_at=None).exists():
        persons = Person.objects.active().filter(duties__duty__key=key, duties__ended_at=None)
    elif kind == "desk":
        persons = Person.objects.second_line()
    for person in persons:
        Named.objects.get_or_create(case=order.case, person=person, defaults={"added_at": now()})
    held(order)
