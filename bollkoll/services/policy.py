"""Who may change what the support is: administrators; the incident manager also notices and hours."""

from bollkoll.people.actor import Actor


def _administers(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_administrator


def _coordinates(actor: Actor, subject: object) -> bool:
    return _administers(actor, subject) or actor.is_coordinator


set_up = change_organisation = add_team = change_team = add_member = remove_member = _administers
add_service = change_service = add_environment = change_environment = _administers
set_hours = set_exception = remove_exception = publish_notice = change_notice = end_notice = _coordinates
add_periods = change_period = remove_period = copy_summer = set_targets = _coordinates


def set_freeze(actor: Actor, subject: object) -> bool:
    """The desk, at once: what is frozen too long does less harm than what is done too early."""
    return actor.is_machine or actor.is_agent


lift_freeze = set_freeze
