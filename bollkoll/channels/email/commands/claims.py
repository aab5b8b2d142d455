"""The fence of work outside the database: a command that ends a piece of work proves that it still holds it."""

from typing import NamedTuple

from bollkoll.log.acting import Refused
from bollkoll.log.models import Work


class Claim(NamedTuple):
    """Who claimed a row, at which attempt. Taken from the row as it was claimed, never from one read later."""

    worker: str
    attempt: int


def of(row: Work) -> Claim:
    return Claim(row.worker, row.attempt)


def prove(row: Work, claim: Claim) -> None:
    """Raises :class:`Refused` when somebody else has claimed the row since, or it is done."""
    if row.work != Work.Stage.CLAIMED or of(row) != claim:
        raise Refused("the work has passed to somebody else", "not_ours")
