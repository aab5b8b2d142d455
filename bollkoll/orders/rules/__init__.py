"""Pure rules of orders: what an order type is, and what is to be done next."""

from bollkoll.orders.rules.definition import (
    Approval,
    Choice,
    Column,
    Condition,
    Definition,
    Document,
    FormField,
    Stage,
    Step,
    Words,
    bound,
)
from bollkoll.orders.rules.faults import CONDITIONS, EFFECTS, FREEZES, Fault, Faults, read, written
from bollkoll.orders.rules.naming import key_of, renamed
from bollkoll.orders.rules.progress import applies, is_over, ready

__all__ = [
    "CONDITIONS",
    "EFFECTS",
    "FREEZES",
    "Approval",
    "Choice",
    "Column",
    "Condition",
    "Definition",
    "Document",
    "Fault",
    "Faults",
    "FormField",
    "Stage",
    "Step",
    "Words",
    "applies",
    "bound",
    "is_over",
    "key_of",
    "read",
    "ready",
    "renamed",
    "written",
]
