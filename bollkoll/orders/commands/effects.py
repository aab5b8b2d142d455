"""What the system does when a step is done, and what must hold before an order is made: by name, as order types say it.

A package that can do something more registers it here in the same way; an order type can only name what is registered.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.kit.text import fold_key
from bollkoll.log.acting import Refused, now
from bollkoll.orders.models import Order, Run, Signature
from bollkoll.orders.queries.whom import user_address
from bollkoll.orders.rules import CONDITIONS, EFFECTS, FREEZES, Definition
from bollkoll.orders.rules.stopping import stops
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import EXTRA_SEATS, Institution, Person, Role
from bollkoll.services.models import Freeze

Effect = Callable[[Order, Run, Actor | None], None]
Condition = Callable[[Definition, dict[str, Any], Institution, Order | None], None]

_EFFECTS: dict[str, Effect] = {}
_CONDITIONS: dict[str, Condition] = {}
_REQUIRED: dict[str, Condition] = {}
_GUARDS: dict[str, Callable[[str], None]] = {}
_SEALERS: list[Callable[[Order], None]] = []


def effect(
    name: str, words: Any, *, requires: Condition | None = None, guards: Callable[[str], None] | None = None,
    frozen_by: tuple[str, ...] = (),
) -> Callable[[Effect], Effect]:  # fmt: skip
    """Register what a step can do: ``(order, run, actor)``. It raises ``Refused`` when it cannot, and the step is not done.

    ``requires``: what must hold already when it is ordered. ``guards``: of every text that is written in a step of an order
    with this effect. ``frozen_by``: what is frozen at the services when it refuses.
    """

    def register(function: Effect) -> Effect:
        _EFFECTS[name], EFFECTS[name] = function, words
        FREEZES[name] = frozen_by
        if requires is not None:
            _REQUIRED[name] = requires
        if guards is not None:
            _GUARDS[name] = guards
        return function

    return register


def condition(name: str, words: Any) -> Callable[[Condition], Condition]:
    """Register what can be required: ``(definition, values, institution, order or None)`` raises ``Refused``."""

    def register(function: Condition) -> Condition:
        _CONDITIONS[name], CONDITIONS[name] = function, words
        return function

    return register


def sealer(function: Callable[[Order], None]) -> Callable[[Order], None]:
    """Register what makes the locked record of an order whose type asks for one."""
    _SEALERS.append(function)
    return function


def carry_out(order: Order, run: Run, actor: Actor | None) -> None:
    """What the step that was just done leads to."""
    name = getattr(run.definition, "effect", "")
    if name:
        _EFFECTS[name](order, run, actor)


def require(
    definition: Definition, values: dict[str, Any], institution: Institution, order: Order | None = None
) -> None:
    """Raises ``Refused`` when something that the type or the effect of one of its steps requires does not hold."""
    if words := stops(definition, values):
        raise Refused("\n".join(str(one) for one in words), "stopped")
    for name in definition.requires:
        _CONDITIONS[name](definition, values, institution, order)
    for name in dict.fromkeys(getattr(stage, "effect", "") for stage in definition.stages):
        if name in _REQUIRED:
            _REQUIRED[name](definition, values, institution, order)


def guard(order: Order, text: str) -> None:
    """Raises ``Refused`` when something is written in a step that an effect of the type says may not stand there."""
    for name in dict.fromkeys(getattr(stage, "effect", "") for stage in order.definition.stages):
        if name in _GUARDS:
            _GUARDS[name](text)


def is_sealed() -> bool:
    """Whether locked records are made at all. Without them a type that asks for one is not published."""
    return bool(_SEALERS)


def seal(order: Order) -> None:
    if order.definition.is_locked:
        for function in _SEALERS:
            function(order)


# What the house itself can do


def user(order: Order) -> dict[str, Any]:
    field = order.definition.user_field
    given = order.values.get(field.key) if field else None
    return given if isinstance(given, dict) else {}


def account_may_be_made(
    definition: Definition, values: dict[str, Any], institution: Institution, order: Order | None
) -> None:
    field = definition.user_field
    given = values.get(field.key) if field else None
    if not isinstance(given, dict):
        return
    _may_get_account(given, institution)
    under_way = Order.objects.running().filter(case__institution=institution, version__type__key=definition.key)
    for other in under_way.exclude(pk=order.pk if order else None).select_related("version", "case__subject"):
        if user_address(other) == fold_key(str(given.get("email", ""))):
            said = _(
                "%(name)s is ordered for in #%(number)s already, which is under way. Change that order, or withdraw it."
            )
            raise Refused(said % {"name": given.get("name", ""), "number": other.case.number}, "ordered_already")


@effect(
    "create_account",
    gettext_lazy("makes the account of the person that the order is for"),
    requires=account_may_be_made,
)
def create_account(order: Order, run: Run, actor: Actor | None) -> None:
    """The person gets the role that the field ``role`` says, at the orderer's institution; a new one is invited by mail."""
    given = user(order)
    kind = str(order.values.get("role", ""))
    if not given.get("email") or kind not in Role.Kind.values:
        raise Refused(_("The order does not say for whom the account is and which role it has."), "incomplete")
    _may_get_account(given, order.case.institution)
    order.user = people.invite(
        SYSTEM, order.case.institution, name=given.get("name", ""), email=given["email"], kind=kind,
        phone=str(order.values.get("phone", ""))[:40], title=str(order.values.get("work", ""))[:80],
    )  # fmt: skip
    order.save(update_fields=["user"])


