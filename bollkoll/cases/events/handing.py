"""News of the main ball on its way to somebody else."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, desk_side, who_may
from bollkoll.cases.models import Message
from bollkoll.people.models import Person
from bollkoll.services.models import Membership


def team_members(team: int | None) -> list[int]:
    """Those in third line who are members of a team."""
    rows = Membership.objects.filter(
        team=team, part=Membership.Part.MEMBER, person__line=Person.Line.THIRD, person__ended_at=None
    )
    return list(rows.order_by("person").values_list("person", flat=True))


@dataclass(frozen=True, kw_only=True)
class Offered(CaseFact):
    kind = "cases.offered"
    sentence = _("{actor} offered the case to {person}")
    is_internal = True
    message: Message | None = None
    team: int | None = None
    person: int | None = None

    def topics(self) -> list[str]:
        return [*super().topics(), *(f"person:{key}" for key in self.audience())]

    def audience(self) -> list[int]:
        return who_may(self.case, [self.person] if self.person else team_members(self.team))


@dataclass(frozen=True, kw_only=True)
class TakenOver(CaseFact):
    kind = "cases.taken_over"
    sentence = _("{actor} took over the case")
    sender: int | None = None

    def audience(self) -> list[int]:
        return who_may(self.case, [key for key in (self.sender, self.case.assignee_id) if key])


@dataclass(frozen=True, kw_only=True)
class OfferReturned(CaseFact):
    kind = "cases.offer_returned"
    sentence = _("{actor} returned the offer")
    is_internal = narrows = True
    message: Message
    sender: int | None = None

    def audience(self) -> list[int]:
        return who_may(self.case, [key for key in (self.sender, self.case.assignee_id) if key])


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(CaseFact):
    kind = "cases.offer_withdrawn"
    sentence = _("{actor} took the offer back")
    is_internal = narrows = True


@dataclass(frozen=True, kw_only=True)
class OfferFell(CaseFact):
    """Whoever it was offered to has left: the ball stays where it is."""

    kind = "cases.offer_fell"
    sentence = _("{person} no longer works here: the offer fell, and the ball stays where it was")
    is_internal = narrows = True
    person: int | None = None
    sender: int | None = None

    def audience(self) -> list[int]:
        return who_may(self.case, [key for key in (self.sender, self.case.assignee_id) if key])


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(CaseFact):
    """Nobody accepted in time: the incident manager has it, or the desk when there is none. ``away``: whom it was offered to,
    who is not here to accept it; ``team``: the one where nobody is."""

    kind = "cases.offer_lapsed"
    sentence = _("nobody accepted the case in time: the ball went to {person}")
    is_internal = narrows = True
    person: int | None = None
    away: int | None = None
    team: int | None = None

    def audience(self) -> list[int]:
        return who_may(self.case, [self.person]) if self.person else []


@dataclass(frozen=True, kw_only=True)
class GivenBack(CaseFact):
    """Third line no longer answers: the agent does. ``person``: who had it there and gives it back, or from whom second line
    takes it back."""

    kind = "cases.given_back"
    sentence = _("{actor} gave the case back to second line")
    person: int
    message: Message

    def audience(self) -> list[int]:
        return who_may(self.case, [*desk_side(self.case), self.person])


@dataclass(frozen=True, kw_only=True)
class ThirdLineChased(CaseFact):
    kind = "cases.third_line_chased"
    sentence = _("{person} was reminded of what they took over")
    is_internal = True
    person: int

    def audience(self) -> list[int]:
        return who_may(self.case, [self.person])
