"""What disturbs now, as a reporter may know of it, and how they stand to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bollkoll.incidents import queries as incidents
from bollkoll.incidents.models import Affected, Incident
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service
from bollkoll.status.queries import notices


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a disturbance: known to be affected, and whether they may say that it works for them."""

    number: int
    is_mine: bool
    may_leave: bool


@dataclass(frozen=True)
class Disturbance:
    """One that goes on, as a contact may know of it: never its title, which is written for the support."""

    services: list[str]
    since: datetime
    is_watched: bool
    standing: Standing

    @property
    def what(self) -> str:
        return ", ".join(self.services) or str(services.organisation().system_name)


def disturbances(actor: Actor, service: str = "", environment: str = "") -> list[Disturbance]:
    """Those that go on and that no notice beside them tells of; of a service when one is chosen. A handful of queries.

    ``service`` and ``environment``: keys as the form has them. What is published has the words for everybody, so an
    incident with a notice that the actor is shown is not told a second time.
    """
    chosen, where = _chosen(Service, service), _chosen(Environment, environment)
    own = actor.own_institutions
    shown = notices.disturbances(service=chosen, environment=where, institutions=own)
    told = {_goes_on_as(notice.incident).pk for notice in shown if notice.incident}
    rows = [row for row in incidents.for_reporters(chosen) if row.pk not in told]
    mine = _own_rows(actor, rows)
    return [
        Disturbance(
            [one.name for one in row.services.all()], row.started_at, row.state == Incident.State.MONITORING,
            _standing(row, mine),
        )
        for row in rows
    ]  # fmt: skip


def standing(actor: Actor, incident: Incident | None) -> Standing | None:
    """How the actor stands to the incident of a notice that goes on; ``None`` when it has none. Whether the support believes
    that it is resolved is no matter of the reporter, who reads that it goes on."""
    if incident is None:
        return None
    incident = _goes_on_as(incident)
    return _standing(incident, _own_rows(actor, [incident]))


def is_told(actor: Actor, incident: Incident) -> bool:
    """Whether a notice that the actor is shown still says that it goes on."""
    shown = notices.disturbances(institutions=actor.own_institutions)
    gone_on = _goes_on_as(incident)
    return any(notice.incident and _goes_on_as(notice.incident) == gone_on for notice in shown)


def _goes_on_as(incident: Incident) -> Incident:
    """What it was merged into, which its reporters are told of; itself when it was not."""
    while incident.merged_into is not None:
        incident = incident.merged_into
    return incident


def _own_rows(actor: Actor, rows: list[Incident]) -> dict[UUID, Affected]:
    if not rows:
        return {}
    return {row.incident_id: row for row in Affected.objects.filter(incident__in=rows, person=actor.person_id)}


def _standing(incident: Incident, mine: dict[UUID, Affected]) -> Standing:
    row = mine.get(incident.pk)
    return Standing(incident.number, row is not None, row is not None and row.case_id is None)


def _chosen(model: type[Service] | type[Environment], key: str) -> Any:
    return model.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
