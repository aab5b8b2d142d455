"""Cases and their dialogue."""

from bollkoll.cases.models.case import Case, CaseQuerySet, Example, Named, Report, Watcher
from bollkoll.cases.models.dialogue import Attachment, Message, MessageQuerySet, Thanks
from bollkoll.cases.models.reproduction import Reproduction
from bollkoll.cases.models.sorting import CaseLink, Merge
from bollkoll.cases.models.working import Draft, Once, Presence, SavedView

__all__ = [
    "Attachment",
    "Case",
    "CaseLink",
    "CaseQuerySet",
    "Draft",
    "Example",
    "Merge",
    "Message",
    "MessageQuerySet",
    "Named",
    "Once",
    "Presence",
    "Report",
    "Reproduction",
    "SavedView",
    "Thanks",
    "Watcher",
]
