"""Verbs of development. Everything outside imports them from here."""

from bollkoll.development.commands.agenda import carry_over, lift, say, withdraw
from bollkoll.development.commands.issues import (
    add_issue,
    add_tracker,
    change_issue,
    change_tracker,
    choose_production,
    link_issue,
    show_issue,
    unlink_issue,
)
from bollkoll.development.commands.meetings import (
    cancel_meeting,
    close_meeting,
    end_series,
    move_meeting,
    plan_meetings,
    set_series,
)
from bollkoll.development.commands.owed import follow_merge, settle
from bollkoll.development.commands.releases import add_version, arrive, change_version, take_back_arrival
from bollkoll.development.commands.telling import say_told, tell

__all__ = [
    "add_issue",
    "add_tracker",
    "add_version",
    "arrive",
    "cancel_meeting",
    "carry_over",
    "change_issue",
    "change_tracker",
    "change_version",
    "choose_production",
    "close_meeting",
    "end_series",
    "follow_merge",
    "lift",
    "link_issue",
    "move_meeting",
    "plan_meetings",
    "say",
    "say_told",
    "set_series",
    "settle",
    "show_issue",
    "take_back_arrival",
    "tell",
    "unlink_issue",
    "withdraw",
]
