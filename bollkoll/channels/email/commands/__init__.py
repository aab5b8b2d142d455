"""Verbs of mail, split by process. Everything outside imports them from here."""

from bollkoll.channels.email.commands.holding import add_to_case, discard, let_in, replay, restore
from bollkoll.channels.email.commands.inbound import accept, hold, process
from bollkoll.channels.email.commands.outbound import (
    answer_stranger,
    mark_bounced,
    mark_cancelled,
    mark_delayed,
    mark_failed,
    mark_sent,
    put_down_mended,
    send_digest,
)

__all__ = [
    "accept",
    "add_to_case",
    "answer_stranger",
    "discard",
    "hold",
    "let_in",
    "mark_bounced",
    "mark_cancelled",
    "mark_delayed",
    "mark_failed",
    "mark_sent",
    "process",
    "put_down_mended",
    "replay",
    "restore",
    "send_digest",
]
