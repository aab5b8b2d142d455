"""Reading: what is in the protected part of a case, and what is due to go."""

from bollkoll.restricted.queries.keeping import needed, needs, of_case, readings, secret
from bollkoll.restricted.queries.retention import RULED, disposals, due_secrets, goes_on, rule_for, rule_table

__all__ = [
    "RULED",
    "disposals",
    "due_secrets",
    "goes_on",
    "needed",
    "needs",
    "of_case",
    "readings",
    "rule_for",
    "rule_table",
    "secret",
]
