"""Reading incidents: finding is authorising. Everything outside imports from here."""

from bollkoll.incidents.queries.board import Row, afterwork, board, going_on_due, past, proposal, proposals
from bollkoll.incidents.queries.finding import (
    cases_of,
    facts,
    for_reporters,
    going_on,
    incident,
    incident_of,
    own_row,
    said_to_all,
    words,
)

__all__ = [
    "Row",
    "afterwork",
    "board",
    "cases_of",
    "facts",
    "for_reporters",
    "going_on",
    "going_on_due",
    "incident",
    "incident_of",
    "own_row",
    "past",
    "proposal",
    "proposals",
    "said_to_all",
    "words",
]
