"""News of one step."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import reporters_side, who_may
from bollkoll.orders.events.whole import OrderFact, concerned


@dataclass(frozen=True, kw_only=True)
class StepAsked(OrderFact):
    """Persons are asked to approve or to do something."""

    kind = "orders.step_asked"
    sentence = _("“{step}” waits")
    is_quiet, is_told = True, False
    run: int
    asked: tuple[int, ...] = ()
    of_orderer: bool = False

    def topics(self) -> list[str]:
        return [*super().topics(), *(f"person:{key}" for key in self.asked)]

    def audience(self) -> list[int]:
        orderer = reporters_side(self.case) if self.of_orderer else []
        return who_may(self.case, [*self.asked, *orderer])


@dataclass(frozen=True, kw_only=True)
class StepChased(StepAsked):
    kind = "orders.step_chased"
    sentence = _("“{step}” has waited for longer than it should; who is asked was reminded")
    is_quiet, is_told = False, False
    icon = "bell"


@dataclass(frozen=True, kw_only=True)
class AskedInstead(StepAsked):
    """Whoever was asked is away or has left. ``person``: who it was."""

    kind = "orders.asked_instead"
    sentence = _("somebody else than {person} is asked for “{step}”")
    is_quiet = is_told = False
    icon = "people"
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Approved(OrderFact):
    kind = "orders.approved"
    sentence = _("{actor} approved: “{step}”")
    icon = "check"


@dataclass(frozen=True, kw_only=True)
class Declined(OrderFact):
    kind = "orders.declined"
    sentence = _("{actor} declined: “{step}”")
    icon = "x"

    def audience(self) -> list[int]:
        return concerned(self.case)


@dataclass(frozen=True, kw_only=True)
class Claimed(OrderFact):
    kind = "orders.claimed"
    sentence = _("{actor} took “{step}”")
    is_told = False
    icon = "ball-full"


@dataclass(frozen=True, kw_only=True)
class PutBack(OrderFact):
    kind = "orders.put_back"
    sentence = _("{actor} put “{step}” back")
    is_told = False
    icon = "undo"


@dataclass(frozen=True, kw_only=True)
class StepDone(OrderFact):
    kind = "orders.step_done"
    sentence = _("{actor} did “{step}”")
    icon = "check"


@dataclass(frozen=True, kw_only=True)
class CheckRefused(OrderFact):
    """``performer``: who did what was not good enough; they are told why."""

    kind = "orders.check_refused"
    sentence = _("{actor} did not sign “{step}”; it is done again")
    is_told = False
    icon = "undo"
    performer: int | None = None

    def audience(self) -> list[int]:
        return who_may(self.case, [self.performer] if self.performer else [])


@dataclass(frozen=True, kw_only=True)
class Reviewed(OrderFact):
    """The accounts of an institution were gone through: how many keep their access, how many were ended."""

    kind = "orders.reviewed"
    sentence = _("{actor} went through the accounts")
    is_quiet, is_told = True, False
    kept: int
    ended: int
