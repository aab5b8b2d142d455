"""Verbs of the telephone, split by process. Everything outside imports them from here."""

from bollkoll.channels.phone.commands.backs import (
    end_call_back,
    give_call_back,
    move_call_back,
    promise_call_back,
)
from bollkoll.channels.phone.commands.calls import begin_call, change_caller, file_call, turn_away
from bollkoll.channels.phone.commands.exchange import hear
from bollkoll.channels.phone.commands.numbers import add_number, index_numbers, remove_number, tell_where_to_turn

__all__ = [
    "add_number",
    "begin_call",
    "change_caller",
    "end_call_back",
    "file_call",
    "give_call_back",
    "hear",
    "index_numbers",
    "move_call_back",
    "promise_call_back",
    "remove_number",
    "tell_where_to_turn",
    "turn_away",
]
