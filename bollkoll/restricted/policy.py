"""Who may: one function per command, same name.

Whoever sees a case may put something in its protected part. What is there is read by the agents who see the case (of a
protected one only those it names), and by the one on the reporter's side it was put there for. Third line never.
"""

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.people.actor import Actor
from bollkoll.restricted.models import Secret


def store(actor: Actor, case: Case) -> bool:
    return may_see(actor, case) and (actor.is_machine or actor.is_agent or actor.is_contact)


def reveal(actor: Actor, secret: Secret) -> bool:
    if actor.person is None or not may_see(actor, secret.case):
        return False
    return actor.is_agent or secret.for_person_id == actor.person_id


def erase(actor: Actor, secret: Secret) -> bool:
    """The desk, and whoever put it there."""
    if not may_see(actor, secret.case):
        return False
    return actor.is_machine or actor.is_agent or (actor.is_contact and secret.made_by_id == actor.person_id)


def dispose_secrets(actor: Actor, case: Case) -> bool:
    return actor.is_machine


dispose_files = limit = dispose_secrets


def rotate(actor: Actor, subject: None) -> bool:
    return actor.is_machine or actor.is_administrator


def set_rule(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_administrator


remove_rule = set_rule


def may_read_rules(actor: Actor) -> bool:
    return actor.is_administrator or actor.is_agent
