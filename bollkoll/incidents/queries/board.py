"""Several at once: what goes on, sorted by the next promise that will break, then severity × institutions."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.commitments.models import Commitment
from bollkoll.incidents import rules
from bollkoll.incidents.models import Affected, Incident, IncidentQuerySet, ProcessStep, Proposal
from bollkoll.incidents.queries.finding import going_on
from bollkoll.people.actor import Actor

DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Row:
    """An incident on the board. ``due_at``: when the next thing falls due, ``what`` it is and ``whose``;
    ``next_update_at``: the promised information, when that is not it."""

    incident: Incident
    due_at: datetime | None
    what: str
    whose: str
    next_update_at: datetime | None
    waiting: int
    cases: int
    open_balls: int
    leads_several: bool

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_update_late(self) -> bool:
        return self.next_update_at is not None and self.next_update_at < timezone.now()

    @property
    def left(self) -> str:
        """Until it falls due, as ``h:mm:ss``; empty when that has passed or is more than a day ahead."""
        if self.due_at is None:
            return ""
        left = self.due_at - timezone.now()
        if not timedelta(0) < left < DAY:
            return ""
        seconds = int(left.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"

    @property
    def places(self) -> int:
        return len(self.incident.institutions.all())

    @property
    def missing(self) -> list[str]:
        """What should exist: ``lead``, ``severity``, ``publish``."""
        found = [] if self.incident.lead_id or not self.incident.is_unresolved else ["lead"]
        if self.incident.severity is None and self.incident.is_unresolved:
            found.append("severity")
        if self.incident.first_notice_at is None and self.incident.is_unresolved:
            found.append("publish")
        return found


def board(actor: Actor, at: datetime | None = None) -> list[Row]:
    """What goes on. Eight queries however many."""
    at = at or timezone.now()
    incidents = list(going_on(actor).whole())
    keys = [one.pk for one in incidents]
    balls: defaultdict[UUID, list[Commitment]] = defaultdict(list)
    for ball in (
        Commitment.objects.open().filter(subject__in=keys).select_related("person", "team").order_by("due_at", "pk")
    ):
        balls[ball.subject_id].append(ball)
    inform = dict(
        ProcessStep.objects.filter(incident__in=keys, kind=ProcessStep.Kind.INFORM, done_at=None)
        .exclude(due_at=None)
        .values_list("incident", "due_at")
    )
    affected = Affected.objects.filter(incident__in=keys)
    waiting = Counter(affected.waiting().values_list("incident", flat=True))
    cases = Counter(affected.exclude(case=None).values_list("incident", flat=True))
    twice = rules.leads_several(one.lead_id for one in incidents if one.is_unresolved)
    rows = []
    for one in incidents:
        rows.append(
            Row(
                one, *_next(one, balls[one.pk], inform.get(one.pk)), waiting=waiting[one.pk], cases=cases[one.pk],
                open_balls=len(balls[one.pk]), leads_several=one.is_unresolved and one.lead_id in twice,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: rules.board_key(row.due_at, row.incident.severity, row.places, at))


def _next(
    incident: Incident, balls: list[Commitment], update_at: datetime | None
) -> tuple[datetime | None, str, str, datetime | None]:
    """What falls due first: when, what, whose; and the promised update, when that comes later."""
    first = balls[0] if balls else None
    if update_at and (first is None or update_at <= first.due_at):
        speaker = incident.communicator or incident.lead
        return update_at, _("next update"), speaker.name if speaker else "", None
    if first is None:
        return None, "", "", None
    return first.due_at, str(first.get_step_display()), str(first.person or first.team or ""), update_at


def afterwork(actor: Actor) -> IncidentQuerySet:
    """Closed ones that something is still owed of: a review, actions, reports."""
    rows = Incident.objects.visible_to(actor).filter(state=Incident.State.CLOSED, subject__is_open=True)
    return rows.whole().order_by("closed_at")


def past(actor: Actor) -> IncidentQuerySet:
    """Closed ones, the latest first."""
    rows = Incident.objects.visible_to(actor).filter(state=Incident.State.CLOSED)
    return rows.whole().select_related("review", "merged_into__subject").order_by("-started_at", "-pk")


def proposals(actor: Actor) -> list[Proposal]:
    """Bursts that nobody has decided about. Those who see no cases see none."""
    return list(_proposals(actor).filter(state=Proposal.State.OPEN).order_by("chance", "pk"))


def proposal(actor: Actor, pk: int) -> Proposal | None:
    """One burst, also when it has been decided about."""
    return _proposals(actor).filter(pk=pk).first()


def _proposals(actor: Actor) -> QuerySet:
    rows = Proposal.objects.all() if actor.is_agent or actor.is_machine else Proposal.objects.none()
    return (
        rows.select_related("service", "incident__subject")
        .prefetch_related("institutions")
        .annotate(reports=Count("cases"))
    )


def going_on_due(actor: Actor) -> QuerySet:
    """When each incident that goes on is due, to be counted beside the rail."""
    return going_on(actor).order_by().values(due=F("subject__main__due_at"))
