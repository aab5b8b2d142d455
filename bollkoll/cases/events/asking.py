"""News of questions to third line. All of it is internal: the reporter's topic, timeline and mail never hear of it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, who_may
from bollkoll.cases.models import Contribution, Question
from bollkoll.people.models import Person
from bollkoll.services.models import Membership


def asked_side(question: Question) -> list[int]:
    """Whoever is asked: the person, or those in third line who are members of the team."""
    if question.person_id:
        return who_may(question.case, [question.person_id])
    members = Membership.objects.filter(
        team=question.team_id, part=Membership.Part.MEMBER, person__line=Person.Line.THIRD, person__ended_at=None
    )
    return who_may(question.case, list(members.order_by("person").values_list("person", flat=True)))


def asking_side(question: Question) -> list[int]:
    """The agent who asked, and the one who has the case now."""
    return who_may(question.case, [key for key in (question.asker_id, question.case.assignee_id) if key])


@dataclass(frozen=True, kw_only=True)
class QuestionFact(CaseFact):
    """Base: something happened to a question."""

    question: Question

    is_internal = True

    def topics(self) -> list[str]:
        persons = [*asked_side(self.question), *asking_side(self.question)]
        return [*super().topics(), self.question.topic, *(f"person:{person}" for person in persons)]


@dataclass(frozen=True, kw_only=True)
class InputAskedFor(QuestionFact):
    kind = "cases.input_asked_for"
    sentence = _("{actor} asked third line for input")
    said: Contribution

    def audience(self) -> list[int]:
        return asked_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(QuestionFact):
    kind = "cases.question_answered"
    sentence = _("{actor} gave input")
    said: Contribution

    def audience(self) -> list[int]:
        return asking_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionReturned(QuestionFact):
    kind = "cases.question_returned"
    sentence = _("{actor} returned the question")
    said: Contribution

    def audience(self) -> list[int]:
        return asking_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionPassedOn(QuestionFact):
    kind = "cases.question_passed_on"
    sentence = _("{actor} passed the question on to {team}")
    narrows = True
    said: Contribution
    team: int

    def audience(self) -> list[int]:
        return asked_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionCommented(QuestionFact):
    """More was written in the thread: told to the other side."""

    kind = "cases.question_commented"
    sentence = _("{actor} wrote more in the question to third line")
    said: Contribution
    is_from_desk: bool

    def audience(self) -> list[int]:
        return asked_side(self.question) if self.is_from_desk else asking_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionWithdrawn(QuestionFact):
    kind = "cases.question_withdrawn"
    sentence = _("{actor} withdrew the question to third line")

    def audience(self) -> list[int]:
        return asked_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionChased(QuestionFact):
    """The time has passed without a word: whoever is asked is reminded, once."""

    kind = "cases.question_chased"
    sentence = _("third line was reminded of the question")

    def audience(self) -> list[int]:
        return asked_side(self.question)


@dataclass(frozen=True, kw_only=True)
class QuestionRaised(QuestionFact):
    """Nobody has answered the reminder either, or nobody is left to answer: the agent gets the ball."""

    kind = "cases.question_raised"
    sentence = _("no input has come: the ball went to {person}")
    narrows = True
    person: int | None = None

    def audience(self) -> list[int]:
        return [self.person] if self.person else []


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(QuestionFact):
    """Who was asked is away or has left: a deputy or the team is asked instead."""

    kind = "cases.question_moved"
    sentence = _("the question went from {person}, who is not here")
    narrows = True
    person: int

    def audience(self) -> list[int]:
        return asked_side(self.question)
