"""What all news of an incident have in common: where it shows, and who is told."""

from dataclasses import dataclass

from bollkoll.incidents.models import Incident
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class IncidentFact(Fact):
    """Base: the room, the board and the desk's overviews hear it. ``told``: whom the channels tell."""

    incident: Incident
    told: tuple[int, ...] = ()

    def topics(self) -> list[str]:
        return [self.incident.topic, "incidents", "desk"]

    def audience(self) -> list[int]:
        return list(self.told)
