"""What can happen to mail. Facts carry ids and codes, never an address or a word of anybody's."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.channels.email.models import InboundMail
from bollkoll.log.facts import Fact
from bollkoll.log.models import Delivery


@dataclass(frozen=True, kw_only=True)
class InboundFact(Fact):
    mail: InboundMail

    def topics(self) -> list[str]:
        return ["mail"]


@dataclass(frozen=True, kw_only=True)
class Accepted(InboundFact):
    kind = "email.accepted"
    sentence = _("a mail came in")
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Processed(InboundFact):
    kind = "email.processed"
    sentence = _("a mail was read")
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Held(InboundFact):
    kind = "email.held"
    sentence = _("a mail was held")
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Replayed(InboundFact):
    kind = "email.replayed"
    sentence = _("{actor} had a held mail read again")


@dataclass(frozen=True, kw_only=True)
class LetIn(InboundFact):
    kind = "email.let_in"
    sentence = _("{actor} let a held mail in")
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Discarded(InboundFact):
    kind = "email.discarded"
    sentence = _("{actor} put a held mail aside")


@dataclass(frozen=True, kw_only=True)
class Restored(InboundFact):
    kind = "email.restored"
    sentence = _("{actor} took a mail back that had been put aside")


@dataclass(frozen=True, kw_only=True)
class DeliveryFact(Fact):
    """News of a mail of ours; heard on the case's page at the desk and on the ledger."""

    delivery: Delivery

    def topics(self) -> list[str]:
        return [name for name in (self.delivery.topic, "deliveries") if name]


@dataclass(frozen=True, kw_only=True)
class Sent(DeliveryFact):
    kind = "email.sent"
    sentence = _("a mail was sent")


@dataclass(frozen=True, kw_only=True)
class Failed(DeliveryFact):
    kind = "email.failed"
    sentence = _("a mail could not be sent")


@dataclass(frozen=True, kw_only=True)
class Bounced(DeliveryFact):
    kind = "email.bounced"
    sentence = _("a mail came back")


@dataclass(frozen=True, kw_only=True)
class Delayed(DeliveryFact):
    kind = "email.delayed"
    sentence = _("a mail is delayed")


@dataclass(frozen=True, kw_only=True)
class Cancelled(DeliveryFact):
    kind = "email.cancelled"
    sentence = _("a mail was not sent")


@dataclass(frozen=True, kw_only=True)
class Digested(Fact):
    kind = "email.digested"
    sentence = _("the daily mail of {person} was written")
    person: int


@dataclass(frozen=True, kw_only=True)
class StrangerAnswered(InboundFact):
    kind = "email.stranger_answered"
    sentence = _("a stranger was told where to turn")


@dataclass(frozen=True, kw_only=True)
class Mended(Fact):
    """Mail reaches the person again: what was to be mended about it is."""

    kind = "email.mended"
    sentence = _("mail to {person} works again")
    person: int
    balls: int = 0
