"""Acting: the one door through which anything changes.

``act`` opens (or joins) a transaction, gathers facts and appends them last. ``command`` wraps a verb: it rereads the
subject under lock, asks the policy of the same name, runs the body and refuses to be silent.

The order inside the outermost act is what makes a cursor over the log safe (docs/decisions/0002): rows first, then the
deferred constraints, then the lock that serialises appenders, then the events. Ids thus follow commits.
"""

import functools
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.utils import timezone

from bollkoll.kit.once import anew
from bollkoll.log.facts import Fact
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event, Topic

APPEND_LOCK = 0x626F6C6C  # "boll": the advisory lock every appender takes last
CHANNEL = "bollkoll_log"


class Actor(Protocol):
    """Who acts. ``person_id`` is ``None`` for the clock and the system; ``via`` says through which door."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def via(self) -> str: ...


class NothingRecorded(RuntimeError):
    """A command ended without recording anything: it either forgot, or should have refused."""


class NotAllowed(PermissionDenied):
    """The policy said no. Views answer 403."""


class Refused(Exception):
    """The state says no (someone was faster, it is already closed). Views answer 409 and show the message.

    ``message`` is a translated sentence for the person; ``code`` is for programs.
    """

    def __init__(self, message: Any, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True)
class _Act:
    """One act, or one inside another: the inner has its own actor, and shares the facts of the outermost."""

    actor: Actor
    at: datetime
    via: str | None
    """The door when it was given; else each fact has its actor's."""
    cause_id: int | None
    facts: list["_Said"] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """A fact with the circumstances it was recorded under."""

    fact: Fact
    actor: Actor
    at: datetime
    via: str
    cause_id: int | None


_current: ContextVar[_Act | None] = ContextVar("bollkoll_act", default=None)


def now() -> datetime:
    """The act's own time inside an act (imports bring their own), else the time it is."""
    current = _current.get()
    return current.at if current else timezone.now()


def doer() -> Actor:
    """Whoever acts now. Inside an act only."""
    current = _current.get()
    if current is None:
        raise RuntimeError("nobody acts")
    return current.actor


def is_history() -> bool:
    """Whether what happens now is brought in from the past: then nobody is written to."""
    current = _current.get()
    return current is not None and current.via == "import"


def is_acting() -> bool:
    return _current.get() is not None


@contextmanager
def act(
    actor: Actor, *, at: datetime | None = None, via: str | None = None, cause: Event | None = None
) -> Iterator[None]:
    """Open an act, or join the one that is open.

    ``at``: when it happened (default now; imports set it). ``via``: the door (default the actor's). ``cause``: the
    event that this is a reaction to. A nested act is a savepoint with its own actor, which has the rest from the outer
    unless given: when it fails, its rows and its facts are dropped, and whoever called may go on.

    The outermost act must be the outermost transaction too, or locks would be taken after the appenders' lock
    (``tests/test_laws.py`` sees to it).
    """
    outer = _current.get()
    if outer is None:
        current = _Act(actor, at or timezone.now(), via, cause.pk if cause else None)
    else:
        current = _Act(actor, at or outer.at, via or outer.via, cause.pk if cause else outer.cause_id, outer.facts)
    kept = len(current.facts)
    token = _current.set(current)
    try:
        with housekeeping("act"), anew(), transaction.atomic():
            yield
            if outer is None:
                _append(current.facts)
    except BaseException:
        del current.facts[kept:]
        raise
    finally:
        _current.reset(token)


def record(fact: Fact, *, actor: Actor | None = None) -> None:
    """Say what happened. Kept until the end of the act, then written with it or lost with it.

    ``actor``: whose doing it was, when that is not whoever runs the command (the clock releases an agent's answer).
    """
    current = _current.get()
    if current is None:
        raise RuntimeError("record() is called by commands only")
    doer = actor or current.actor
    current.facts.append(_Said(fact, doer, current.at, current.via or doer.via, current.cause_id))


