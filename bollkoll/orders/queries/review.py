"""Which institutions are to go through their accounts, and what they go through."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from bollkoll.log.acting import now
from bollkoll.orders.models import Order, OrderType
from bollkoll.people import policy
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Role

TYPE = "access-review"
EVERY = timedelta(days=365)


def due() -> QuerySet[Institution]:
    """Institutions with an account older than a year that have not been asked within the year. None when the type is off."""
    if not OrderType.objects.offered().filter(key=TYPE).exists():
        return Institution.objects.none()
    since = now() - EVERY
    asked = Order.objects.filter(case__institution=OuterRef("pk"), version__type__key=TYPE, ordered_at__gt=since)
    asked = asked.exclude(stage=Order.Stage.CANCELLED)  # nobody has answered: it is asked again
    old = Role.objects.active().filter(institution=OuterRef("pk"), began_at__lte=since, person__ended_at=None)
    return Institution.objects.filter(ended_at=None).filter(Exists(old)).exclude(Exists(asked)).order_by("pk")


def why_kept(actor: Actor, role: Role) -> str:
    """Why whoever goes through the accounts cannot end this one themselves; empty when they can."""
    if role.person_id == actor.person_id:
        return _("Your own account is ended by somebody else.")
    if policy.end_role(actor, role.person):
        return ""
    if actor.is_staff:
        return _("Only an administrator can end it.")
    return _("The support ends it: write to us in the order.")


def accounts(order: Order) -> list[Role]:
    """The present accounts of the order's institution."""
    roles = Role.objects.active().filter(institution=order.case.institution_id, person__ended_at=None)
    return list(roles.select_related("person").order_by("kind", "person__sort", "pk"))
