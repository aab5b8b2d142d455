"""News of dealing out, and of the ball."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, desk_side
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Taken(CaseFact):
    kind = "cases.taken"
    sentence = _("{actor} took the case")


@dataclass(frozen=True, kw_only=True)
class Assigned(CaseFact):
    kind = "cases.assigned"
    sentence = _("{actor} gave the case to {person}")
    person: int

    def audience(self) -> list[int]:
        return [self.person]


@dataclass(frozen=True, kw_only=True)
class BallGiven(CaseFact):
    """What lay with the desk beside the main ball is somebody's now."""

    kind = "cases.ball_given"
    sentence = _("{actor} gave {person} what lay with the desk")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class DealtOutAgain(CaseFact):
    kind = "cases.dealt_out_again"
    sentence = _("the case went back to the desk, since {person} cannot hold it any more")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class StoodIn(CaseFact):
    """Somebody is away; the deputy has the ball until it moves on."""

    kind = "cases.stood_in"
    sentence = _("{deputy} got the ball, standing in for {person}, who is away")
    is_internal = True
    person: int
    deputy: int

    def audience(self) -> list[int]:
        return [self.deputy]


@dataclass(frozen=True, kw_only=True)
class CameBack(CaseFact):
    """Somebody was not away after all: what had gone on, and nobody has touched since, is theirs again."""

    kind = "cases.came_back"
    sentence = _("{person} was not away after all and has the ball again")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class Triaged(CaseFact):
    kind = "cases.triaged"
    sentence = _("{actor} sorted the case")
    is_internal = True
    service: int | None = None
    environment: int | None = None
    case_kind: str = ""
    priority: int | None = None


@dataclass(frozen=True, kw_only=True)
class Renamed(CaseFact):
    kind = "cases.renamed"
    sentence = _("{actor} gave the case a clearer subject")


@dataclass(frozen=True, kw_only=True)
class WaitingForThirdLine(CaseFact):
    kind = "cases.waiting_third_line"
    sentence = _("{actor} asked third line: {team}")
    team: int | None = None

    is_internal = False


@dataclass(frozen=True, kw_only=True)
class Reminded(CaseFact):
    """The waiting time ran out: the ball came back to the agent."""

    kind = "cases.reminded"
    sentence = _("the waiting time ran out and the ball came back")
    is_internal = True

    def audience(self) -> list[int]:
        return desk_side(self.case)


@dataclass(frozen=True, kw_only=True)
class BallSet(CaseFact):
    kind = "cases.ball_set"
    sentence = _("{actor} set the next step")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    kind = "cases.view_saved"
    sentence = _("{actor} saved a view")
    view: int


@dataclass(frozen=True, kw_only=True)
class ViewRemoved(Fact):
    kind = "cases.view_removed"
    sentence = _("{actor} removed a view")
    view: int


@dataclass(frozen=True, kw_only=True)
class LooksCounted(Fact):
    """The calendar has changed, and with it when the desk looks at what nobody has taken."""

    kind = "cases.looks_counted"
    sentence = _("the times of {count} cases that nobody has taken were counted anew")
    count: int

    def topics(self) -> list[str]:
        return ["desk"]
