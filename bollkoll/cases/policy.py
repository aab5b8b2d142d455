"""Who may: one function per command, same name. A policy answers yes or no; the state is the command's matter.

Visibility comes first everywhere: whoever cannot see a case cannot do anything to it.
"""

from bollkoll.cases.models import Case, Question, Scan, offered_to
from bollkoll.commitments.models import Offer
from bollkoll.kit.once import once_a_page
from bollkoll.people.actor import Actor


@once_a_page
def may_see(actor: Actor, case: Case) -> bool:
    return actor.is_machine or Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def _desk(actor: Actor, case: Case) -> bool:
    return actor.is_machine or (actor.is_agent and may_see(actor, case))


def _reporters_side(actor: Actor, case: Case) -> bool:
    """The reporter, the colleagues who see the case, and the desk on their behalf (a telephone call)."""
    return may_see(actor, case) and (actor.is_machine or actor.is_contact or actor.is_agent)


def find_reader(actor: Actor, case: Case) -> bool:
    return actor.is_machine


def open_case(actor: Actor, subject: None) -> bool:
    return actor.is_machine or actor.is_contact or actor.is_agent


def _loose(actor: Actor, subject: object) -> bool:
    return actor.is_active


upload_file = remove_file = _loose

take = assign = give_ball = triage = rename = change_institution = mark_waiting_third_line = close = _desk
merge = unmerge = split = link = unlink = move_message = protect = _desk
mend_address = _desk
deal_out_again = stand_in = come_back = ask_for_input = _desk


def has_taken_over(actor: Actor, case: Case) -> bool:
    """Somebody in third line who answers the reporter now, or stands in for the one who does."""
    if not actor.is_third_line or not may_see(actor, case):
        return False
    ball = case.subject.main
    return case.taken_over_by_id == actor.person_id or (
        case.taken_over_by_id is not None and ball is not None and ball.person_id == actor.person_id
    )


def answer(actor: Actor, case: Case) -> bool:
    """The desk, and third line in what it has taken over."""
    return _desk(actor, case) or has_taken_over(actor, case)


remind = solve = hand_over = give_back = repromise = answer


def accept_offer(actor: Actor, case: Case) -> bool:
    """Whoever it is offered to. Whether it still is on offer is the command's matter: a late one is told why not."""
    if actor.person is None or not actor.is_staff or not may_see(actor, case):
        return False
    return Offer.objects.filter(subject=case.pk).filter(offered_to(actor)).exists()


return_offer = pass_offer_on = accept_offer


def withdraw_offer(actor: Actor, case: Case) -> bool:
    return answer(actor, case)


def lapse_offer(actor: Actor, case: Case) -> bool:
    return actor.is_machine


bring_into_sight = lapse_offer


def note(actor: Actor, case: Case) -> bool:
    """The desk, and third line in what is theirs to look into: their input is a note."""
    return _desk(actor, case) or (actor.is_third_line and may_see(actor, case))


reproduce = withdraw_attempt = note


undo_answer = answer


def release_answer(actor: Actor, case: Case) -> bool:
    return actor.is_machine or _desk(actor, case)


reply = confirm_solved = say_thanks = say_it_did_not_help = add_watcher = remove_watcher = _reporters_side


def _asked(actor: Actor, question: Question) -> bool:
    """Whoever is asked now: the person, or a member of the team."""
    return actor.is_machine or Question.objects.asked_of(actor).filter(pk=question.pk).exists()


answer_question = return_question = pass_question_on = _asked


def comment_on_question(actor: Actor, question: Question) -> bool:
    return Question.objects.visible_to(actor).filter(pk=question.pk).exists()


def withdraw_question(actor: Actor, question: Question) -> bool:
    return (actor.is_machine or actor.is_agent) and comment_on_question(actor, question)


ask_again = withdraw_question


def chase(actor: Actor, question: Question) -> bool:
    return actor.is_machine


def settle_scan(actor: Actor, scan: Scan) -> bool:
    return actor.is_machine


def scan_again(actor: Actor, scan: Scan) -> bool:
    """An agent who sees the case of the file."""
    message = scan.file.message
    return actor.is_agent and message is not None and may_see(actor, message.case)


def close_silent(actor: Actor, case: Case) -> bool:
    return actor.is_machine


def count_looks_anew(actor: Actor, subject: None) -> bool:
    return actor.is_machine


def name_person(actor: Actor, case: Case) -> bool:
    return _desk(actor, case)


unname_person = name_person


def save_view(actor: Actor, subject: object) -> bool:
    return actor.is_agent


remove_view = save_view
