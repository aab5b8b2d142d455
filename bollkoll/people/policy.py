"""Who may do what to accounts. The lokala kontaktperson keeps those of the own institution; administrators keep all."""

from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person


def _leads(actor: Actor, institution: Institution) -> bool:
    return actor.is_machine or actor.is_administrator or institution.pk in actor.led_institutions


def _keeps(actor: Actor, person: Person) -> bool:
    """May keep a person's account: an administrator, or who leads every institution the person belongs to."""
    if actor.is_machine or actor.is_administrator:
        return True
    if person.line or person.is_administrator:
        return False
    places = {role.institution_id for role in person.roles.active()}
    return bool(places) and places <= set(actor.led_institutions)


def _administers(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_administrator


def _self(actor: Actor, person: Person) -> bool:
    return actor.person_id == person.pk


invite = _leads
add_institution = change_institution = engage = change_employment = change_rights = _administers


def change_person(actor: Actor, person: Person) -> bool:
    return _self(actor, person) or _keeps(actor, person)


change_role = end_role = end_person = invite_again = _keeps
change_preferences = ask_new_address = give_up_new_address = _self


def change_password(actor: Actor, person: Person) -> bool:
    return _self(actor, person) or actor.is_machine


use_invitation = use_new_address = change_password
sign_in = _self


def ask_password(actor: Actor, person: Person) -> bool:
    """Anybody: who has forgotten the password cannot say who they are. Only the person's own mailbox gets the link."""
    return True


def remove_second_steps(actor: Actor, person: Person) -> bool:
    """An administrator, who has made sure by other means who is asking; one's own are kept under the settings."""
    return actor.is_administrator and not _self(actor, person)


def set_absence(actor: Actor, person: Person) -> bool:
    """One's own absence, anybody's by the incident manager or an administrator."""
    return _self(actor, person) or actor.is_coordinator or _administers(actor, person)


remove_absence = set_absence


def mark_undeliverable(actor: Actor, person: Person) -> bool:
    return actor.is_machine


def mark_deliverable(actor: Actor, person: Person) -> bool:
    return _self(actor, person) or actor.is_agent or _keeps(actor, person)


def add_alias(actor: Actor, person: Person) -> bool:
    return actor.is_agent or _keeps(actor, person)


def sign_out_everywhere(actor: Actor, person: Person) -> bool:
    return _self(actor, person) or _keeps(actor, person)


sign_out = sign_out_everywhere
