"""News of the dialogue."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, desk_side, reporters_side
from bollkoll.cases.models import Attachment, Message
from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Opened(CaseFact):
    kind = "cases.opened"
    sentence = _("{actor} reported the matter")
    message: Message

    def audience(self) -> list[int]:
        return reporters_side(self.case)


@dataclass(frozen=True, kw_only=True)
class Noted(CaseFact):
    kind = "cases.noted"
    sentence = _("{actor} wrote an internal note")
    is_internal = True
    message: Message
    mentioned: tuple[int, ...] = ()

    def audience(self) -> list[int]:
        return list(dict.fromkeys([*self.mentioned, *desk_side(self.case)]))


@dataclass(frozen=True, kw_only=True)
class AnswerWritten(CaseFact):
    """An answer is about to go; it can still be undone, and nobody outside knows of it."""

    kind = "cases.answer_written"
    sentence = _("{actor} wrote an answer")
    is_internal = True
    message: Message


@dataclass(frozen=True, kw_only=True)
class AnswerUndone(CaseFact):
    kind = "cases.answer_undone"
    sentence = _("{actor} took back an answer before it was sent")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class Answered(CaseFact):
    kind = "cases.answered"
    sentence = _("{actor} answered")
    message: Message
    then: str = ""

    def audience(self) -> list[int]:
        return reporters_side(self.case)


@dataclass(frozen=True, kw_only=True)
class Replied(CaseFact):
    kind = "cases.replied"
    sentence = _("{actor} replied")
    message: Message
    brought_by: int | None = None
    """An agent who wrote it down in the reporter's name (they telephoned): knows of it."""

    def audience(self) -> list[int]:
        told = [*desk_side(self.case), *reporters_side(self.case)]
        return [person for person in told if person not in (self.message.author_id, self.brought_by)]


@dataclass(frozen=True, kw_only=True)
class AutoReplied(CaseFact):
    """An automatic answer (out of office): shown in the case, wakes nobody."""

    kind = "cases.auto_replied"
    sentence = _("an automatic reply came from {person}")
    message: Message
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class FileUploaded(Fact):
    """A file was uploaded, not yet part of anything."""

    kind = "cases.file_uploaded"
    sentence = _("{actor} uploaded a file")
    file: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileChecked(Fact):
    """A scanner has looked at a file, or is to look again. Pages that show it fetch themselves."""

    kind = "cases.file_checked"
    sentence = _("A file was checked for harmful code")
    is_quiet = True
    file: Attachment
    checked: str

    def topics(self) -> list[str]:
        case = self.file.message.case if self.file.message else None
        return [case.topic, f"{case.topic}:shared"] if case else []


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Fact):
    kind = "cases.file_removed"
    sentence = _("{actor} removed a file")
    file: str
