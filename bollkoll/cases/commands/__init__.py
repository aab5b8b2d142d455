"""Verbs of cases, split by process. Everything outside imports them from here."""

from bollkoll.cases.commands.absence import come_back, stand_in
from bollkoll.cases.commands.asking import (
    answer_question,
    ask_again,
    ask_for_input,
    chase,
    comment_on_question,
    pass_question_on,
    return_question,
    withdraw_question,
)
from bollkoll.cases.commands.closing import (
    close,
    close_silent,
    confirm_solved,
    say_it_did_not_help,
    say_thanks,
    solve,
)
from bollkoll.cases.commands.dialogue import answer, note, release_answer, reply
from bollkoll.cases.commands.files import remove_file, upload_file
from bollkoll.cases.commands.handing import (
    accept_offer,
    give_back,
    hand_over,
    lapse_offer,
    pass_offer_on,
    return_offer,
    withdraw_offer,
)
from bollkoll.cases.commands.intake import open_case
from bollkoll.cases.commands.leaving import find_reader
from bollkoll.cases.commands.merging import merge, unmerge
from bollkoll.cases.commands.once import AlreadyDone
from bollkoll.cases.commands.promising import repromise
from bollkoll.cases.commands.protection import (
    add_watcher,
    change_institution,
    name_person,
    protect,
    remove_watcher,
    unname_person,
)
from bollkoll.cases.commands.reproduction import reproduce, withdraw_attempt
from bollkoll.cases.commands.scanning import scan_again, settle_scan
from bollkoll.cases.commands.sorting import link, move_message, split, unlink
from bollkoll.cases.commands.timing import count_looks_anew
from bollkoll.cases.commands.triage import (
    assign,
    bring_into_sight,
    deal_out_again,
    give_ball,
    mark_waiting_third_line,
    remind,
    rename,
    take,
    triage,
)
from bollkoll.cases.commands.undoing import undo_answer
from bollkoll.cases.commands.views import remove_view, save_view

__all__ = [
    "AlreadyDone",
    "accept_offer",
    "add_watcher",
    "answer",
    "answer_question",
    "ask_again",
    "ask_for_input",
    "assign",
    "bring_into_sight",
    "change_institution",
    "chase",
    "close",
    "close_silent",
    "come_back",
    "comment_on_question",
    "confirm_solved",
    "count_looks_anew",
    "deal_out_again",
    "find_reader",
    "give_back",
    "give_ball",
    "hand_over",
    "lapse_offer",
    "link",
    "mark_waiting_third_line",
    "merge",
    "move_message",
    "name_person",
    "note",
    "open_case",
    "pass_offer_on",
    "pass_question_on",
    "protect",
    "release_answer",
    "remind",
    "remove_file",
    "remove_view",
    "remove_watcher",
    "rename",
    "reply",
    "reproduce",
    "repromise",
    "return_offer",
    "return_question",
    "save_view",
    "say_it_did_not_help",
    "say_thanks",
    "scan_again",
    "settle_scan",
    "solve",
    "split",
    "stand_in",
    "take",
    "triage",
    "undo_answer",
    "unlink",
    "unmerge",
    "unname_person",
    "upload_file",
    "withdraw_attempt",
    "withdraw_offer",
    "withdraw_question",
]
