"""Moving the ball, and auditing that none has been dropped."""

from bollkoll.commitments.commands.auditing import audit
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
    "add_side_ball",
    "audit",
    "close_subject",
    "count_anew",
    "end_ball",
    "move",
    "open_subject",
    "reopen_subject",
]
