"""News of order types and duties."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TypeFact(Fact):
    type: int

    def topics(self) -> list[str]:
        return [f"order-type:{self.type}"]


@dataclass(frozen=True, kw_only=True)
class TypeDrafted(TypeFact):
    kind = "orders.type_drafted"
    sentence = _("{actor} changed the draft of an order type")


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(TypeFact):
    kind = "orders.draft_discarded"
    sentence = _("{actor} threw away the draft of an order type")


@dataclass(frozen=True, kw_only=True)
class TypePublished(TypeFact):
    kind = "orders.type_published"
    sentence = _("{actor} published version {number} of an order type")
    number: int


@dataclass(frozen=True, kw_only=True)
class TypeSwitched(TypeFact):
    kind = "orders.type_switched"
    sentence = _("{actor} said whether an order type can be ordered")
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class DutyFact(Fact):
    duty: int

    def topics(self) -> list[str]:
        return [f"duty:{self.duty}"]


@dataclass(frozen=True, kw_only=True)
class DutyAdded(DutyFact):
    kind = "orders.duty_added"
    sentence = _("{actor} added a duty")


@dataclass(frozen=True, kw_only=True)
class DutyGiven(DutyFact):
    kind = "orders.duty_given"
    sentence = _("{actor} gave a duty to {person}")
    person: int


@dataclass(frozen=True, kw_only=True)
class DutyEnded(DutyFact):
    kind = "orders.duty_ended"
    sentence = _("{actor} ended a duty of {person}")
    person: int
