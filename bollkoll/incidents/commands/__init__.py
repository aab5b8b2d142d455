"""Verbs of incidents, split by process. Everything outside imports them from here."""

from bollkoll.incidents.commands.after import (
    PARTS,
    add_action,
    do_action,
    finish_review,
    skip_review,
    write_review,
)
from bollkoll.incidents.commands.answering import (
    Outcome,
    answer_all,
    take_back_answers,
    text_to,
)
from bollkoll.incidents.commands.case_merging import follow_case_merge, follow_case_unmerge
from bollkoll.incidents.commands.declaring import (
    change_facts,
    declare,
    set_severity,
)
from bollkoll.incidents.commands.ending import (
    begin_monitoring,
    close,
    confirm,
    reopen,
    resolve,
)
from bollkoll.incidents.commands.leading import (
    hand_over_lead,
    set_communicator,
    take_lead,
)
from bollkoll.incidents.commands.linking import (
    also_affected,
    link_case,
    not_affected,
    unlink_case,
)
from bollkoll.incidents.commands.merging import (
    merge,
)
from bollkoll.incidents.commands.owed import (
    goes_on_as,
    settle,
)
from bollkoll.incidents.commands.process import (
    assign_step,
    finish_step,
    follow_notice,
    nag,
    skip_step,
)
from bollkoll.incidents.commands.proposing import (
    dismiss,
    extend,
    lapse,
    propose,
)
from bollkoll.incidents.commands.reporting import (
    change_report_rules,
    decide_report,
    mark_personal_data,
    note_sent_report,
)
from bollkoll.incidents.commands.room import (
    accept,
    add_task,
    ask_for_decision,
    decide,
    decline,
    do_task,
    drop_task,
    leave,
    note,
    pull_in,
    record_decision,
    withdraw_decision,
)
from bollkoll.incidents.commands.splitting import (
    split,
)
from bollkoll.incidents.commands.telling import (
    follow_answer,
    give_final,
    mark_told,
    release_told,
    reopen_final,
    tell_reporters,
)

__all__ = [
    "PARTS",
    "Outcome",
    "accept",
    "add_action",
    "add_task",
    "also_affected",
    "answer_all",
    "ask_for_decision",
    "assign_step",
    "begin_monitoring",
    "change_facts",
    "change_report_rules",
    "close",
    "confirm",
    "decide",
    "decide_report",
    "declare",
    "decline",
    "dismiss",
    "do_action",
    "do_task",
    "drop_task",
    "extend",
    "finish_review",
    "finish_step",
    "follow_answer",
    "follow_case_merge",
    "follow_case_unmerge",
    "follow_notice",
    "give_final",
    "goes_on_as",
    "hand_over_lead",
    "lapse",
    "leave",
    "link_case",
    "mark_personal_data",
    "mark_told",
    "merge",
    "nag",
    "not_affected",
    "note",
    "note_sent_report",
    "propose",
    "pull_in",
    "record_decision",
    "release_told",
    "reopen",
    "reopen_final",
    "resolve",
    "set_communicator",
    "set_severity",
    "settle",
    "skip_review",
    "skip_step",
    "split",
    "take_back_answers",
    "take_lead",
    "tell_reporters",
    "text_to",
    "unlink_case",
    "withdraw_decision",
    "write_review",
]
