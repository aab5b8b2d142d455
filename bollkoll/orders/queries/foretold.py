"""What a step leads to: said to whoever does it, before it is done."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from bollkoll.kit.text import fold_key
from bollkoll.orders.events.whole import concerned
from bollkoll.orders.models import Order
from bollkoll.orders.rules import Stage
from bollkoll.people.models import Person, Role


def foretold(order: Order, stage: Stage) -> str:
    """Empty when there is nothing to say. Never shown to the orderer: it tells of other institutions."""
    return _of_account(order) if getattr(stage, "effect", "") == "create_account" else ""


def of_the_end(order: Order) -> str:
    """Of the last step: who hears that the order is carried out when it is done."""
    told = Person.objects.filter(pk__in=concerned(order.case)).order_by("sort")
    names = {one.email_key: one.name for one in told}
    field = order.definition.user_field
    given = order.values.get(field.key) if field else None
    is_outsider = order.user_id is None and not order.case.subject.is_protected
    if is_outsider and isinstance(given, dict) and given.get("email"):
        names.setdefault(fold_key(str(given["email"])), str(given.get("name") or given["email"]))
    said = _("The last step: when it is done, word that the order is carried out goes to %(names)s.")
    return said % {"names": get_text_list(list(names.values()), _(" and ").strip())}


def _of_account(order: Order) -> str:
    field = order.definition.user_field
    given = order.values.get(field.key) if field else None
    if not isinstance(given, dict) or not given.get("email"):
        return ""
    person = Person.objects.filter(email_key=fold_key(str(given["email"]))).first()
    if person is None:
        return ""
    names = {"name": person.name, "said": given.get("name", "")}
    said = _("The address belongs to %(name)s.") % names
    if fold_key(person.name) != fold_key(str(given.get("name", ""))):
        said += " " + _("The order says %(said)s. Make sure that it is the right person.") % names
    if not person.is_active:
        return said + " " + _("Their account has ended; it is opened again.")
    elsewhere = person.roles.active().exclude(institution=order.case.institution_id).select_related("institution")
    if roles := [f"{role.get_kind_display()}, {role.institution}" for role in elsewhere]:
        wanted = Role.Kind(order.values["role"]).label if order.values.get("role") in Role.Kind.values else ""
        more = _("They have an account already (%(roles)s) and keep it. The role here comes beside: %(wanted)s.")
        said += " " + more % {"roles": "; ".join(roles), "wanted": str(wanted).lower()}
    return said
