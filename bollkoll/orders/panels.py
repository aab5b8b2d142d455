"""What orders show on the pages below: on their case, in the orderer's matter, in the rail and the portal's navigation."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.orders import policy
from bollkoll.orders.models import Order, Validity
from bollkoll.orders.queries import finding
from bollkoll.orders.queries.frozen import frozen_now
from bollkoll.orders.queries.permitted import OF_ORDER, why_not_order
from bollkoll.orders.queries.procedure import Shown, steps
from bollkoll.orders.queries.shown import shown
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally


def _is_at(request: HttpRequest, *names: str) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and match.app_name == "orders" and (not names or match.url_name in names)


TYPES = ("types", "begin_type", "draft_type", "type_text", "differences", "versions", "import_type", "preview")
DUTIES = ("duties", "add_duty")


@panel("rail", order=50)
def orders(request: Request) -> Link | None:
    if not policy.may_list(request.actor):
        return None
    current = _is_at(request) and not _is_at(request, *TYPES, *DUTIES)
    tally = Tally(lambda: finding.pool_due(request.actor))
    return Link(reverse("orders:orders"), _("Orders"), "clipboard", current, key="g o", tally=tally)


@panel("services.tabs", order=20)
def types(request: Request) -> SafeString | None:
    """Tabs of the settings."""
    if not policy.keeps_types(request.actor):
        return None
    here = mark_safe(' aria-current="page"')
    return format_html(
        '<a href="{}"{}>{}</a><a href="{}"{}>{}</a>',
        reverse("orders:types"), here if _is_at(request, *TYPES) else "", _("Order types"),
        reverse("orders:duties"), here if _is_at(request, *DUTIES) else "", _("Duties"),
    )  # fmt: skip


@panel("portal.nav", order=15)
def catalogue(request: Request) -> Link | None:
    if not request.actor.is_contact:
        return None
    return Link(reverse("orders:catalogue"), _("Order"), "clipboard", _is_at(request, "catalogue", "place_order"))


def _order(case: Case) -> Order | None:
    if case.kind != Case.Kind.ORDER:
        return None
    order = Order.objects.filter(pk=case.pk).select_related("version__type", "user").first()
    if order is not None:
        order.case = case
    return order


def _stand(order: Order, every: list[Shown]) -> str:
    """Said to whoever stood at something that others have changed meanwhile."""
    now = ", ".join(str(one.stage.title) for one in every if one.state == "now") or order.get_stage_display()
    return _("The order has just been changed by somebody else. Now: %(now)s.") % {"now": now}


def _context(request: Request, order: Order) -> dict[str, Any]:
    actor = request.actor
    every = steps(actor, order)
    valid = Validity.objects.filter(pk=order.pk).first()
    return {
        "last_day": valid.last_day if valid else None,
        "order": order, "case": order.case, "steps": every, "mine": [one for one in every if one.is_mine],
        "stand": _stand(order, every),
        "frozen": frozen_now(order.definition) if order.is_running else (),
        "shown": shown(order.definition, order.values),
        "may": {verb: why_not_order(verb, actor, order) is None for verb in OF_ORDER},
    }  # fmt: skip


@panel("case.notice", order=5)
def on_case(request: Request, case: Case) -> str | None:
    """The steps, above the dialogue: what the desk works by."""
    order = _order(case)
    return render_to_string("orders/on_case.html", _context(request, order), request=request) if order else None


@panel("portal.standing", order=10)
def in_matter(request: Request, case: Case) -> str | None:
    """The steps and what is asked, for the orderer's side; nothing of one that was stopped before anything was done."""
    order = _order(case)
    if order is None:
        return None
    context = _context(request, order)
    if not any(one.state != "needless" for one in context["steps"]):
        return None
    return render_to_string("orders/in_matter.html", context, request=request)
