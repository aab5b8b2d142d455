"""What has happened since a page was drawn: who has changed what somebody else is looking at."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bollkoll.incidents.models import Incident
from bollkoll.log.models import Event

LEAD = ("incidents.lead_taken", "incidents.lead_handed_over", "incidents.merged", "commitments.stood_in")
FACTS = ("incidents.facts_changed", "incidents.merged")
PLACES = ("incidents.case_linked", "incidents.case_unlinked", "incidents.also_affected")
"""What brings institutions and services by itself."""
SEVERITY = ("incidents.severity_set", "incidents.merged")
COMMUNICATOR = ("incidents.communicator_set", "incidents.merged", "commitments.stood_in")
STEP, REVIEW = ("incidents.step_assigned",), ("incidents.review_written", "incidents.merged")
REPORT = ("incidents.report_decided", "incidents.report_sent")
ANSWERS = ("incidents.answers_written", "incidents.answers_taken_back")


def last(incident: Incident) -> int:
    """The number of the latest thing that happened to it: what a page has seen."""
    return _of(incident).order_by("-pk").values_list("pk", flat=True).first() or 0


def changers(incident: Incident, seen: int, kinds: tuple[str, ...], **named: Any) -> list[str]:
    """Who has done something of these kinds since, the latest first, each once. ``named``: what it must have been about."""
    about = {f"data__{name}": value for name, value in named.items()}
    rows = _of(incident).filter(pk__gt=seen, kind__in=kinds, **about).select_related("actor").order_by("-pk")
    return list(dict.fromkeys(row.actor.name if row.actor else _("The system") for row in rows))


def _of(incident: Incident) -> QuerySet[Event]:
    return Event.objects.filter(topics__name=incident.topic)
