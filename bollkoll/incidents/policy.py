"""Who may: one function per command, same name.

The desk runs incidents. Third line reads them, answers what it is asked, and works in the rooms it has joined. Contacts say
that they are affected too, and nothing else.
"""

from django.db.models import Q

from bollkoll.incidents.models import Incident, Participant, Proposal
from bollkoll.people.actor import Actor
from bollkoll.services.models import Membership


def may_see(actor: Actor, incident: Incident) -> bool:
    return actor.is_machine or actor.is_staff


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_agent


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


def asked_of(actor: Actor) -> Q:
    """Of participants: those that the actor is, or a member of the team that was asked."""
    teams = Membership.objects.filter(person=actor.person_id).values("team")
    return Q(person=actor.person_id) | Q(person=None, team__in=teams)


def is_in(actor: Actor, incident: Incident) -> bool:
    """Third line that has joined the room."""
    if not actor.is_third_line:
        return False
    rows = Participant.objects.filter(incident=incident, state=Participant.State.ACCEPTED)
    return rows.filter(person=actor.person_id).exists()


def _in_the_room(actor: Actor, incident: Incident) -> bool:
    return _desk(actor, incident) or is_in(actor, incident)


def declare(actor: Actor, subject: None) -> bool:
    return _desk(actor, subject)


change_facts = set_severity = take_lead = hand_over_lead = set_communicator = _desk
confirm = begin_monitoring = resolve = reopen = close = merge = split = _desk
assign_step = finish_step = skip_step = _desk
ask_for_decision = record_decision = withdraw_decision = pull_in = drop_task = leave = _desk
link_case = unlink_case = answer_all = take_back_answers = mark_told = _desk
follow_notice = tell_reporters = _desk
write_review = finish_review = skip_review = add_action = _desk
mark_personal_data = decide_report = note_sent_report = _desk
note = add_task = do_task = _in_the_room
settle = nag = release_told = give_final = reopen_final = _machine
follow_answer = follow_case_merge = follow_case_unmerge = _machine


def _staff(actor: Actor, incident: Incident) -> bool:
    return actor.is_machine or actor.is_staff


decide = accept = decline = do_action = _staff
"""Whether it is asked of them is the command's matter: it says who is."""


def also_affected(actor: Actor, incident: Incident) -> bool:
    return actor.is_contact


def not_affected(actor: Actor, incident: Incident) -> bool:
    return actor.is_contact


def propose(actor: Actor, subject: None) -> bool:
    return actor.is_machine


def extend(actor: Actor, proposal: Proposal) -> bool:
    return actor.is_machine


lapse = extend


def dismiss(actor: Actor, proposal: Proposal) -> bool:
    return _desk(actor, proposal)


def change_report_rules(actor: Actor, subject: None) -> bool:
    return actor.is_machine or actor.is_administrator or actor.is_coordinator
