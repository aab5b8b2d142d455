"""News of cases that were joined, parted or tied together."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, pages_of
from bollkoll.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Merged(CaseFact):
    kind = "cases.merged"
    sentence = _("{actor} merged the case into {target}")
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *pages_of(self.target)]


@dataclass(frozen=True, kw_only=True)
class Unmerged(CaseFact):
    kind = "cases.unmerged"
    sentence = _("{actor} undid the merge with {target}")
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *pages_of(self.target)]


@dataclass(frozen=True, kw_only=True)
class SplitOff(CaseFact):
    kind = "cases.split"
    sentence = _("{actor} made a case of its own of a message: {made}")
    made: Case


@dataclass(frozen=True, kw_only=True)
class Linked(CaseFact):
    kind = "cases.linked"
    sentence = _("{actor} linked the case with {other}")
    is_internal = True
    other: Case

    def topics(self) -> list[str]:
        return [*super().topics(), self.other.topic]


@dataclass(frozen=True, kw_only=True)
class Unlinked(CaseFact):
    kind = "cases.unlinked"
    sentence = _("{actor} removed the link with {other}")
    is_internal = True
    other: Case

    def topics(self) -> list[str]:
        return [*super().topics(), self.other.topic]


@dataclass(frozen=True, kw_only=True)
class MessageMoved(CaseFact):
    kind = "cases.message_moved"
    sentence = _("{actor} moved a message to {target}")
    is_internal = True
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *pages_of(self.target), f"{self.case.topic}:shared"]