def _append(said: list[_Said]) -> None:
    if not said:
        return
    recorded_at = timezone.now()
    events = [
        Event(
            at=s.at,
            recorded_at=recorded_at,
            kind=s.fact.kind,
            actor_id=s.actor.person_id,
            via=s.via,
            cause_id=s.cause_id,
            data=s.fact.stored(),
            audience=s.fact.audience(),
        )
        for s in said
    ]
    names = [dict.fromkeys(s.fact.topics()) for s in said]
    if connection.vendor == "postgresql":
        _lock_the_log({s.actor.person_id for s in said if s.actor.person_id is not None})
    Event.objects.bulk_create(events)
    Topic.objects.bulk_create(
        [Topic(event=event, name=name) for event, found in zip(events, names, strict=True) for name in found]
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            # In a test's outer transaction the commit is far away: give the next act its deferred constraints back.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _lock_the_log(actors: set[int]) -> None:
    """Take the lock that serialises appenders, as the last lock of the transaction. PostgreSQL only.

    Everything that could make us wait for somebody else comes before it, or we would wait while everybody waits for us:
    the deferred foreign keys, and the rows of the actors, which the events refer to (a change of address holds such a
    row so that no new reference may be made to it).
    """
    person = Event._meta.get_field("actor").related_model._meta
    referred = ""
    if actors:
        ids = ", ".join(str(int(pk)) for pk in sorted(actors))
        referred = f'SELECT 1 FROM "{person.db_table}" WHERE "{person.pk.column}" IN ({ids}) FOR KEY SHARE;'
    with connection.cursor() as cursor:  # one round trip: the order is that of the text
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {referred} SELECT pg_advisory_xact_lock({APPEND_LOCK})")


def command(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a verb of ``function(actor, subject, *, …)``.

    - opens or joins the act;
    - rereads ``subject`` under lock when it is a stored row (``FOR NO KEY UPDATE``), so no stale object decides; other
      rows of its kind among the arguments likewise (the case to merge into);
    - asks ``<app>.policy.<name>(actor, subject)``; a missing policy is an error when the module is imported;
    - runs the body, and raises :class:`NothingRecorded` when the body recorded nothing.

    There is no flag to skip permission or log. Where a sequence of facts has no subject yet, ``subject`` is ``None``.
    """
    name = function.__name__
    app = function.__module__.split(".commands")[0]
    policy = getattr(importlib.import_module(f"{app}.policy"), name)

    @functools.wraps(function)
    def run(actor: Actor, subject: Any = None, /, **arguments: Any) -> Any:
        with act(actor):
            current = _current.get()
            assert current is not None
            subject = _held(subject, arguments)
            if not policy(actor, subject):
                raise NotAllowed(f"{app.rpartition('.')[2]}.{name}")
            before = len(current.facts)
            result = function(actor, subject, **arguments)
            if len(current.facts) == before:
                raise NothingRecorded(f"{function.__module__}.{name}")
            return result

    run.policy = policy  # type: ignore[attr-defined]
    return run


def _held(subject: Any, arguments: dict[str, Any]) -> Any:
    """The subject reread under lock, with its like among the arguments (replaced in place).

    All are locked in the order of their keys: two who link the same cases crosswise wait for each other and never in a
    ring.
    """
    if not _is_stored(subject):
        return subject
    like = {name: row for name, row in arguments.items() if type(row) is type(subject) and _is_stored(row)}
    kept = {row.pk: reread(row) for row in sorted((subject, *like.values()), key=lambda row: row.pk)}
    arguments.update({name: kept[row.pk] for name, row in like.items()})
    return kept[subject.pk]


def _is_stored(row: Any) -> bool:
    return isinstance(row, models.Model) and row.pk is not None and not row._state.adding


def reread(row: Any) -> Any:
    """The row as it is now, locked until the act ends. Raises ``DoesNotExist`` when it is gone."""
    queryset = type(row)._base_manager.using(row._state.db)
    return queryset.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
