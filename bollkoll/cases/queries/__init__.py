"""Reading cases: finding is authorising. Everything outside imports from here."""

from bollkoll.cases.queries.around import (
    assignable,
    colleagues_to_add,
    linked,
    mentionable,
    neighbours,
    nobody_named_yet,
    other_open,
    watchers,
)
from bollkoll.cases.queries.away import left_while_away, went_on_for
from bollkoll.cases.queries.finding import attachment, case, loose_files, message, other_institutions, rare, threads
from bollkoll.cases.queries.handing import given_back, offer_of, offered, offered_by, taken_over, was_theirs
from bollkoll.cases.queries.holding import promised_beside, promised_by_somebody, promised_to_reporters, who_keeps
from bollkoll.cases.queries.recipients import Recipient, recipients
from bollkoll.cases.queries.reproducing import attempts, request_for_data
from bollkoll.cases.queries.sight import out_of_sight, protected_in_sight
from bollkoll.cases.queries.suggesting import Suggested, suggestions
from bollkoll.cases.queries.timeline import Entry, newer_than, shared_timeline, timeline
from bollkoll.cases.queries.working import HERE_FOR, draft, drafts, here_now

__all__ = [
    "HERE_FOR",
    "Entry",
    "Recipient",
    "Suggested",
    "assignable",
    "attachment",
    "attempts",
    "case",
    "colleagues_to_add",
    "draft",
    "drafts",
    "given_back",
    "here_now",
    "left_while_away",
    "linked",
    "loose_files",
    "mentionable",
    "message",
    "neighbours",
    "newer_than",
    "nobody_named_yet",
    "offer_of",
    "offered",
    "offered_by",
    "other_institutions",
    "other_open",
    "out_of_sight",
    "promised_beside",
    "promised_by_somebody",
    "promised_to_reporters",
    "protected_in_sight",
    "rare",
    "recipients",
    "request_for_data",
    "shared_timeline",
    "suggestions",
    "taken_over",
    "threads",
    "timeline",
    "was_theirs",
    "watchers",
    "went_on_for",
    "who_keeps",
]
