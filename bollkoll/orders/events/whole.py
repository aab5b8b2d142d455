"""News of an order as a whole."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, reporters_side, who_may
from bollkoll.cases.models import Case, Message
from bollkoll.orders.models import Order, Run


def concerned(case: Case) -> list[int]:
    """The orderer and who follows the case, and whom it is for."""
    user = Order.objects.filter(pk=case.pk).values_list("user", flat=True).first()
    return who_may(case, [*reporters_side(case), *([user] if user else [])])


def at_work(case: Case) -> list[int]:
    """Those who have taken a step of it now."""
    found = Run.objects.live().filter(order=case.pk, claimed_by__isnull=False).values_list("claimed_by", flat=True)
    return who_may(case, list(found))


@dataclass(frozen=True, kw_only=True)
class OrderFact(CaseFact):
    """Base. ``step`` is the step's key in the order type. ``is_told``: the orderer's side reads it in the timeline."""

    is_told = True
    is_quiet = False
    icon = "clipboard"
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Ordered(OrderFact):
    """Beside ``cases.opened``, which the timeline and the mail show."""

    kind = "orders.ordered"
    sentence = _("{actor} ordered")
    is_quiet, is_told = True, False
    type: str


@dataclass(frozen=True, kw_only=True)
class RenewalAsked(OrderFact):
    """What was delivered runs out; ``renewal`` is the case of the order that asks for a new one, if any was made."""

    kind = "orders.renewal_asked"
    sentence = _("What was delivered runs out soon: the institution is asked whether it needs a new one")
    is_told = False
    renewal: str


@dataclass(frozen=True, kw_only=True)
class Changed(OrderFact):
    kind = "orders.changed"
    sentence = _("{actor} changed the order")
    icon = "edit"
    needs_approval: bool = False
    fields: tuple[str, ...] = ()
    """Keys of what says something else now."""

    def audience(self) -> list[int]:
        return at_work(self.case)


@dataclass(frozen=True, kw_only=True)
class Returned(OrderFact):
    kind = "orders.returned"
    sentence = _("{actor} returned the order to be corrected")
    icon = "undo"

    def audience(self) -> list[int]:
        return reporters_side(self.case)


@dataclass(frozen=True, kw_only=True)
class StartedOver(OrderFact):
    kind = "orders.started_over"
    sentence = _("{actor} began again from “{step}”")
    icon = "refresh"
    why: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Finished(OrderFact):
    kind = "orders.finished"
    sentence = _("the order is carried out")
    icon = "check-circle"

    def audience(self) -> list[int]:
        return concerned(self.case)


@dataclass(frozen=True, kw_only=True)
class Cancelled(OrderFact):
    kind = "orders.cancelled"
    sentence = _("{actor} stopped the order")
    icon = "x"

    def audience(self) -> list[int]:
        return list(dict.fromkeys([*reporters_side(self.case), *at_work(self.case)]))


@dataclass(frozen=True, kw_only=True)
class Settled(OrderFact):
    """Balls were put where the steps say, after something else had moved them."""

    kind = "orders.settled"
    sentence = _("the balls of the order were put right")
    is_quiet, is_told = True, False
