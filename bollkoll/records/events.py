"""What can happen to records."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RecordFact(Fact):
    record: int
    subject: str

    def topics(self) -> list[str]:
        return [f"case:{self.subject}", "records"]


@dataclass(frozen=True, kw_only=True)
class Sealed(RecordFact):
    kind = "records.sealed"
    sentence = _("{actor} sealed the record")


@dataclass(frozen=True, kw_only=True)
class PersonalErased(RecordFact):
    """Personal data went from a record; the chain holds."""

    kind = "records.personal_erased"
    sentence = _("{actor} erased personal data from the record")
    pieces: int
