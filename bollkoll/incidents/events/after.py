"""News of what comes afterwards."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.incidents.events.base import IncidentFact
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ReviewWritten(IncidentFact):
    kind = "incidents.review_written"
    sentence = _("{actor} wrote in the review")


@dataclass(frozen=True, kw_only=True)
class ReviewFinished(IncidentFact):
    kind = "incidents.review_finished"
    sentence = _("{actor} finished the review")


@dataclass(frozen=True, kw_only=True)
class ReviewSkipped(IncidentFact):
    kind = "incidents.review_skipped"
    sentence = _("{actor} noted that no review is needed")


@dataclass(frozen=True, kw_only=True)
class ActionFact(IncidentFact):
    action: int


@dataclass(frozen=True, kw_only=True)
class ActionAdded(ActionFact):
    kind = "incidents.action_added"
    sentence = _("{actor} added something to do so that it does not happen again")


@dataclass(frozen=True, kw_only=True)
class ActionDone(ActionFact):
    kind = "incidents.action_done"
    sentence = _("{actor} did what the review decided")


@dataclass(frozen=True, kw_only=True)
class PersonalDataMarked(IncidentFact):
    kind = "incidents.personal_data_marked"
    sentence = _("{actor} changed whether it concerns personal data")
    concerns: bool


@dataclass(frozen=True, kw_only=True)
class ReportFact(IncidentFact):
    report: int


@dataclass(frozen=True, kw_only=True)
class ReportDecided(ReportFact):
    kind = "incidents.report_decided"
    sentence = _("{actor} decided whether to report it")
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ReportSent(ReportFact):
    kind = "incidents.report_sent"
    sentence = _("{actor} noted that it has been reported")


@dataclass(frozen=True, kw_only=True)
class ReportRulesChanged(Fact):
    kind = "incidents.report_rules_changed"
    sentence = _("{actor} changed when something must be reported")
    rules: int

    def topics(self) -> list[str]:
        return ["incidents"]
