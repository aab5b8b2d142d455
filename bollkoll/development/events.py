"""What can happen: issues, versions, what is told, meetings."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact
from bollkoll.log.facts import Fact

# Trackers, issues


@dataclass(frozen=True, kw_only=True)
class DevelopmentFact(Fact):
    """Pages of issues, versions and teams hear it."""

    def topics(self) -> list[str]:
        return ["development"]


@dataclass(frozen=True, kw_only=True)
class TrackerChanged(DevelopmentFact):
    kind = "development.tracker_changed"
    sentence = _("{actor} changed where issues are found")
    tracker: int


@dataclass(frozen=True, kw_only=True)
class ProductionChosen(DevelopmentFact):
    kind = "development.production_chosen"
    sentence = _("{actor} chose the production environment")
    environment: int


@dataclass(frozen=True, kw_only=True)
class IssueAdded(DevelopmentFact):
    kind = "development.issue_added"
    sentence = _("{actor} added a development issue")
    issue: int


@dataclass(frozen=True, kw_only=True)
class IssueChanged(DevelopmentFact):
    """``cases`` show it, and ``shown`` of them to their reporters too."""

    kind = "development.issue_changed"
    sentence = _("{actor} changed a development issue")
    issue: int
    cases: list[str]
    shown: list[str]

    def topics(self) -> list[str]:
        return ["development", *(f"case:{pk}" for pk in self.cases), *(f"case:{pk}:shared" for pk in self.shown)]


@dataclass(frozen=True, kw_only=True)
class IssueFact(CaseFact):
    is_internal = True
    issue: int
    is_shown: bool

    def topics(self) -> list[str]:
        names = super().topics()
        return [*names, f"{self.case.topic}:shared"] if self.is_shown else names


@dataclass(frozen=True, kw_only=True)
class IssueLinked(IssueFact):
    kind = "development.issue_linked"
    sentence = _("{actor} linked a development issue")


@dataclass(frozen=True, kw_only=True)
class IssueUnlinked(IssueFact):
    kind = "development.issue_unlinked"
    sentence = _("{actor} removed the link to a development issue")


@dataclass(frozen=True, kw_only=True)
class IssueShown(IssueFact):
    """The reporter sees it from now on, or no longer."""

    kind = "development.issue_shown"
    sentence = _("{actor} changed whether the reporter sees a development issue")

    def topics(self) -> list[str]:
        return list(dict.fromkeys([*super().topics(), f"{self.case.topic}:shared"]))


# Versions


@dataclass(frozen=True, kw_only=True)
class VersionFact(DevelopmentFact):
    version: int


@dataclass(frozen=True, kw_only=True)
class VersionAdded(VersionFact):
    kind = "development.version_added"
    sentence = _("{actor} added a version")


@dataclass(frozen=True, kw_only=True)
class VersionChanged(VersionFact):
    kind = "development.version_changed"
    sentence = _("{actor} changed a version")


@dataclass(frozen=True, kw_only=True)
class VersionArrived(VersionFact):
    kind = "development.version_arrived"
    sentence = _("{actor} marked a version as there")
    environment: int


@dataclass(frozen=True, kw_only=True)
class ArrivalTakenBack(VersionFact):
    kind = "development.arrival_taken_back"
    sentence = _("{actor} took back that a version is there")
    environment: int


# What is to be told


@dataclass(frozen=True, kw_only=True)
class TellingFact(CaseFact):
    is_internal = True
    version: int


@dataclass(frozen=True, kw_only=True)
class TellingOwed(TellingFact):
    kind = "development.telling_owed"
    sentence = _("a version with something for this case is in production: the reporter is to be told")


@dataclass(frozen=True, kw_only=True)
class TellingWithdrawn(TellingFact):
    kind = "development.telling_withdrawn"
    sentence = _("the reporter need no longer be told that a version is in production")


@dataclass(frozen=True, kw_only=True)
class TellingWrong(TellingFact):
    kind = "development.telling_wrong"
    sentence = _("the version that the reporter was told of is not in production: the reporter is to be told so")


@dataclass(frozen=True, kw_only=True)
class OpenedToTell(TellingFact):
    kind = "development.opened_to_tell"
    sentence = _("the case was opened again: the reporter is to be told that a version was not in production")


@dataclass(frozen=True, kw_only=True)
class Told(TellingFact):
    kind = "development.told"
    sentence = _("{actor} told the reporter that it is in production")


@dataclass(frozen=True, kw_only=True)
class Settled(CaseFact):
    """What the case owes because of versions and meetings was made true again. Quiet."""

    kind = "development.settled"
    sentence = _("what is owed was made true again")
    is_internal = True

    def topics(self) -> list[str]:
        return []


# Meetings


@dataclass(frozen=True, kw_only=True)
class MeetingFact(Fact):
    team: int

    def topics(self) -> list[str]:
        return [f"team:{self.team}"]


@dataclass(frozen=True, kw_only=True)
class SeriesSet(MeetingFact):
    kind = "development.series_set"
    sentence = _("{actor} set when a team meets")
    series: int


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(MeetingFact):
    kind = "development.series_ended"
    sentence = _("{actor} ended a team's meetings")
    series: int


@dataclass(frozen=True, kw_only=True)
class MeetingsPlanned(MeetingFact):
    kind = "development.meetings_planned"
    sentence = _("the next dates were set")
    series: int


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(MeetingFact):
    kind = "development.meeting_moved"
    sentence = _("{actor} moved a meeting")
    meeting: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingFact):
    kind = "development.meeting_cancelled"
    sentence = _("{actor} cancelled a meeting")
    meeting: int


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(MeetingFact):
    kind = "development.meeting_held"
    sentence = _("{actor} closed a meeting")
    meeting: int


@dataclass(frozen=True, kw_only=True)
class Raised(MeetingFact):
    """A question without a case."""

    kind = "development.raised"
    sentence = _("{actor} raised a question with {team}")
    item: int


@dataclass(frozen=True, kw_only=True)
class ItemChanged(MeetingFact):
    """Something was said of a question without a case, or it went on or away."""

    kind = "development.item_changed"
    sentence = _("{actor} changed a question on the agenda")
    item: int


@dataclass(frozen=True, kw_only=True)
class LiftedFact(CaseFact):
    """News of a question lifted from a case. The team's page hears it too, except of a protected case."""

    is_internal = True
    item: int
    team: int

    def topics(self) -> list[str]:
        names = super().topics()
        return names if self.case.subject.is_protected else [*names, f"team:{self.team}"]


@dataclass(frozen=True, kw_only=True)
class Lifted(LiftedFact):
    kind = "development.lifted"
    sentence = _("{actor} lifted a question to {team}")


@dataclass(frozen=True, kw_only=True)
class Spoken(LiftedFact):
    kind = "development.spoken"
    sentence = _("{actor} noted what {team} said")


@dataclass(frozen=True, kw_only=True)
class CarriedOver(LiftedFact):
    kind = "development.carried_over"
    sentence = _("{actor} carried the question to {team} over to the next meeting")


@dataclass(frozen=True, kw_only=True)
class Withdrawn(LiftedFact):
    kind = "development.withdrawn"
    sentence = _("{actor} withdrew the question to {team}")
