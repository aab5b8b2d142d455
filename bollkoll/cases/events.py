"""What can happen to a case: one small class per kind, with its sentence, topics and audience.

Topics of a protected case are its own name and those of the persons it names: no list, no institution and no desk hears
of it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.log.facts import Fact


def reporters_side(case: Case) -> list[int]:
    """The reporter and the colleagues who follow the case."""
    watching = [w.person_id for w in case.watchers.select_related("person") if not w.person.line]
    return _who_may(case, [case.reporter_id, *watching])


def desk_side(case: Case) -> list[int]:
    """The agent and colleagues at the desk who follow the case."""
    watching = [w.person_id for w in case.watchers.select_related("person") if w.person.line]
    return _who_may(case, [*([case.assignee_id] if case.assignee_id else []), *watching])


def _who_may(case: Case, persons: list[int]) -> list[int]:
    """Each once; of a protected case only those it names, also when they began to follow before it was protected."""
    once = list(dict.fromkeys(persons))
    if not case.subject.is_protected:
        return once
    named = set(case.named.values_list("person", flat=True))
    return [person for person in once if person in named]


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """Base: something happened to a case."""

    case: Case

    is_internal = False
    """Internal facts are not told on the reporter's topic and not shown to them."""

    def topics(self) -> list[str]:
        names = [self.case.topic]
        if not self.is_internal:
            names.append(f"{self.case.topic}:shared")
        if self.case.subject.is_protected:
            return [*names, *(f"person:{n.person_id}" for n in self.case.named.all())]
        names.append("desk")
        if not self.is_internal:
            names += [f"institution:{self.case.institution_id}", f"person:{self.case.reporter_id}"]
        if self.case.assignee_id:
            names.append(f"person:{self.case.assignee_id}")
        return names


def _pages_of(case: Case) -> list[str]:
    """The other case's own pages, on both sides, which show the same news."""
    return [case.topic, f"{case.topic}:shared"]


@dataclass(frozen=True, kw_only=True)
class Opened(CaseFact):
    kind = "cases.opened"
    sentence = _("{actor} reported the matter")
    message: Message

    def audience(self) -> list[int]:
        return reporters_side(self.case)


@dataclass(frozen=True, kw_only=True)
class Taken(CaseFact):
    kind = "cases.taken"
    sentence = _("{actor} took the case")


@dataclass(frozen=True, kw_only=True)
class Assigned(CaseFact):
    kind = "cases.assigned"
    sentence = _("{actor} gave the case to {person}")
    person: int

    def audience(self) -> list[int]:
        return [self.person]


@dataclass(frozen=True, kw_only=True)
class DealtOutAgain(CaseFact):
    kind = "cases.dealt_out_again"
    sentence = _("the case went back to the desk, since {person} cannot hold it any more")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class Triaged(CaseFact):
    kind = "cases.triaged"
    sentence = _("{actor} sorted the case")
    is_internal = True
    service: int | None = None
    environment: int | None = None
    case_kind: str = ""
    priority: int | None = None


@dataclass(frozen=True, kw_only=True)
class Renamed(CaseFact):
    kind = "cases.renamed"
    sentence = _("{actor} gave the case a clearer subject")


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

    def audience(self) -> list[int]:
        return [*desk_side(self.case), *(p for p in reporters_side(self.case) if p != self.message.author_id)]


@dataclass(frozen=True, kw_only=True)
class AutoReplied(CaseFact):
    """An automatic answer (out of office): shown in the case, wakes nobody."""

    kind = "cases.auto_replied"
    sentence = _("an automatic reply came from {person}")
    message: Message
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reopened(CaseFact):
    kind = "cases.reopened"
    sentence = _("the case was opened again")


@dataclass(frozen=True, kw_only=True)
class WaitingForThirdLine(CaseFact):
    kind = "cases.waiting_third_line"
    sentence = _("{actor} asked third line: {team}")
    team: int | None = None

    is_internal = False


@dataclass(frozen=True, kw_only=True)
class Reminded(CaseFact):
    """The waiting time ran out: the ball came back to the agent."""

    kind = "cases.reminded"
    sentence = _("the waiting time ran out and the ball came back")
    is_internal = True

    def audience(self) -> list[int]:
        return desk_side(self.case)