def _may_get_account(given: dict[str, Any], institution: Institution) -> None:
    """An order makes an account, or another one of somebody at another institution; it changes no role that somebody has
    here, and makes nobody at the support a reporter. Raises ``Refused``, with what the orderer may know."""
    person = Person.objects.filter(email_key=fold_key(str(given.get("email", ""))), ended_at=None).first()
    if person is None:
        return
    if person.line or person.is_administrator:
        raise Refused(
            _("%(name)s works at the support and gets no account at an institution.") % {"name": person}, "works_here"
        )
    role = Role.objects.filter(person=person, institution=institution, ended_at=None).first()
    if role is None:
        return
    said = _(
        "The address belongs to %(name)s, who has an account at %(institution)s already: %(role)s. An order changes no role: "
        "that is done among the accounts of the institution."
    )
    names = {"name": person, "institution": institution, "role": role.get_kind_display().lower()}
    raise Refused(said % names, "has_account")


@effect("keep_signature", gettext_lazy("notes that the person has signed, so that later orders need no new signature"))
def keep_signature(order: Order, run: Run, actor: Actor | None) -> None:
    """The document is the first of the type's that is signed."""
    document = next((one for one in order.definition.documents if one.is_signed), None)
    address = user_address(order)
    if document is None or not address:
        raise Refused(_("The order does not say who has signed what."), "incomplete")
    Signature.objects.get_or_create(
        institution=order.case.institution, email_key=address, document=document.key, ended_at=None,
        defaults={"run": run, "signed_at": now()},
    )  # fmt: skip


@condition("free_seat", gettext_lazy("an extra account needs a free place of the institution's three"))
def free_seat(definition: Definition, values: dict[str, Any], institution: Institution, order: Order | None) -> None:
    """Counted against the accounts there are and the orders under way."""
    if values.get("role") != Role.Kind.EXTRA:
        return
    taken = institution.roles.active().filter(kind=Role.Kind.EXTRA).count()
    others = Order.objects.running().filter(case__institution=institution, values__role=Role.Kind.EXTRA)
    under_way = others.exclude(pk=order.pk if order else None).count()
    if taken + under_way >= EXTRA_SEATS:
        raise Refused(
            _(
                "%(institution)s has %(taken)s extra accounts and %(ordered)s on order, and may have %(most)s. End one first, "
                "or order the account as local support."
            )
            % {"institution": institution, "taken": taken, "ordered": under_way, "most": EXTRA_SEATS},
            "seats",
        )


def refuse_frozen(standing: Sequence[Freeze]) -> None:
    """Raises :class:`Refused` (``frozen``) when anything stands in the way, with what and since when."""
    if standing:
        raise Refused(
            _("It may not be done now: %(what)s, since %(at)s. Wait until it is lifted.")
            % {
                "what": standing[0].get_what_display(),
                "at": f"{timezone.localtime(standing[0].set_at):%Y-%m-%d %H.%M}",
            },
            "frozen",
        )
