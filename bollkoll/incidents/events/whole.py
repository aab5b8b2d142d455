"""News of an incident as a whole: its state, its facts, who leads it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.incidents.events.base import IncidentFact
from bollkoll.incidents.models import Incident


@dataclass(frozen=True, kw_only=True)
class Declared(IncidentFact):
    kind = "incidents.declared"
    sentence = _("{actor} declared the incident")


@dataclass(frozen=True, kw_only=True)
class FactsChanged(IncidentFact):
    kind = "incidents.facts_changed"
    sentence = _("{actor} changed what the incident is about")
    changed: tuple[str, ...] = ()
    """Names of fields."""


@dataclass(frozen=True, kw_only=True)
class SeveritySet(IncidentFact):
    kind = "incidents.severity_set"
    sentence = _("{actor} set the severity to {severity}")
    severity: int
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeadTaken(IncidentFact):
    kind = "incidents.lead_taken"
    sentence = _("{actor} took the lead")
    person: int


@dataclass(frozen=True, kw_only=True)
class LeadHandedOver(IncidentFact):
    kind = "incidents.lead_handed_over"
    sentence = _("{actor} handed the lead over to {person}")
    person: int
    entry: int
    """The note with the summary."""


@dataclass(frozen=True, kw_only=True)
class CommunicatorSet(IncidentFact):
    kind = "incidents.communicator_set"
    sentence = _("{actor} made {person} the communicator")
    person: int | None


@dataclass(frozen=True, kw_only=True)
class MonitoringBegun(IncidentFact):
    kind = "incidents.monitoring_begun"
    sentence = _("{actor} noted that it works again and is being watched")


@dataclass(frozen=True, kw_only=True)
class Confirmed(IncidentFact):
    kind = "incidents.confirmed"
    sentence = _("{actor} noted that it goes on")


@dataclass(frozen=True, kw_only=True)
class Resolved(IncidentFact):
    kind = "incidents.resolved"
    sentence = _("{actor} marked the incident as resolved")


@dataclass(frozen=True, kw_only=True)
class Reopened(IncidentFact):
    kind = "incidents.reopened"
    sentence = _("{actor} opened the incident again")


@dataclass(frozen=True, kw_only=True)
class Closed(IncidentFact):
    kind = "incidents.closed"
    sentence = _("{actor} closed the incident")


@dataclass(frozen=True, kw_only=True)
class Ended(IncidentFact):
    """Nothing is owed any more: reviewed, reported, done."""

    kind = "incidents.ended"
    sentence = _("nothing more is owed")


@dataclass(frozen=True, kw_only=True)
class Nagged(IncidentFact):
    kind = "incidents.nagged"
    sentence = _("reminded: something that should exist by now does not")
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Settled(IncidentFact):
    """What is owed was made true again. Quiet."""

    kind = "incidents.settled"
    sentence = _("what is owed was made true again")

    def topics(self) -> list[str]:
        return []


@dataclass(frozen=True, kw_only=True)
class MergedInto(IncidentFact):
    kind = "incidents.merged"
    sentence = _("{actor} merged the incident into {target}")
    target: Incident

    def topics(self) -> list[str]:
        return [*super().topics(), self.target.topic]


@dataclass(frozen=True, kw_only=True)
class SplitOff(IncidentFact):
    kind = "incidents.split"
    sentence = _("{actor} split {made} off")
    made: Incident

    def topics(self) -> list[str]:
        return [*super().topics(), self.made.topic]
