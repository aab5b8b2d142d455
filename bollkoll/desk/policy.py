"""Who may at the desk: whoever works there. Each verb inside a case asks that case's own policy too."""

from bollkoll.people.actor import Actor


def see_now(actor: Actor, subject: object = None) -> bool:
    """The situation: agents. It names everybody's load and absence, which concerns the desk alone."""
    return actor.is_agent


see_stand_up = see_now


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_agent


begin_stand_up = mark_attendance = note_down = hand_out = end_stand_up = _desk


def change_stand_up_rules(actor: Actor, subject: object) -> bool:
    """What counts as too long is the incident manager's to say."""
    return actor.is_coordinator or actor.is_machine
