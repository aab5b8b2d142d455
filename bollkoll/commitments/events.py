"""What happens to balls."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class BallMoved(Fact):
    """The main ball went to a (new) holder with a next step. Quiet in the timeline: the command above has told why."""

    kind = "commitments.ball_moved"
    sentence = _("{actor} moved the ball")
    subject: Subject
    ball: Commitment | None
    holder: str
    person: int | None = None
    team: int | None = None
    step: str = ""

    def topics(self) -> list[str]:
        names = [f"{self.subject.kind}:{self.subject.pk}"]
        if self.person:
            names.append(f"person:{self.person}")
        return names


@dataclass(frozen=True, kw_only=True)
class BallDropped(BallMoved):
    """The subject was closed: nobody holds anything any more."""

    kind = "commitments.ball_put_down"
    sentence = _("{actor} put down the ball")


@dataclass(frozen=True, kw_only=True)
class BallCounted(BallMoved):
    """The ball stays where it is; its computed times were computed from other facts."""

    kind = "commitments.ball_counted"
    sentence = _("the times of the ball were counted anew")


@dataclass(frozen=True, kw_only=True)
class StoodIn(Fact):
    """What ``person`` held of an incident or a notice was passed on: to ``deputy``, or to the desk when that is empty."""

    kind = "commitments.stood_in"
    sentence = _("the balls of {person} went to {deputy}")
    subject: Subject
    person: int
    deputy: int | None
    balls: int

    def topics(self) -> list[str]:
        return [f"{self.subject.kind}:{self.subject.pk}", "desk", f"person:{self.person}"]

    def audience(self) -> list[int]:
        return [self.deputy] if self.deputy else []


@dataclass(frozen=True, kw_only=True)
class BallGiven(Fact):
    """What lay with the desk, of an incident, is ``person``'s now."""

    kind = "commitments.ball_given"
    sentence = _("{actor} gave the ball to {person}")
    subject: Subject
    ball: Commitment
    person: int
    step: str

    def topics(self) -> list[str]:
        return [f"{self.subject.kind}:{self.subject.pk}", "desk", f"person:{self.person}"]


@dataclass(frozen=True, kw_only=True)
class ViolationsFound(Fact):
    """The auditor found what should never be. ``told``: the incident managers, once for all that came at once."""

    kind = "commitments.violations_found"
    sentence = _("the audit found that something is wrong")
    violations: list[int]
    told: list[int]

    def topics(self) -> list[str]:
        return ["audit", "desk"]

    def audience(self) -> list[int]:
        return self.told


@dataclass(frozen=True, kw_only=True)
class ViolationsGone(Fact):
    """What the auditor had found is as it should be again."""

    kind = "commitments.violations_gone"
    sentence = _("what the audit had found is as it should be again")
    violations: list[int]

    def topics(self) -> list[str]:
        return ["audit", "desk"]
