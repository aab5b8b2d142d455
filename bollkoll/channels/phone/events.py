"""What can happen on the telephone. Facts hold ids and codes: never a number, a name or a word of what was said."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events import CaseFact
from bollkoll.channels.phone.models import Call, Ring
from bollkoll.commitments.models import Commitment
from bollkoll.log.facts import Fact
from bollkoll.people.models import Institution, Person


@dataclass(frozen=True, kw_only=True)
class CallFact(Fact):
    call: Call

    def topics(self) -> list[str]:
        return ["calls", *(self.call.ring.topics if self.call.ring else [])]


@dataclass(frozen=True, kw_only=True)
class CallBegun(CallFact):
    kind = "phone.call_begun"
    sentence = _("{actor} began a call with {person}")
    person: int


@dataclass(frozen=True, kw_only=True)
class CallerChanged(CallFact):
    kind = "phone.caller_changed"
    sentence = _("{actor} noted that it was {person} who called")
    person: int


@dataclass(frozen=True, kw_only=True)
class CallFiled(CallFact):
    """What was said has its place: in a case, or in the call log alone."""

    kind = "phone.call_filed"
    sentence = _("{actor} filed a call")
    case: str | None = None
    into: str = ""
    goes_on: bool = False


@dataclass(frozen=True, kw_only=True)
class TurnedAway(CallFact):
    """Somebody who may not contact the support was told where to turn. Nothing says who."""

    kind = "phone.turned_away"
    sentence = _("{actor} told a caller where to turn")
    caller: str
    reason: str
    institution: int | None = None
    ring: Ring | None = None

    def topics(self) -> list[str]:
        return ["calls", *(self.ring.topics if self.ring else [])]


@dataclass(frozen=True, kw_only=True)
class CallBackPromised(CaseFact):
    kind = "phone.call_back_promised"
    sentence = _("{actor} promised to call back")
    ball: Commitment


@dataclass(frozen=True, kw_only=True)
class CallBackMoved(CaseFact):
    """``reason``: ``no_answer`` or ``moved``."""

    kind = "phone.call_back_moved"
    sentence = _("{actor} moved the promised call")
    is_internal = False
    ball: Commitment
    reason: str


@dataclass(frozen=True, kw_only=True)
class NotReached(CallBackMoved):
    kind = "phone.not_reached"
    sentence = _("{actor} called back and got no answer")


@dataclass(frozen=True, kw_only=True)
class CalledBack(CaseFact):
    kind = "phone.called_back"
    sentence = _("{actor} called back")
    ball: Commitment


@dataclass(frozen=True, kw_only=True)
class CallBackGiven(CaseFact):
    """Whoever had promised it may not see the case any more: {person} has it now."""

    kind = "phone.call_back_given"
    sentence = _("the promised call went to somebody who may see the case")
    is_internal = True
    ball: Commitment
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rang(Fact):
    """The exchange told of a call: ``moment`` is ringing, answered or ended."""

    kind = "phone.rang"
    sentence = _("the telephone exchange told of a call")
    ring: Ring
    moment: str

    def topics(self) -> list[str]:
        return ["calls", *self.ring.topics]


@dataclass(frozen=True, kw_only=True)
class NumbersIndexed(Fact):
    kind = "phone.numbers_indexed"
    sentence = _("the telephone numbers of {person} can be found")
    person: Person


@dataclass(frozen=True, kw_only=True)
class NumberAdded(Fact):
    kind = "phone.number_added"
    sentence = _("{actor} added a telephone number of {person}")
    person: Person

    def topics(self) -> list[str]:
        return [f"person:{self.person.pk}", "people"]


@dataclass(frozen=True, kw_only=True)
class NumberRemoved(NumberAdded):
    kind = "phone.number_removed"
    sentence = _("{actor} removed a telephone number of {person}")


@dataclass(frozen=True, kw_only=True)
class WhereToTurnTold(Fact):
    kind = "phone.where_to_turn_told"
    sentence = _("{actor} said where students and staff of {institution} turn")
    institution: Institution

    def topics(self) -> list[str]:
        return ["institutions"]
