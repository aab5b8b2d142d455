"""The nouns of development: issues in outside trackers, versions, what is to be told, meetings and their agenda."""

from bollkoll.development.models.issues import Issue, IssueLink, Tracker
from bollkoll.development.models.meetings import AgendaItem, Meeting, Said, Series
from bollkoll.development.models.releases import ProductionEnvironment, Release, Telling, Version

__all__ = [
    "AgendaItem",
    "Issue",
    "IssueLink",
    "Meeting",
    "ProductionEnvironment",
    "Release",
    "Said",
    "Series",
    "Telling",
    "Tracker",
    "Version",
]
