"""What the desk adds to pages: its entries in the rail."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.commitments.policy import may_read_audit
from bollkoll.desk import lying, queries
from bollkoll.desk.policy import see_now, see_stand_up
from bollkoll.people.requests import Request
from bollkoll.ui.panels import Link, panel
from bollkoll.ui.tallies import Tally


def _is_at(request: Request, *names: str) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name in names


@panel("rail", order=5)
def now(request: Request) -> Link | None:
    if not see_now(request.actor):
        return None
    return Link(reverse("desk:now"), _("The situation now"), "eye", _is_at(request, "desk:now"), key="g n")


@panel("rail", order=10)
def inflow(request: Request) -> Link | None:
    if not request.actor.is_agent:
        return None
    current = _is_at(request, "desk:inflow", "desk:deal_out", "desk:deal_out_many")
    tally = Tally(lambda: [queries.inflow_due(request.actor), lying.balls(request.actor).values(due=F("due_at"))])
    return Link(reverse("desk:inflow"), _("Inflow"), "inbox", current, key="g i", tally=tally)


@panel("rail", order=20)
def mine(request: Request) -> Link | None:
    if not request.actor.is_staff:
        return None
    tally = Tally(lambda: queries.my_due(request.actor))
    return Link(reverse("desk:mine"), _("My balls"), "ball", _is_at(request, "desk:mine"), key="g b", tally=tally)


@panel("rail", order=30)
def case_list(request: Request) -> Link | None:
    if not request.actor.is_staff:
        return None
    current = _is_at(request, "cases:list", "cases:case", "cases:many")
    return Link(reverse("cases:list"), _("Cases"), "list", current, key="g c")


@panel("rail", order=60)
def stand_up(request: Request) -> Link | None:
    if not see_stand_up(request.actor):
        return None
    here = ("desk:stand_up", "desk:past_stand_ups", "desk:past_stand_up")
    return Link(reverse("desk:stand_up"), _("Stand-up"), "standup", _is_at(request, *here), key="g s")


@panel("user.menu", order=60)
def audit(request: Request) -> Link | None:
    if not may_read_audit(request.actor):
        return None
    return Link(reverse("desk:audit"), _("The audit"), "shield", _is_at(request, "desk:audit"))
