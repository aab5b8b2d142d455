"""Verbs of orders, split by process. Everything outside imports them from here."""

from bollkoll.orders.commands.absence import ask_instead, chase, settle, stand_in
from bollkoll.orders.commands.approving import approve, decline
from bollkoll.orders.commands.changing import cancel, change_order, return_order, start_over, withdraw
from bollkoll.orders.commands.duties import add_duty, end_duty, give_duty
from bollkoll.orders.commands.ordering import place_order
from bollkoll.orders.commands.renewal import renew
from bollkoll.orders.commands.review import confirm_need, open_review
from bollkoll.orders.commands.steps import claim, finish_step, put_back, refuse_check
from bollkoll.orders.commands.types import begin_type, discard_draft, draft_type, publish_type, switch_type

__all__ = [
    "add_duty",
    "approve",
    "ask_instead",
    "begin_type",
    "cancel",
    "change_order",
    "chase",
    "claim",
    "confirm_need",
    "decline",
    "discard_draft",
    "draft_type",
    "end_duty",
    "finish_step",
    "give_duty",
    "open_review",
    "place_order",
    "publish_type",
    "put_back",
    "refuse_check",
    "renew",
    "return_order",
    "settle",
    "stand_in",
    "start_over",
    "switch_type",
    "withdraw",
]
