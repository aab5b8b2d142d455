"""Certificates run out. In good time an order of the renewal type is made, whose ball lies with the institution."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.orders.commands.effects import effect
from bollkoll.orders.commands.ordering import place_order
from bollkoll.orders.events import RenewalAsked
from bollkoll.orders.models import AHEAD, Order, OrderType, Run, Validity
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person, Role

SUFFIX = "-renewal"
"""The type that renews another has its key with this after it."""
CARRIED = ("environment", "name", "purpose", "keeper")


@effect(
    "keep_validity", gettext_lazy("notes the last day that is written, so that the institution is reminded in time")
)
def keep_validity(order: Order, run: Run, actor: Actor | None) -> None:
    """The day to come in what was written (2027-11-30), which may tell of days that have passed. Refused when there is none, and
    when there are several to choose between."""
    today = timezone.localdate(now())
    days = sorted({day for day in _days(run.text) if day > today})
    if not days:
        raise Refused(_("Write the last day that it is valid, such as 2027-11-30."), "validity")
    if len(days) > 1:
        said = _("There are several days to come: %(days)s. Write only the last day that it is valid.")
        raise Refused(said % {"days": ", ".join(day.isoformat() for day in days)}, "validity")
    last_day = days[0]
    remind = timezone.make_aware(datetime.combine(last_day - AHEAD, time(8)))
    Validity.objects.update_or_create(order=order, defaults={"last_day": last_day, "remind_at": max(remind, now())})


def _days(text: str) -> Iterator[date]:
    for found in re.finditer(r"\b(20\d\d)-(\d\d)-(\d\d)\b", text):
        with suppress(ValueError):
            yield date(*map(int, found.groups()))


@command
def renew(actor: Actor, validity: Validity) -> Order | None:
    """The time has come: the institution is asked by an order of its own. Nobody left to ask is no reason to stop asking
    others: then nothing is made, and the desk sees it in the list of what runs out."""
    if validity.reminded_at is not None:
        raise Refused(_("That is already so."), "unchanged")
    before = validity.order
    key = before.definition.key
    type_ = OrderType.objects.offered().filter(key=key if key.endswith(SUFFIX) else f"{key}{SUFFIX}").first()
    orderer = _orderer(before)
    made = None
    if type_ is not None and orderer is not None:
        values = {name: before.values[name] for name in CARRIED if before.values.get(name)}
        made = place_order(
            SYSTEM, version=type_.current, institution=before.case.institution, orderer=orderer,
            values=values | {"expires": validity.last_day.isoformat()},
        )  # fmt: skip
    validity.reminded_at, validity.renewal = now(), made
    validity.save(update_fields=["reminded_at", "renewal"])
    record(RenewalAsked(case=before.case, renewal=str(made.pk) if made else ""))
    return made


def _orderer(order: Order) -> Person | None:
    """Whoever ordered, or the institution's contact person when they have left."""
    case = order.case
    if case.reporter.roles.active().filter(institution=case.institution).exists():
        return case.reporter
    roles = Role.objects.active().filter(institution=case.institution, person__ended_at=None)
    role = roles.filter(kind=Role.Kind.CONTACT_PERSON).select_related("person").order_by("pk").first()
    return role.person if role else None
