"""Who must know when a ball of theirs is given to somebody else from here: somebody is away, or has left.

The app that owns a kind of subject registers two functions. ``hold`` locks its own row before the subject's, in the order
that its commands do; ``moved`` is told of each ball and of the one that goes on in its place, in the same act::

    followers.register(Subject.Kind.INCIDENT, hold=hold, moved=moved)
"""

from collections.abc import Callable
from dataclasses import dataclass

from bollkoll.commitments.models import Commitment, Subject


@dataclass(frozen=True)
class Follower:
    hold: Callable[[Subject], None]
    moved: Callable[[Commitment, Commitment], None]


REGISTRY: dict[str, Follower] = {}


def register(kind: str, *, hold: Callable[[Subject], None], moved: Callable[[Commitment, Commitment], None]) -> None:
    REGISTRY[kind] = Follower(hold, moved)
