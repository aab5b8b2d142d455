"""Who may: the audit is the clock's alone. Balls are moved inside the commands of those who own the subject; what lies with
the desk is given to somebody by whoever works there."""

from bollkoll.commitments.models import Subject
from bollkoll.people.actor import Actor


def audit(actor: Actor, subject: None) -> bool:
    return actor.is_machine


def stand_in(actor: Actor, subject: Subject) -> bool:
    return actor.is_machine


def give_ball(actor: Actor, subject: Subject) -> bool:
    return actor.is_machine or actor.is_agent


def may_read_audit(actor: Actor) -> bool:
    """Whoever works at the desk or keeps the system. What is shown has no content: a number and what is wrong."""
    return actor.is_agent or actor.is_administrator
