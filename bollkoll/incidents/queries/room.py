"""What the room shows: the process, who is in, decisions, tasks, cases, and where it hurts."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import policy
from bollkoll.incidents.models import Affected, Incident, Participant, ProcessStep, Report, Review
from bollkoll.incidents.queries.finding import cases_of
from bollkoll.incidents.queries.ledger import back_unsaid
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services import queries as services
from bollkoll.services.models import Service


@dataclass(frozen=True)
class Step:
    """A step of the process as it is drawn. ``who``: its owner, or whoever has it meanwhile."""

    row: ProcessStep
    who: Person | None

    @property
    def is_late(self) -> bool:
        return self.row.is_open and self.row.due_at is not None and self.row.due_at < timezone.now()


@dataclass(frozen=True)
class Running:
    """A clock for reporting that nobody has stopped. ``left`` is negative when it is over; ``who`` has its ball."""

    row: Report
    left: timedelta
    who: str

    @property
    def is_late(self) -> bool:
        return self.left <= timedelta(0)


@dataclass(frozen=True)
class Line:
    """One service of the matrix, with a number for each institution."""

    service: Service | None
    cells: list[int]


@dataclass(frozen=True)
class Matrix:
    institutions: list[Institution]
    lines: list[Line]
    totals: list[int]


def room(actor: Actor, incident: Incident) -> dict[str, Any]:
    """Everything but the timeline, by the names that the templates use."""
    participants = list(incident.participants.select_related("person", "team", "asked_by"))
    mine = set(Participant.objects.filter(policy.asked_of(actor), incident=incident).values_list("pk", flat=True))
    decisions = list(incident.decisions.select_related("asked_of", "asked_by", "answered_by"))
    tasks = list(incident.tasks.select_related("owner", "done_by"))
    affected = list(incident.affected.select_related("institution", "case__service", "case__subject"))
    cases = cases_of(actor, incident)
    return {
        "steps": steps(incident),
        "participants": participants,
        "asked_of_me": [one for one in participants if one.state == Participant.State.ASKED and one.pk in mine],
        "decisions": decisions,
        "open_decisions": [one for one in decisions if one.is_open],
        "running": running(incident),
        "kept_decisions": [one for one in decisions if not one.is_open],
        "tasks": tasks,
        "open_tasks": [one for one in tasks if one.is_open],
        "cases": cases,
        "hidden_cases": sum(one.case_id is not None for one in affected) - len(cases),
        "affected": affected,
        "waiting": [one for one in affected if one.final_at is None],
        "back_unsaid": back_unsaid(incident),
        "unreached": [one for one in affected if one.is_unreached],
        "matrix": matrix(incident, affected),
        "main_holder": holder(incident.ball),
        "may_run": actor.is_agent,
        "may_write": policy.note(actor, incident),
        "reviewed_before": reviewed_before(incident),
        "leads_several": leads_several(incident),
        "freezes": list(services.freezes()),
    }


def steps(incident: Incident) -> list[Step]:
    rows = incident.process.select_related("owner", "done_by", "ball__person")
    return [Step(row, row.done_by or row.owner or _meanwhile(incident, row)) for row in rows]


def who_may_do(kind: str) -> Any:
    """Those who may have a step of the process: third line reproduces; the desk publishes, asks and informs."""
    people = Person.objects.active()
    return people.filter(line__gt=0) if kind == ProcessStep.Kind.REPRODUCE else people.second_line()


def running(incident: Incident) -> list[Running]:
    """The clocks for reporting that run, the nearest first."""
    rows = incident.reports.select_related("rule", "decided_by", "ball__person", "ball__team").order_by("due_at", "pk")
    return [Running(row, row.due_at - timezone.now(), holder(row.ball)) for row in rows if row.is_open]


def _meanwhile(incident: Incident, row: ProcessStep) -> Person | None:
    if row.ball and row.ball.ended_at is None:
        return row.ball.person
    speaks = row.kind in (ProcessStep.Kind.PUBLISH, ProcessStep.Kind.INFORM)
    return (incident.communicator if speaks else None) or incident.lead


def holder(ball: Commitment | None) -> str:
    return str(ball.person or ball.team or "") if ball else ""


def reviewed_before(incident: Incident) -> Event | None:
    """When its review was finished, or said not to be needed, if it has come back since and is to be looked through anew."""
    if not Review.objects.filter(incident=incident, done_at=None).exists():
        return None
    kinds = ("incidents.review_finished", "incidents.review_skipped")
    ended = Event.objects.filter(topics__name=incident.topic, kind__in=kinds)
    return ended.select_related("actor").order_by("-pk").first()


def matrix(incident: Incident, affected: list[Affected]) -> Matrix:
    """Reports of each service and institution: cases, and those who said that they are affected too."""
    own = list(incident.services.all())
    alone = own[0].pk if len(own) == 1 else None
    cells: Counter[tuple[int | None, int]] = Counter()
    for one in affected:
        if one.case is not None and one.case.subject.is_protected:
            continue
        key = (one.case.service_id if one.case else None) or alone
        cells[key, one.institution_id] += 1
    places = {one.institution_id: one.institution for one in affected if any(k[1] == one.institution_id for k in cells)}
    places |= {row.pk: row for row in incident.institutions.all()}
    institutions = sorted(
        places.values(), key=lambda row: (-sum(n for k, n in cells.items() if k[1] == row.pk), row.sort)
    )
    known: dict[int | None, Service | None] = {row.pk: row for row in own}
    known |= {one.case.service_id: one.case.service for one in affected if one.case and one.case.service_id}
    if any(key is None for key, _place in cells):
        known[None] = None
    lines = [
        Line(service, [cells[key, place.pk] for place in institutions])
        for key, service in sorted(known.items(), key=lambda item: (item[0] is None, item[1].sort if item[1] else ""))
    ]
    return Matrix(institutions, lines, [sum(line.cells[at] for line in lines) for at in range(len(institutions))])


def leads_several(incident: Incident) -> int:
    """How many unresolved incidents its lead has, when more than one."""
    if incident.lead_id is None or not incident.is_unresolved:
        return 0
    count = Incident.objects.unresolved().filter(lead=incident.lead_id).count()
    return count if count > 1 else 0


def thanks_of(actor: Actor, incident: Incident) -> list[Case]:
    """Cases of the incident whose reporters have said thanks or rated, that the actor may see."""
    rows = Case.objects.visible_to(actor).filter(incident_link__incident=incident, thanks__isnull=False)
    return list(rows.select_related("thanks__person", "institution", "subject").order_by("thanks__said_at"))
