"""News of attempts to reproduce what was reported."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact
from bollkoll.cases.models import Message


@dataclass(frozen=True, kw_only=True)
class ReproductionTried(CaseFact):
    """Somebody tried to see the fault themselves. Internal: pages at the desk hear of it, nobody is written to."""

    kind = "cases.reproduction_tried"
    sentence = _("{actor} tried to reproduce it")
    is_internal = True
    message: Message
    verdict: str


@dataclass(frozen=True, kw_only=True)
class AttemptWithdrawn(CaseFact):
    """An attempt does not hold. Internal."""

    kind = "cases.attempt_withdrawn"
    sentence = _("{actor} said that an attempt to reproduce it does not hold")
    is_internal = True
    message: Message
