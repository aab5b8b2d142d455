"""Who is handed a ball of a case now: always somebody who works and is here, or the desk itself."""

from datetime import datetime

from django.db import connection

from bollkoll.cases.commands import timing
from bollkoll.cases.models import Case
from bollkoll.cases.queries import holding
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.people import queries as people
from bollkoll.people.models import Person
from bollkoll.services import queries as services

State, Step = Case.State, Commitment.Step


def agent_of(case: Case) -> Person | None:
    """The case's agent, while they work at the desk."""
    return still_at_the_desk(case.assignee_id) if case.assignee_id else None


def who_keeps(case: Case) -> Person | None:
    """As the query of that name says, kept so until the act ends."""
    found = holding.who_keeps(case)
    return still_at_the_desk(found.pk) if found is not None else None


def here_at_the_desk(person: Person | None) -> Person | None:
    """``person``, if they work at the desk and are not away."""
    agent = still_at_the_desk(person.pk) if person is not None else None
    return agent if agent is not None and not people.is_away(agent) else None


def still_at_the_desk(person_id: int) -> Person | None:
    """The agent as they are now, kept so until the act ends: nobody is handed a ball while their account is ending.

    The lock is shared: those who give balls to the same person do not wait for one another, only the end of an account does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM people_person WHERE id = %s FOR SHARE", [person_id])
    person = Person.objects.get(pk=person_id)
    return person if person.is_agent else None


def still_in_third_line(case: Case) -> Person | None:
    """Whoever in third line has taken the case over, while they may and work there."""
    if case.taken_over_by_id is None:
        return None
    person = Person.objects.get(pk=case.taken_over_by_id)
    if not person.is_active or person.line != Person.Line.THIRD:
        return None
    return person if not case.subject.is_protected or case.named.filter(person=person).exists() else None


def desk_ball(case: Case, step: str = Step.ANSWER, promised_at: datetime | None = None) -> balls.Ball:
    """A ball for whoever goes on with the case, or for the desk when nobody does. ``promised_at``: what is still to be kept."""
    found = holding.who_goes_on(case)
    if found is not None and (person := still_at_the_desk(found.pk)):
        look = timing.look_again(case, person)
        return balls.Ball(step=step, person=person, look_again_at=look, promised_at=promised_at)
    look = timing.first_look(case)
    return balls.Ball(step=Step.DEAL_OUT, team=services.desk_team(), look_again_at=look, promised_at=promised_at)


def back_at_the_desk(case: Case, ball: balls.Ball) -> None:
    """The case is with the desk again, with ``ball`` to be its main one. Changes ``case`` unsaved: it has no agent when nobody
    goes on with it, and is new only as long as its reporter has had no answer."""
    if ball.person is None:
        case.assignee = None
    case.state = State.IN_PROGRESS if ball.person or holding.is_answered(case) else State.NEW
