"""Addresses of incidents: one verb, one name."""

from django.urls import path

from bollkoll.incidents.views import after, board, ledger, room, verbs

app_name = "incidents"

VERBS = (
    "change_facts", "set_severity", "take_lead", "hand_over_lead", "set_communicator", "confirm", "begin_monitoring",
    "resolve", "reopen", "close", "merge", "split", "assign_step", "finish_step", "skip_step", "attempt",
    "ask_for_decision", "decide", "record_decision", "withdraw_decision", "pull_in", "accept", "decline", "leave",
    "add_task", "do_task", "drop_task", "link_case", "unlink_case", "mark_told", "skip_review", "add_action", "do_action",
    "decide_report", "note_sent_report", "mark_personal_data", "set_freeze", "lift_freeze",
)  # fmt: skip

urlpatterns = [
    path("", board.board, name="board"),
    path("declare", board.declare, name="declare"),
    path("past/", board.past, name="past"),
    path("report-rules/", after.report_rules, name="report_rules"),
    path("proposals/<int:pk>/dismiss", board.dismiss, name="dismiss"),
    path("cases/<int:number>/join", verbs.join_incident, name="join_incident"),
    path("<int:number>/", room.room, name="room"),
    path("<int:number>/part/<str:name>", room.part, name="part"),
    path("<int:number>/note", room.note, name="note"),
    path("<int:number>/reporters/", ledger.ledger, name="ledger"),
    path("<int:number>/answer-all", ledger.answer_all, name="answer_all"),
    path("<int:number>/take-back-answers", ledger.take_back_answers, name="take_back_answers"),
    path("<int:number>/review/", after.review, name="review"),
    path("<int:number>/export/", after.export, name="export"),
    path("<int:number>/export.md", after.download, name="download"),
    *(path(f"<int:number>/{verb.replace('_', '-')}", getattr(verbs, verb), name=verb) for verb in VERBS),
]
