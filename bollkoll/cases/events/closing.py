"""News of the end of a case, and of what comes after."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, desk_side


@dataclass(frozen=True, kw_only=True)
class Reopened(CaseFact):
    kind = "cases.reopened"
    sentence = _("the case was opened again")


@dataclass(frozen=True, kw_only=True)
class Solved(CaseFact):
    kind = "cases.solved"
    sentence = _("{actor} marked the case as solved")

    def audience(self) -> list[int]:
        return [self.case.reporter_id]


@dataclass(frozen=True, kw_only=True)
class Confirmed(CaseFact):
    kind = "cases.confirmed"
    sentence = _("{actor} said that it is solved")


@dataclass(frozen=True, kw_only=True)
class Closed(CaseFact):
    kind = "cases.closed"
    sentence = _("the case was closed")


@dataclass(frozen=True, kw_only=True)
class Thanked(CaseFact):
    kind = "cases.thanked"
    sentence = _("{actor} said thanks")
    rating: int | None = None

    def audience(self) -> list[int]:
        return desk_side(self.case)


@dataclass(frozen=True, kw_only=True)
class DidNotHelp(CaseFact):
    kind = "cases.did_not_help"
    sentence = _("{actor} said that it did not help")

    def audience(self) -> list[int]:
        return desk_side(self.case)
