"""Verbs of operating information. Everything outside imports them from here."""

from bollkoll.status.commands.journal import take_back
from bollkoll.status.commands.notices import cancel, correct, publish, reopen, resolve, translate, update
from bollkoll.status.commands.places import want_publishing
from bollkoll.status.commands.planned import announce, begin, change_plan, delay, drop_plan, plan
from bollkoll.status.commands.promises import (
    alarm,
    ask_check,
    check,
    choose_communicator,
    end_information,
    escalate,
    remind,
    stand_in,
)
from bollkoll.status.commands.series import drop_day, end_series, plan_dates, set_series, take_up_day
from bollkoll.status.commands.templates import end_template, keep_template
from bollkoll.status.commands.writing import Piece

__all__ = [
    "Piece",
    "alarm",
    "announce",
    "ask_check",
    "begin",
    "cancel",
    "change_plan",
    "check",
    "choose_communicator",
    "correct",
    "delay",
    "drop_day",
    "drop_plan",
    "end_information",
    "end_series",
    "end_template",
    "escalate",
    "keep_template",
    "plan",
    "plan_dates",
    "publish",
    "remind",
    "reopen",
    "resolve",
    "set_series",
    "stand_in",
    "take_back",
    "take_up_day",
    "translate",
    "update",
    "want_publishing",
]
