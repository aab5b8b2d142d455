"""Who may: calls are the desk's, and each call its agent's own. What an exchange tells is told by the machine."""

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.channels.phone.models import Call
from bollkoll.people import policy as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_agent


begin_call = turn_away = _desk


def _own(actor: Actor, call: Call) -> bool:
    return actor.is_agent and call.agent_id == actor.person_id


file_call = change_caller = _own


def _case(actor: Actor, case: Case) -> bool:
    return (actor.is_machine or actor.is_agent) and may_see(actor, case)


promise_call_back = move_call_back = end_call_back = give_call_back = _case


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


hear = index_numbers = _machine


def add_number(actor: Actor, person: Person) -> bool:
    """An agent, who hears where people call from; who keeps the account; and each for themselves."""
    return actor.is_agent or people.change_person(actor, person)


remove_number = add_number


def tell_where_to_turn(actor: Actor, institution: Institution) -> bool:
    """The desk, which has to say it."""
    return actor.is_agent
