"""What happens to subscriptions and bulletins. Ids and numbers only: addresses are in their rows."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.channels.bulletins.models import Bulletin, Subscription
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SubscriptionFact(Fact):
    subscription: Subscription

    def topics(self) -> list[str]:
        return ["bulletins"]


@dataclass(frozen=True, kw_only=True)
class Asked(SubscriptionFact):
    kind = "bulletins.asked"
    sentence = _("somebody asked for notices")


@dataclass(frozen=True, kw_only=True)
class Confirmed(SubscriptionFact):
    kind = "bulletins.confirmed"
    sentence = _("a subscription was confirmed")


@dataclass(frozen=True, kw_only=True)
class Chosen(SubscriptionFact):
    kind = "bulletins.chosen"
    sentence = _("a subscriber chose anew")


@dataclass(frozen=True, kw_only=True)
class Leaving(SubscriptionFact):
    kind = "bulletins.leaving"
    sentence = _("a reader of a shared mailbox wants no more notices")


@dataclass(frozen=True, kw_only=True)
class Narrowing(SubscriptionFact):
    kind = "bulletins.narrowing"
    sentence = _("a reader of a shared mailbox wants fewer notices")


@dataclass(frozen=True, kw_only=True)
class Stayed(SubscriptionFact):
    kind = "bulletins.stayed"
    sentence = _("a shared mailbox goes on getting notices")


@dataclass(frozen=True, kw_only=True)
class Failing(SubscriptionFact):
    kind = "bulletins.failing"
    sentence = _("a webhook does not answer")


@dataclass(frozen=True, kw_only=True)
class Reached(SubscriptionFact):
    kind = "bulletins.reached"
    sentence = _("a webhook answers again")


@dataclass(frozen=True, kw_only=True)
class Ended(SubscriptionFact):
    kind = "bulletins.ended"
    sentence = _("a subscription ended")
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Forgotten(SubscriptionFact):
    kind = "bulletins.forgotten"
    sentence = _("the address of an ended subscription was forgotten")


@dataclass(frozen=True, kw_only=True)
class BulletinFact(Fact):
    bulletin: Bulletin

    def topics(self) -> list[str]:
        return ["bulletins"]


@dataclass(frozen=True, kw_only=True)
class Noted(BulletinFact):
    kind = "bulletins.noted"
    sentence = _("an update is to go to those who subscribe")


@dataclass(frozen=True, kw_only=True)
class Spread(BulletinFact):
    kind = "bulletins.spread"
    sentence = _("copies of an update were made for {copies} subscribers")
    copies: int


@dataclass(frozen=True, kw_only=True)
class Retried(BulletinFact):
    kind = "bulletins.retried"
    sentence = _("{actor} let what had failed be sent again")
    copies: int
