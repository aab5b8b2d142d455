"""The yearly review: each institution says who still needs access. It is an order of its own type, opened by the clock."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, record
from bollkoll.orders.commands.engine import held
from bollkoll.orders.commands.ordering import place_order
from bollkoll.orders.commands.steps import finish_step, live
from bollkoll.orders.events import Reviewed
from bollkoll.orders.models import Order, OrderType, Run
from bollkoll.orders.queries.permitted import permit
from bollkoll.orders.queries.review import TYPE, accounts, due, why_kept
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, Actor
from bollkoll.people.models import Institution, Role


@command
def open_review(actor: Actor, institution: Institution) -> Order:
    """The contact persons are asked. Opened in the name of one of them, or of somebody else at the institution when there is
    none; then the incident manager is asked instead."""
    if actor.is_machine and not due().filter(pk=institution.pk).exists():
        raise Refused(_("It is not due yet."), "not_due")
    going = Order.objects.running().filter(case__institution=institution, version__type__key=TYPE)
    type_ = OrderType.objects.offered().select_related("current").filter(key=TYPE).first()
    if type_ is None:
        raise Refused(_("This cannot be ordered now."), "closed")
    if going.exists():
        raise Refused(_("They are asked already."), "unchanged")
    roles = Role.objects.active().filter(institution=institution, person__ended_at=None).select_related("person")
    role = roles.filter(kind=Role.Kind.CONTACT_PERSON).order_by("pk").first() or roles.order_by("pk").first()
    if role is None:
        raise Refused(_("Nobody at the institution has an account."), "nobody")
    assert type_.current is not None
    with translation.override(role.person.language):
        return place_order(CLOCK, version=type_.current, institution=institution, values={}, orderer=role.person)


@command
def confirm_need(actor: Actor, order: Order, *, run: Run, ended: Iterable[Role] = ()) -> Run:
    """Those who still need their account keep it; the others' roles end at once, with whoever answers as the one who did it."""
    held(order)
    run = live(order, run)
    permit("confirm_need", actor, run)
    present = accounts(order)
    chosen = {role.pk for role in ended}
    leaving = [role for role in present if role.pk in chosen]
    for role in leaving:
        if words := why_kept(actor, role):
            raise Refused(f"{role.person.name}: {words}", "self" if role.person_id == actor.person_id else "not_yours")
    staying = [role.person.name for role in present if role.pk not in chosen]
    for role in leaving:
        people.end_role(actor, role.person, institution=order.case.institution)
    said = [_("Keep their access: %(names)s") % {"names": ", ".join(staying) or "–"}]
    said.append(_("Ended: %(names)s") % {"names": ", ".join(role.person.name for role in leaving) or "–"})
    record(Reviewed(case=order.case, step=run.step, kept=len(staying), ended=len(leaving)))
    return finish_step(actor, order, run=run, text="\n\n".join(said), reviewed=True)
