"""What is private in an order goes to the restricted part, and nowhere else."""

from typing import Any

from bollkoll.orders.models import Order
from bollkoll.people.actor import Actor

_KEEPERS: list[Any] = []


def keeper(function: Any) -> Any:
    """Register who keeps what is private: ``(actor, case, field, value)``."""
    _KEEPERS.append(function)
    return function


def is_kept() -> bool:
    """Whether there is a restricted part at all. Without one a type with private fields is not published."""
    return bool(_KEEPERS)


def keep_private(actor: Actor, order: Order, private: dict[str, str]) -> None:
    for field, value in private.items():
        for function in _KEEPERS:
            function(actor, order.case, field, value)
