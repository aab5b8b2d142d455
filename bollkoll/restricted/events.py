"""What can happen to what is kept apart. Ids only: neither values, labels nor reasons are in the log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SecretFact(CaseFact):
    secret: str
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class Stored(SecretFact):
    kind = "restricted.stored"
    sentence = _("{actor} put data in the protected part")
    is_internal = False


@dataclass(frozen=True, kw_only=True)
class Revealed(SecretFact):
    kind = "restricted.revealed"
    sentence = _("{actor} read protected data")


@dataclass(frozen=True, kw_only=True)
class Erased(SecretFact):
    kind = "restricted.erased"
    sentence = _("{actor} erased protected data")
    is_internal = False


@dataclass(frozen=True, kw_only=True)
class Disposed(CaseFact):
    """``what``: secrets, files or content; ``pieces``: how many."""

    kind = "restricted.disposed"
    sentence = _("Disposed of by the retention rule")
    is_internal = True
    what: str
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Limited(CaseFact):
    """How many days after closing what is protected goes; ``pieces``: how many."""

    kind = "restricted.limited"
    sentence = _("It was said how long protected data is kept")
    is_internal = True
    days: int
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Rotated(Fact):
    """Values were sealed anew with the newest key."""

    kind = "restricted.rotated"
    sentence = _("{actor} sealed protected data with a new key")
    count: int


@dataclass(frozen=True, kw_only=True)
class RuleSet(Fact):
    kind = "restricted.rule_set"
    sentence = _("{actor} changed how long things are kept")
    rule: int
    days: int


@dataclass(frozen=True, kw_only=True)
class RuleRemoved(Fact):
    kind = "restricted.rule_removed"
    sentence = _("{actor} removed a rule of how long things are kept")
    rule: int
