"""News of the process and of the room."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.incidents.events.base import IncidentFact


@dataclass(frozen=True, kw_only=True)
class StepFact(IncidentFact):
    step: str


@dataclass(frozen=True, kw_only=True)
class StepAssigned(StepFact):
    kind = "incidents.step_assigned"
    sentence = _("{actor} gave {person} the step “{step}”")
    person: int


@dataclass(frozen=True, kw_only=True)
class StepFinished(StepFact):
    kind = "incidents.step_finished"
    sentence = _("{actor} finished the step “{step}”")


@dataclass(frozen=True, kw_only=True)
class StepSkipped(StepFact):
    kind = "incidents.step_skipped"
    sentence = _("{actor} noted that the step “{step}” is not needed")


@dataclass(frozen=True, kw_only=True)
class StepEnded(StepFact):
    """Nobody did it and nobody said that it was not needed: the incident was resolved."""

    kind = "incidents.step_ended"
    sentence = _("the step “{step}” ended when the incident was resolved")


@dataclass(frozen=True, kw_only=True)
class Informed(IncidentFact):
    kind = "incidents.informed"
    sentence = _("{actor} published operating information")
    is_first: bool
    is_resolved: bool
    promised: str | None = None
    """Until when the next update was promised, ISO 8601."""


@dataclass(frozen=True, kw_only=True)
class Noted(IncidentFact):
    kind = "incidents.noted"
    sentence = _("{actor} wrote a note")
    entry: int


@dataclass(frozen=True, kw_only=True)
class DecisionFact(IncidentFact):
    decision: int


@dataclass(frozen=True, kw_only=True)
class DecisionAsked(DecisionFact):
    kind = "incidents.decision_asked"
    sentence = _("{actor} asked {person} to decide")
    person: int


@dataclass(frozen=True, kw_only=True)
class Decided(DecisionFact):
    kind = "incidents.decided"
    sentence = _("{actor} decided")


@dataclass(frozen=True, kw_only=True)
class DecisionWithdrawn(DecisionFact):
    kind = "incidents.decision_withdrawn"
    sentence = _("{actor} withdrew a question")


@dataclass(frozen=True, kw_only=True)
class PulledIn(IncidentFact):
    kind = "incidents.pulled_in"
    sentence = _("{actor} asked {whom} to join")
    participant: int
    whom: int


@dataclass(frozen=True, kw_only=True)
class Joined(IncidentFact):
    kind = "incidents.joined"
    sentence = _("{actor} joined")
    participant: int


@dataclass(frozen=True, kw_only=True)
class Declined(IncidentFact):
    kind = "incidents.declined"
    sentence = _("{actor} declined to join")
    participant: int


@dataclass(frozen=True, kw_only=True)
class LeftRoom(IncidentFact):
    kind = "incidents.left"
    sentence = _("{whom} left")
    participant: int
    whom: int


@dataclass(frozen=True, kw_only=True)
class TaskFact(IncidentFact):
    task: int


@dataclass(frozen=True, kw_only=True)
class TaskAdded(TaskFact):
    kind = "incidents.task_added"
    sentence = _("{actor} added a task")


@dataclass(frozen=True, kw_only=True)
class TaskDone(TaskFact):
    kind = "incidents.task_done"
    sentence = _("{actor} did a task")


@dataclass(frozen=True, kw_only=True)
class TaskDropped(TaskFact):
    kind = "incidents.task_dropped"
    sentence = _("{actor} dropped a task")
