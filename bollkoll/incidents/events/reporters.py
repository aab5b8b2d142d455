"""News of cases and of reporters who are affected."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.incidents.events.base import IncidentFact


@dataclass(frozen=True, kw_only=True)
class CaseFact(IncidentFact):
    case: str
    is_protected: bool = False

    def topics(self) -> list[str]:
        names = super().topics()
        return names if self.is_protected else [*names, f"case:{self.case}", f"case:{self.case}:shared"]


@dataclass(frozen=True, kw_only=True)
class CaseLinked(CaseFact):
    kind = "incidents.case_linked"
    sentence = _("{actor} linked {case}")


@dataclass(frozen=True, kw_only=True)
class CaseUnlinked(CaseFact):
    kind = "incidents.case_unlinked"
    sentence = _("{actor} removed the link to {case}")


@dataclass(frozen=True, kw_only=True)
class CaseFollowed(CaseFact):
    """The case was merged into ``target``. ``affected``: the row of its reporter, unless it became one with another;
    ``brought``: the row that the target's reporter got by it; ``is_moved``: the target is linked in its place."""

    kind = "incidents.case_followed"
    sentence = _("{case} was merged into another case")
    target: str
    affected: int | None
    brought: int | None
    is_moved: bool


@dataclass(frozen=True, kw_only=True)
class CaseRestored(CaseFact):
    kind = "incidents.case_restored"
    sentence = _("{case} is linked again: it is not merged any more")


@dataclass(frozen=True, kw_only=True)
class AffectedFact(IncidentFact):
    affected: int


@dataclass(frozen=True, kw_only=True)
class AlsoAffected(AffectedFact):
    kind = "incidents.also_affected"
    sentence = _("{actor} is affected too")


@dataclass(frozen=True, kw_only=True)
class NotAffected(AffectedFact):
    kind = "incidents.not_affected"
    sentence = _("{actor} is not affected any more")


@dataclass(frozen=True, kw_only=True)
class ReportersTold(IncidentFact):
    """``count`` reporters were told what was said; ``is_late``: the story so far, to somebody who came later;
    ``is_answer``: an answer to all, with a greeting to each."""

    kind = "incidents.reporters_told"
    sentence = _("{count} reporters were told")
    said: int
    stage: str
    count: int
    is_late: bool = False
    is_answer: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswersWritten(IncidentFact):
    kind = "incidents.answers_written"
    sentence = _("{actor} answered {count} reporters at once")
    said: int
    count: int


@dataclass(frozen=True, kw_only=True)
class AnswersTakenBack(IncidentFact):
    kind = "incidents.answers_taken_back"
    sentence = _("{actor} took back {count} answers before they were sent")
    count: int


@dataclass(frozen=True, kw_only=True)
class ToldByHand(AffectedFact):
    kind = "incidents.told_by_hand"
    sentence = _("{actor} noted that a reporter knows")


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(AffectedFact):
    """An answer to all has gone to one of them. Quiet in the timeline."""

    kind = "incidents.answer_given"
    sentence = _("a reporter got the answer")


@dataclass(frozen=True, kw_only=True)
class FinalGiven(AffectedFact):
    kind = "incidents.final_given"
    sentence = _("a reporter got the final answer")


@dataclass(frozen=True, kw_only=True)
class FinalReopened(AffectedFact):
    kind = "incidents.final_reopened"
    sentence = _("a reporter was not reached and waits for the final answer again")