@dataclass(frozen=True, kw_only=True)
class BallSet(CaseFact):
    kind = "cases.ball_set"
    sentence = _("{actor} set the next step")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class Solved(CaseFact):
    kind = "cases.solved"
    sentence = _("{actor} marked the case as solved")

    def audience(self) -> list[int]:
        return [self.case.reporter_id]


@dataclass(frozen=True, kw_only=True)
class Confirmed(CaseFact):
    kind = "cases.confirmed"
    sentence = _("{actor} said that it is solved")


@dataclass(frozen=True, kw_only=True)
class Closed(CaseFact):
    kind = "cases.closed"
    sentence = _("the case was closed")


@dataclass(frozen=True, kw_only=True)
class Thanked(CaseFact):
    kind = "cases.thanked"
    sentence = _("{actor} said thanks")
    rating: int | None = None

    def audience(self) -> list[int]:
        return desk_side(self.case)


@dataclass(frozen=True, kw_only=True)
class DidNotHelp(CaseFact):
    kind = "cases.did_not_help"
    sentence = _("{actor} said that it did not help")

    def audience(self) -> list[int]:
        return desk_side(self.case)


@dataclass(frozen=True, kw_only=True)
class Merged(CaseFact):
    kind = "cases.merged"
    sentence = _("{actor} merged the case into {target}")
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *_pages_of(self.target)]


@dataclass(frozen=True, kw_only=True)
class Unmerged(CaseFact):
    kind = "cases.unmerged"
    sentence = _("{actor} undid the merge with {target}")
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *_pages_of(self.target)]


@dataclass(frozen=True, kw_only=True)
class SplitOff(CaseFact):
    kind = "cases.split"
    sentence = _("{actor} made a case of its own of a message: {made}")
    made: Case


@dataclass(frozen=True, kw_only=True)
class Linked(CaseFact):
    kind = "cases.linked"
    sentence = _("{actor} linked the case with {other}")
    is_internal = True
    other: Case

    def topics(self) -> list[str]:
        return [*super().topics(), self.other.topic]


@dataclass(frozen=True, kw_only=True)
class Unlinked(CaseFact):
    kind = "cases.unlinked"
    sentence = _("{actor} removed the link with {other}")
    is_internal = True
    other: Case

    def topics(self) -> list[str]:
        return [*super().topics(), self.other.topic]


@dataclass(frozen=True, kw_only=True)
class MessageMoved(CaseFact):
    kind = "cases.message_moved"
    sentence = _("{actor} moved a message to {target}")
    is_internal = True
    target: Case

    def topics(self) -> list[str]:
        return [*super().topics(), *_pages_of(self.target), f"{self.case.topic}:shared"]


@dataclass(frozen=True, kw_only=True)
class Protected(CaseFact):
    kind = "cases.protected"
    sentence = _("{actor} protected the case: only named persons see it")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class Unprotected(CaseFact):
    kind = "cases.unprotected"
    sentence = _("{actor} lifted the protection")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class PersonNamed(CaseFact):
    kind = "cases.person_named"
    sentence = _("{actor} let {person} see the protected case")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class PersonUnnamed(CaseFact):
    kind = "cases.person_unnamed"
    sentence = _("{actor} took {person} off the protected case")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class WatcherAdded(CaseFact):
    kind = "cases.watcher_added"
    sentence = _("{actor} added {person}")
    person: int

    def audience(self) -> list[int]:
        return [self.person]


@dataclass(frozen=True, kw_only=True)
class WatcherRemoved(CaseFact):
    kind = "cases.watcher_removed"
    sentence = _("{actor} removed {person}")
    person: int


@dataclass(frozen=True, kw_only=True)
class FileUploaded(Fact):
    """A file was uploaded, not yet part of anything."""

    kind = "cases.file_uploaded"
    sentence = _("{actor} uploaded a file")
    file: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Fact):
    kind = "cases.file_removed"
    sentence = _("{actor} removed a file")
    file: str


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    kind = "cases.view_saved"
    sentence = _("{actor} saved a view")
    view: int


@dataclass(frozen=True, kw_only=True)
class ViewRemoved(Fact):
    kind = "cases.view_removed"
    sentence = _("{actor} removed a view")
    view: int
