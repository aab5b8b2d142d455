"""What can happen to what is handed out. Ids only: neither to whom nor why is in the log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.disclosure.models import Disclosure
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DisclosureFact(Fact):
    """Shown where its case is; what is about a person shows nowhere but in the list."""

    disclosure: Disclosure

    is_internal = True

    def topics(self) -> list[str]:
        names = [self.disclosure.topic, "disclosures"]
        return [*names, f"case:{self.disclosure.case_id}"] if self.disclosure.case_id else names


@dataclass(frozen=True, kw_only=True)
class CaseDisclosed(DisclosureFact):
    kind = "disclosure.case_disclosed"
    sentence = _("{actor} handed out the case as an official document")
    icon = "download"


@dataclass(frozen=True, kw_only=True)
class PersonDisclosed(DisclosureFact):
    kind = "disclosure.person_disclosed"
    sentence = _("{actor} handed out all about a person")
    person: int


@dataclass(frozen=True, kw_only=True)
class Made(DisclosureFact):
    """Its file is there."""

    kind = "disclosure.made"
    sentence = _("The file to hand out was made")
    is_quiet = True
    pieces: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Stopped(DisclosureFact):
    """Whoever asked for it may not have it any more, or it cannot be made."""

    kind = "disclosure.stopped"
    sentence = _("The file to hand out was not made")
    icon = "x"


@dataclass(frozen=True, kw_only=True)
class Fetched(DisclosureFact):
    kind = "disclosure.fetched"
    sentence = _("{actor} fetched the file to hand out")
    is_quiet = True


@dataclass(frozen=True, kw_only=True)
class Removed(DisclosureFact):
    """The file is gone; that it was handed out stays."""

    kind = "disclosure.removed"
    sentence = _("The file that was handed out was erased")
    is_quiet = True


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """Numbers only: how many rows went, lost their name, and how many texts were swept."""

    kind = "disclosure.person_erased"
    sentence = _("{actor} erased a person")
    person: int
    gone: int
    nameless: int
    texts: int

    def topics(self) -> list[str]:
        return [f"person:{self.person}", "people", "disclosures"]
