"""Moving the ball, and auditing that none has been dropped."""

from bollkoll.commitments.commands.auditing import audit
from bollkoll.commitments.commands.passing import accept, end_offer, must_be_open, offer, open_offer
from bollkoll.commitments.commands.register import (
    Ball,
    add_side_ball,
    close_subject,
    count_anew,
    end_ball,
    move,
    open_subject,
    reopen_subject,
)

__all__ = [
    "Ball",
    "accept",
    "add_side_ball",
    "audit",
    "close_subject",
    "count_anew",
    "end_ball",
    "end_offer",
    "move",
    "must_be_open",
    "offer",
    "open_offer",
    "open_subject",
    "reopen_subject",
]
