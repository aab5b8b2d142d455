"""Reading incidents: finding is authorising. Everything outside imports from here."""

from bollkoll.incidents.queries.board import Row, afterwork, board, counts, past, proposals
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
    "counts",
    "facts",
    "for_reporters",
    "going_on",
    "incident",
    "incident_of",
    "own_row",
    "past",
    "proposals",
    "said_to_all",
    "words",
]
