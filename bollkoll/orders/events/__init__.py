"""What can happen to orders and their types: one small class per kind."""

from bollkoll.orders.events.steps import (
    Approved,
    AskedInstead,
    CheckRefused,
    Claimed,
    Declined,
    PutBack,
    StepAsked,
    StepChased,
    StepDone,
)
from bollkoll.orders.events.types import (
    DraftDiscarded,
    DutyAdded,
    DutyEnded,
    DutyGiven,
    TypeDrafted,
    TypePublished,
    TypeSwitched,
)
from bollkoll.orders.events.whole import (
    Cancelled,
    Changed,
    Finished,
    Ordered,
    OrderFact,
    Returned,
    Settled,
    StartedOver,
)

__all__ = [
    "Approved",
    "AskedInstead",
    "Cancelled",
    "Changed",
    "CheckRefused",
    "Claimed",
    "Declined",
    "DraftDiscarded",
    "DutyAdded",
    "DutyEnded",
    "DutyGiven",
    "Finished",
    "OrderFact",
    "Ordered",
    "PutBack",
    "Returned",
    "Settled",
    "StartedOver",
    "StepAsked",
    "StepChased",
    "StepDone",
    "TypeDrafted",
    "TypePublished",
    "TypeSwitched",
]
