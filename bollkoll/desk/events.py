"""What can happen at a stand-up. Ids and numbers: what was said stands in the notes of the cases."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.desk.models import Decision, StandUp
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class StandUpFact(Fact):
    """Base: something happened at a stand-up."""

    stand_up: StandUp

    def topics(self) -> list[str]:
        return [f"stand_up:{self.stand_up.pk}", "stand_up"]


@dataclass(frozen=True, kw_only=True)
class StandUpBegun(StandUpFact):
    kind = "desk.stand_up_begun"
    sentence = _("{actor} began the stand-up")
    items: int


@dataclass(frozen=True, kw_only=True)
class AttendanceMarked(StandUpFact):
    kind = "desk.attendance_marked"
    sentence = _("{actor} marked who is at the stand-up")
    present: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NotedDown(StandUpFact):
    """Quiet in the timeline of the case: the note itself stands there."""

    kind = "desk.noted_down"
    sentence = _("{actor} noted something at the stand-up")
    decision: Decision
    case: Case
    message: Message


@dataclass(frozen=True, kw_only=True)
class HandedOut(StandUpFact):
    kind = "desk.handed_out"
    sentence = _("{actor} gave somebody the case at the stand-up")
    decision: Decision
    case: Case
    person: int


@dataclass(frozen=True, kw_only=True)
class StandUpEnded(StandUpFact):
    """Told to those who were not there."""

    kind = "desk.stand_up_ended"
    sentence = _("{actor} ended the stand-up")
    told: tuple[int, ...]
    present: tuple[int, ...]
    acute: int
    promises: int
    nobody: int
    third_line: int
    stuck: int
    opened: int
    solved: int
    thanked: int
    noted: tuple[str, ...]
    """Ids of the notes."""
    dealt: tuple[str, ...]
    """Ids of the cases that somebody got."""

    def audience(self) -> list[int]:
        return list(self.told)


@dataclass(frozen=True, kw_only=True)
class StandUpRulesChanged(Fact):
    kind = "desk.stand_up_rules_changed"
    sentence = _("{actor} changed what the stand-up calls too long")
    stuck_after: int
    third_line_after: int

    def topics(self) -> list[str]:
        return ["stand_up"]
