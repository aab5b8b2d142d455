"""Reading for the telephone: who calls, what they have with us, what goes on at the desk, what came of it."""

from bollkoll.channels.phone.queries.backs import broken_call_backs, call_back, call_backs, call_backs_of, promised_to
from bollkoll.channels.phone.queries.callers import MOST_FOUND, Caller, agent_named, by_number, callers, find, numbers
from bollkoll.channels.phone.queries.calls import call, calls, heard_by_phone, logged, on_the_phone, open_calls, unfiled
from bollkoll.channels.phone.queries.card import Card, card, may_write_in
from bollkoll.channels.phone.queries.exchange import Ringing, missed, ring, ringing
from bollkoll.channels.phone.queries.turning import MONTHS, figures, local_support

__all__ = [
    "MONTHS",
    "MOST_FOUND",
    "Caller",
    "Card",
    "Ringing",
    "agent_named",
    "broken_call_backs",
    "by_number",
    "call",
    "call_back",
    "call_backs",
    "call_backs_of",
    "callers",
    "calls",
    "card",
    "figures",
    "find",
    "heard_by_phone",
    "local_support",
    "logged",
    "may_write_in",
    "missed",
    "numbers",
    "on_the_phone",
    "open_calls",
    "promised_to",
    "ring",
    "ringing",
    "unfiled",
]
