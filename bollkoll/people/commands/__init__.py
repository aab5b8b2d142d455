"""Verbs about people, split by process. Everything outside imports them from here."""

from bollkoll.people.commands.accounts import (
    add_alias,
    change_person,
    change_preferences,
    change_role,
    end_person,
    end_role,
    engage,
    invite,
    invite_again,
    mark_deliverable,
    mark_undeliverable,
)
from bollkoll.people.commands.address import ask_new_address, give_up_new_address, use_new_address
from bollkoll.people.commands.institutions import add_institution, change_institution
from bollkoll.people.commands.login import (
    ask_password,
    change_password,
    invitation_url,
    make_invitation,
    make_password_link,
    remove_second_steps,
    sign_in,
    sign_out,
    sign_out_everywhere,
    use_invitation,
)
from bollkoll.people.commands.working import change_employment, change_rights, remove_absence, set_absence

__all__ = [
    "add_alias",
    "add_institution",
    "ask_new_address",
    "ask_password",
    "change_employment",
    "change_institution",
    "change_password",
    "change_person",
    "change_preferences",
    "change_rights",
    "change_role",
    "end_person",
    "end_role",
    "engage",
    "give_up_new_address",
    "invitation_url",
    "invite",
    "invite_again",
    "make_invitation",
    "make_password_link",
    "mark_deliverable",
    "mark_undeliverable",
    "remove_absence",
    "remove_second_steps",
    "set_absence",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "use_invitation",
    "use_new_address",
]
