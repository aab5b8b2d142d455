"""Incidents: what goes on, who does what about it, who waits to hear, and what came of it."""

from bollkoll.incidents.models.after import Action, Report, ReportRule, Review
from bollkoll.incidents.models.incident import Incident, IncidentCase, IncidentQuerySet, ProcessStep
from bollkoll.incidents.models.ledger import Affected, Said, Told
from bollkoll.incidents.models.proposals import Proposal
from bollkoll.incidents.models.room import Decision, Note, Participant, Task

__all__ = [
    "Action",
    "Affected",
    "Decision",
    "Incident",
    "IncidentCase",
    "IncidentQuerySet",
    "Note",
    "Participant",
    "ProcessStep",
    "Proposal",
    "Report",
    "ReportRule",
    "Review",
    "Said",
    "Task",
    "Told",
]
