"""Who may: one function per command, same name.

A case is handed out by an agent who sees it: of a protected one only those it names. All about a person is handed out by
the incident manager, or an agent who is an administrator: it crosses every case. The file is fetched by whoever asked for
it, as long as they may ask for it.
"""

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.disclosure.models import Disclosure
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


def leads(actor: Actor) -> bool:
    return actor.is_coordinator or (actor.is_agent and actor.is_administrator)


def disclose_case(actor: Actor, case: Case) -> bool:
    return actor.is_agent and may_see(actor, case)


def disclose_person(actor: Actor, person: Person) -> bool:
    return leads(actor)


def may_ask_for(actor: Actor, disclosure: Disclosure) -> bool:
    """Whether the actor might ask for the same now."""
    if disclosure.case is not None:
        return disclose_case(actor, disclosure.case)
    return disclosure.person is not None and disclose_person(actor, disclosure.person)


def fetch(actor: Actor, disclosure: Disclosure) -> bool:
    return disclosure.asked_by_id == actor.person_id and may_ask_for(actor, disclosure)


def remove(actor: Actor, disclosure: Disclosure) -> bool:
    """Whoever asked for it, who keeps an eye on it, and the clock."""
    if actor.is_machine or actor.is_coordinator or actor.is_administrator:
        return True
    return actor.is_agent and disclosure.asked_by_id == actor.person_id


def erase_person(actor: Actor, person: Person) -> bool:
    """Those who keep accounts and lead; nobody erases themselves."""
    return (actor.is_coordinator or actor.is_administrator) and actor.person_id != person.pk


def may_list_erasures(actor: Actor) -> bool:
    return actor.is_coordinator or actor.is_administrator


def settle(actor: Actor, disclosure: Disclosure) -> bool:
    return actor.is_machine


stop = settle


def may_list(actor: Actor) -> bool:
    return actor.is_agent or actor.is_administrator
