"""Who may: one function per command, same name. Which step is whose is asked of :func:`is_asked`.

Order types and duties are kept by administrators and the incident manager. Nobody approves their own, whatever they are.
"""

from bollkoll.cases.policy import may_see
from bollkoll.orders.models import Asked, Order, Run
from bollkoll.people.actor import Actor
from bollkoll.services.models import Membership


def keeps_types(actor: Actor, subject: object = None) -> bool:
    return actor.is_machine or actor.is_administrator or actor.is_coordinator


begin_type = draft_type = publish_type = discard_draft = switch_type = keeps_types
add_duty = give_duty = end_duty = open_review = keeps_types


def may_list(actor: Actor) -> bool:
    """The list of orders with the pool of steps: whoever works here."""
    return actor.is_staff


def place_order(actor: Actor, subject: None = None) -> bool:
    """Which roles may order is the type's matter."""
    return actor.is_machine or actor.is_contact or actor.is_agent


def _sees(actor: Actor, order: Order) -> bool:
    return actor.is_machine or (actor.person is not None and may_see(actor, order.case))


claim = put_back = finish_step = refuse_check = approve = decline = return_order = confirm_need = _sees


def on_orderers_side(actor: Actor, order: Order) -> bool:
    """The orderer, and colleagues at the institution who see it."""
    if actor.is_machine:
        return True
    case = order.case
    if actor.person_id is not None and case.reporter_id == actor.person_id:
        return True
    return case.institution_id in actor.own_institutions and may_see(actor, case)


change_order = withdraw = on_orderers_side


def _desk(actor: Actor, order: Order) -> bool:
    return actor.is_machine or (actor.is_agent and may_see(actor, order.case))


start_over = cancel = _desk


def ask_instead(actor: Actor, order: Order) -> bool:
    """The incident manager passes on what somebody cannot decide."""
    return actor.is_machine or ((actor.is_coordinator or actor.is_administrator) and _sees(actor, order))


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


stand_in = chase = settle = renew = _machine


def is_asked(actor: Actor, asked: Asked) -> bool:
    """Whether it is the actor who is asked: the person, one of the team, or the orderer's side."""
    if actor.person is None:
        return False
    if asked.person_id:
        return asked.person_id == actor.person_id
    if asked.team_id:
        if asked.team.line == 2:  # type: ignore[union-attr]
            return actor.is_agent
        return Membership.objects.filter(team=asked.team_id, person=actor.person_id).exists()
    return on_orderers_side(actor, asked.run.order)


def is_own(actor: Actor, run: Run) -> bool:
    """Whether the order is the actor's own, or for them: then somebody else approves."""
    return actor.person_id in (run.order.case.reporter_id, run.order.user_id)
