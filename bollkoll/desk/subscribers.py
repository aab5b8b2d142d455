"""The search index follows the log: what is written in a case is found within a second."""

from bollkoll.cases import search
from bollkoll.cases.models import Case
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber

WORDS_CHANGED = [
    "cases.opened",
    "cases.renamed",
    "cases.noted",
    "cases.reproduction_tried",
    "cases.answered",
    "cases.replied",
    "cases.auto_replied",
    "cases.split",
    "cases.message_moved",
    "cases.merged",
    "cases.unmerged",
]
"""Who may see a case is asked when somebody searches, so protection changes nothing here."""


@subscriber("cases.index", WORDS_CHANGED)
def index(event: Event) -> None:
    """The case of the event, and the other one when a message went there."""
    keys = [key for key in (event.data["case"], event.data.get("target")) if key]
    for case in Case.objects.select_related("subject").filter(pk__in=keys):
        search.index(case)
