"""Verbs of subscriptions and bulletins, split by process. Everything outside imports them from here."""

from bollkoll.channels.bulletins.commands.ending import (
    end,
    expire,
    finish_leaving,
    forget,
    leave,
    mark_failing,
    mark_reached,
    mark_unreachable,
    stay,
)
from bollkoll.channels.bulletins.commands.spreading import note, retry, spread
from bollkoll.channels.bulletins.commands.subscribing import ask, choose, confirm

__all__ = [
    "ask",
    "choose",
    "confirm",
    "end",
    "expire",
    "finish_leaving",
    "forget",
    "leave",
    "mark_failing",
    "mark_reached",
    "mark_unreachable",
    "note",
    "retry",
    "spread",
    "stay",
]
