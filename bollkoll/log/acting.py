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


@dataclass
class _Act:
    actor: Actor
    at: datetime
    via: str
    cause_id: int | None
    facts: list[tuple[Actor, Fact]] = field(default_factory=list)


_current: ContextVar[_Act | None] = ContextVar("bollkoll_act", default=None)


def now() -> datetime:
    """The act's own time inside an act (imports bring their own), else the time it is."""
    current = _current.get()
    return current.at if current else timezone.now()


def is_acting() -> bool:
    return _current.get() is not None


@contextmanager
def act(actor: Actor, *, at: datetime | None = None, via: str | None = None, cause: Event | None = None) -> Iterator[None]:
    """Open an act, or join the one that is open.

    ``at``: when it happened (default now; imports set it). ``via``: the door (default the actor's). ``cause``: the event
    that this is a reaction to. A nested act is a savepoint: when it fails, its rows and its facts are dropped, and
    whoever called may go on.
    """
    outer = _current.get()
    if outer is not None:
        kept, acting = len(outer.facts), outer.actor
        outer.actor = actor  # what is recorded inside is the inner actor's doing
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del outer.facts[kept:]
            raise
        finally:
            outer.actor = acting
        return
    current = _Act(actor, at or timezone.now(), via or actor.via, cause.pk if cause else None)
    token = _current.set(current)
    try:
        with housekeeping("act"), transaction.atomic():
            yield
            _append(current)
    finally:
        _current.reset(token)


def record(fact: Fact, *, actor: Actor | None = None) -> None:
    """Say what happened. Kept until the end of the act, then written with it or lost with it."""
    current = _current.get()
    if current is None:
        raise RuntimeError("record() is called by commands only")
    current.facts.append((actor or current.actor, fact))


def _append(current: _Act) -> None:
    if not current.facts:
        return
    recorded_at = timezone.now()
    events = [
        Event(
            at=current.at,
            recorded_at=recorded_at,
            kind=fact.kind,
            actor_id=actor.person_id,
            via=current.via,
            cause_id=current.cause_id,
            data=fact.stored(),
            audience=fact.audience(),
        )
        for actor, fact in current.facts
    ]
    topics = [fact.topics() for _, fact in current.facts]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    Event.objects.bulk_create(events)
    Topic.objects.bulk_create(
        [Topic(event=event, name=name) for event, names in zip(events, topics, strict=True) for name in dict.fromkeys(names)]
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            # In a test's outer transaction the commit is far away: give the next act its deferred constraints back.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def command(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a verb of ``function(actor, subject, *, …)``.

    - opens or joins the act;
    - rereads ``subject`` under lock when it is a stored row (``FOR NO KEY UPDATE``), so no stale object decides;
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
            if isinstance(subject, models.Model) and subject.pk is not None and not subject._state.adding:
                subject = reread(subject)
            if not policy(actor, subject):
                raise NotAllowed(f"{app.rpartition('.')[2]}.{name}")
            before = len(current.facts)
            result = function(actor, subject, **arguments)
            if len(current.facts) == before:
                raise NothingRecorded(f"{function.__module__}.{name}")
            return result

    run.policy = policy  # type: ignore[attr-defined]
    return run


def reread(row: Any) -> Any:
    """The row as it is now, locked until the act ends. Raises ``DoesNotExist`` when it is gone."""
    queryset = type(row)._base_manager.using(row._state.db)
    return queryset.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
