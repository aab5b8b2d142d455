"""News of bursts that were noticed."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.incidents.models import Proposal
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ProposalFact(Fact):
    proposal: Proposal
    told: tuple[int, ...] = ()

    def topics(self) -> list[str]:
        return ["incidents", "desk"]

    def audience(self) -> list[int]:
        return list(self.told)


@dataclass(frozen=True, kw_only=True)
class Proposed(ProposalFact):
    kind = "incidents.proposed"
    sentence = _("a burst of cases was noticed")
    count: int


@dataclass(frozen=True, kw_only=True)
class Extended(ProposalFact):
    kind = "incidents.extended"
    sentence = _("the burst goes on")
    count: int


@dataclass(frozen=True, kw_only=True)
class Dismissed(ProposalFact):
    kind = "incidents.dismissed"
    sentence = _("{actor} dismissed the proposal")


@dataclass(frozen=True, kw_only=True)
class Lapsed(ProposalFact):
    kind = "incidents.lapsed"
    sentence = _("the proposal came to nothing")
