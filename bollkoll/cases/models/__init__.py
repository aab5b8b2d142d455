"""Cases and their dialogue."""

from bollkoll.cases.models.asking import Contribution, Question, QuestionQuerySet
from bollkoll.cases.models.case import Case, CaseQuerySet, Example, Named, Report, Watcher, offered_to
from bollkoll.cases.models.dialogue import Attachment, Message, MessageQuerySet, Thanks
from bollkoll.cases.models.reproduction import Reproduction
from bollkoll.cases.models.scanning import Scan
from bollkoll.cases.models.sorting import CaseLink, Merge
from bollkoll.cases.models.working import Draft, Once, Presence, SavedView

__all__ = [
    "Attachment",
    "Case",
    "CaseLink",
    "CaseQuerySet",
    "Contribution",
    "Draft",
    "Example",
    "Merge",
    "Message",
    "MessageQuerySet",
    "Named",
    "Once",
    "Presence",
    "Question",
    "QuestionQuerySet",
    "Report",
    "Reproduction",
    "SavedView",
    "Scan",
    "Thanks",
    "Watcher",
    "offered_to",
]
