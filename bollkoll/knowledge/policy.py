"""Who may keep answer templates: everyone at the desk, together."""

from bollkoll.people.actor import Actor


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_agent


add_template = change_template = end_template = bring_back_template = use_template = _desk
