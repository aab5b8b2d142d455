"""Order types and their versions, orders and the steps they go through, duties."""

from bollkoll.orders.models.duties import Duty, DutyHolder
from bollkoll.orders.models.orders import Asked, Order, OrderQuerySet, Run, RunQuerySet
from bollkoll.orders.models.signing import Signature
from bollkoll.orders.models.types import OrderType, OrderTypeVersion
from bollkoll.orders.models.validity import AHEAD, Validity

__all__ = [
    "AHEAD",
    "Asked",
    "Duty",
    "DutyHolder",
    "Order",
    "OrderQuerySet",
    "OrderType",
    "OrderTypeVersion",
    "Run",
    "RunQuerySet",
    "Signature",
    "Validity",
]
