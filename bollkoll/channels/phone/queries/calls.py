"""The calls of the desk: open, going on, in the log."""

from datetime import timedelta
from uuid import UUID

from django.db.models import DateTimeField, Prefetch, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from bollkoll.cases.models import Message
from bollkoll.channels.phone.models import TALKS_FOR, Call, CallQuerySet, Matter
from bollkoll.people.actor import Actor

MOST_OPEN = 20


def calls(actor: Actor) -> CallQuerySet:
    """The log as the actor may know it, with all that a row shows: three queries."""
    matters = Matter.objects.select_related("case__subject")
    return (
        Call.objects.visible_to(actor)
        .select_related("agent", "person", "institution", "call_back__subject")
        .prefetch_related(Prefetch("matters", matters))
    )


def call(actor: Actor, pk: UUID) -> Call:
    """One call of the log. Raises ``Call.DoesNotExist``."""
    return calls(actor).select_related("ring").get(pk=pk)


def open_calls(actor: Actor) -> list[Call]:
    """The actor's own calls that are not filed yet, latest first."""
    return list(calls(actor).open().filter(agent=actor.person_id)[:MOST_OPEN])


def unfiled(actor: Actor) -> QuerySet:
    """The same, to be counted: none of them is ever late (``ui.tallies``)."""
    rows = Call.objects.visible_to(actor).open().filter(agent=actor.person_id)
    return rows.order_by().values(due=Cast(Value(None), DateTimeField()))


def on_the_phone(actor: Actor) -> list[Call]:
    """Colleagues who have a call open that began not long ago."""
    since = timezone.now() - TALKS_FOR
    rows = calls(actor).open().exclude(agent=actor.person_id).filter(began_at__gte=since, hung_up_at=None)
    return list(rows[:MOST_OPEN])


def logged(actor: Actor, *, agent: int | None = None, days: int = 7, outcome: str = "") -> QuerySet[Call]:
    """Calls that are over, the latest first."""
    rows = calls(actor).exclude(ended_at=None).filter(began_at__gte=timezone.now() - timedelta(days=days))
    if agent is not None:
        rows = rows.filter(agent=agent)
    return rows.filter(outcome=outcome) if outcome else rows


def heard_by_phone(messages: QuerySet[Message]) -> dict:
    """Message → the call in which it was said. For pages that have found the messages for their actor."""
    rows = Matter.objects.filter(message__in=messages).select_related("call__person", "call__agent")
    return {matter.message_id: matter.call for matter in rows}
