"""What an incident came to in figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Min

from bollkoll.incidents.models import Incident
from bollkoll.log.models import Event, Topic


@dataclass(frozen=True)
class Figures:
    """Durations are ``None`` while there is nothing to measure."""

    notice_from_first_case: timedelta | None
    notice_from_declaration: timedelta | None
    between_updates: timedelta | None
    longest_silence: timedelta | None
    restore_from_start: timedelta | None
    restore_from_declaration: timedelta | None
    updates: int
    promised: int
    kept: int
    reporters: int
    institutions: int
    cases: int

    @property
    def kept_share(self) -> int | None:
        return round(100 * self.kept / self.promised) if self.promised else None


def figures(incident: Incident) -> Figures:
    first_case = incident.links.aggregate(at=Min("case__opened_at"))["at"]
    notices = _notices(incident)
    moments = [at for at, _promised in notices]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    promised, kept = _promises(notices)
    first = incident.first_notice_at
    return Figures(
        notice_from_first_case=first - first_case if first and first_case else None,
        notice_from_declaration=first - incident.declared_at if first else None,
        between_updates=sum(gaps, timedelta()) / len(gaps) if gaps else None,
        longest_silence=max(gaps, default=None),
        restore_from_start=incident.resolved_at - incident.started_at if incident.resolved_at else None,
        restore_from_declaration=incident.resolved_at - incident.declared_at if incident.resolved_at else None,
        updates=len(notices),
        promised=promised,
        kept=kept,
        reporters=incident.affected.values("person").distinct().count(),
        institutions=incident.affected.values("institution").distinct().count(),
        cases=incident.links.count(),
    )


def _notices(incident: Incident) -> list[tuple[datetime, datetime | None]]:
    """When the world was informed, and until when the next time was promised."""
    found = Topic.objects.filter(name=incident.topic).values("event")
    rows = Event.objects.filter(pk__in=found, kind="incidents.informed").order_by("at", "pk")
    return [
        (at, datetime.fromisoformat(data["promised"]) if data.get("promised") else None)
        for at, data in rows.values_list("at", "data")
    ]


def _promises(notices: list[tuple[datetime, datetime | None]]) -> tuple[int, int]:
    """How many next times were promised and have been answered, and how many of them in time."""
    answered = [(promised, later) for (_at, promised), (later, _next) in pairwise(notices) if promised is not None]
    return len(answered), sum(later <= promised for promised, later in answered)
