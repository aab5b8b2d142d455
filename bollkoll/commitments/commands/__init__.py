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
from bollkoll.commitments.commands.standing import (
    coordinator_or_desk,
    give_ball,
    instead_of,
    may_hold,
    must_be_here,
    must_lie_at_desk,
    stand_in,
)

__all__ = [
    "Ball",
    "accept",
    "add_side_ball",
    "audit",
    "close_subject",
    "coordinator_or_desk",
    "count_anew",
    "end_ball",
    "end_offer",
    "give_ball",
    "instead_of",
    "may_hold",
    "move",
    "must_be_here",
    "must_be_open",
    "must_lie_at_desk",
    "offer",
    "open_offer",
    "open_subject",
    "reopen_subject",
    "stand_in",
]
