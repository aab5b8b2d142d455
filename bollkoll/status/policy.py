"""Who may: one function per command, same name. The desk publishes; third line reads; the rest read the public pages."""

from bollkoll.people.actor import Actor


def may_read(actor: Actor, subject: object = None) -> bool:
    """The desk's own pages of notices."""
    return actor.is_staff or actor.is_administrator


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_agent


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


def _keepers(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_agent or actor.is_administrator


publish = update = correct = resolve = reopen = cancel = translate = _desk
plan = change_plan = announce = drop_plan = begin = delay = _desk
ask_check = check = choose_communicator = _desk
keep_template = end_template = set_series = end_series = drop_day = take_up_day = _desk
plan_dates = end_information = remind = escalate = alarm = stand_in = take_back = _machine
want_publishing = _keepers
