"""The first notice of an incident, written before anybody has asked for it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from bollkoll.incidents import queries as incidents
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import now
from bollkoll.services.models import Environment
from bollkoll.status.models import Notice, NoticeQuerySet

SEVERITIES = {1: "critical", 2: "major", 3: "minor", 4: "minor"}
SOON, LATER = timedelta(minutes=30), timedelta(hours=1)
"""Until the next update: of what is severe, or not judged yet; and of the rest."""


def about(incident: Incident) -> Q:
    """Of notices: its own, and those of incidents that have been merged into it."""
    return Q(incident=incident) | Q(incident__merged_into=incident)


def disturbing(incident: Incident) -> NoticeQuerySet:
    """Those by which the world is told that it goes on now."""
    return Notice.objects.disturbing().filter(about(incident)).order_by("published_at")


def of_incident(incident: Incident) -> list[Notice]:
    """Its notices, those that are out, the newest first."""
    rows = Notice.objects.public().for_list().filter(about(incident)).prefetch_related("updates")
    return list(rows.order_by("-published_at"))


def first_notice(incident: Incident) -> dict[str, Any]:
    """``words`` (title and text in both languages), ``services``, ``environments``, ``institutions``, ``starts_at``,
    ``severity`` and ``next_in``: what is known, and nothing of how many or whom, which nobody knows yet."""
    known = incidents.facts(incident)
    environments = known["environments"] or list(Environment.objects.order_by("order", "pk")[:1])
    return {
        "words": known["words"],
        "services": known["services"],
        "environments": environments,
        "institutions": known["institutions"],
        "starts_at": known["since"],
        "severity": SEVERITIES.get(known["severity"] or 0, "major"),
        "next_in": LATER if (known["severity"] or 0) >= 3 else SOON,
        "made_at": now(),
    }
