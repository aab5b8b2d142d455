"""Who goes on with a case at the desk today, and how it stands there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


def who_keeps(case: Case) -> Person | None:
    """Who has the ball after a colleague's answer: whoever at the desk holds it and is here, else who goes on with the case."""
    held = case.ball.person if case.ball else None
    return held if held is not None and held.is_agent and not people.is_away(held) else who_goes_on(case)


def who_goes_on(case: Case) -> Person | None:
    """The case's agent while they work and are here, else whoever stands in for them and may see it, else nobody."""
    agent = case.assignee
    if agent is None or not agent.is_agent:
        return None
    return stands_in(case, agent) if people.is_away(agent) else agent


def stands_in(case: Case, person: Person) -> Person | None:
    """Who at the desk stands in for somebody there who is away, and may see the case."""
    deputy = people.deputy_of(person)
    if deputy is None or not deputy.is_agent:
        return None
    return deputy if Case.objects.visible_to(Actor(deputy)).filter(pk=case.pk).exists() else None


def is_answered(case: Case) -> bool:
    """Whether its reporter has had an answer: then it is never new again."""
    return case.messages.filter(kind=Message.Kind.ANSWER, released_at__isnull=False).exists()


def promised_by_somebody(subject: Any) -> QuerySet[Commitment]:
    """What persons have promised in a case and is still to be kept, the soonest first. ``subject``: its id, or an expression."""
    by_person = Commitment.objects.open().filter(subject=subject, promise_from=Commitment.PromiseFrom.PERSON)
    return by_person.select_related("promised_by").order_by("promised_at")


def promised_beside(subject: Any) -> QuerySet[Commitment]:
    """Those of them beside the main ball: a call, for one."""
    return promised_by_somebody(subject).filter(main_of=None)


def promised_to_reporters(cases: Collection[UUID]) -> dict[UUID, tuple[datetime, Person | None]]:
    """What a person has promised each reporter, and who: in an answer that is on its way, else as the main ball has it. A new
    promise in an answer takes its place."""
    balls = Commitment.objects.open().filter(main_of__in=cases, promise_from=Commitment.PromiseFrom.PERSON)
    found = {ball.subject_id: (ball.promised_at, ball.promised_by) for ball in balls.select_related("promised_by")}
    waiting = Message.objects.filter(
        kind=Message.Kind.ANSWER, released_at=None, promise_at__isnull=False, case__in=cases
    )
    waiting = waiting.select_related("author").order_by("written_at")
    return found | {message.case_id: (message.promise_at, message.author) for message in waiting}
