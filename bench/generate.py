"""Filling a database with believable cases: years of them, most closed, some in hand, dialogues of real sentences.

The texts are made of the demonstration's own sentences, so that words are as common and as rare as in life. Rows are
put in directly and not by commands (a hundred thousand cases would take hours), with the log's events beside them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bollkoll.cases import rules, search
from bollkoll.cases.models import Case, Message, Named
from bollkoll.commitments.models import Commitment, Counter, Subject
from bollkoll.demo import build as demo
from bollkoll.demo import people as cast
from bollkoll.demo import support
from bollkoll.kit.ids import uuid7
from bollkoll.log import subscribers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event, Topic
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Institution, Person
from bollkoll.services import commands as services
from bollkoll.services.models import Environment, Service, Team

COMMON = "resultat"
RARE = "vattenstämpel"
RARE_CASES = 15
YEARS = 4
OPEN_SHARE = 0.05
"""Of a hundred thousand cases, five thousand are open."""
LEAST_OPEN = 60
NEW = 40
"""So many wait in the inflow, whatever the total."""
PROTECTED_SHARE = 0.002
BATCH = 1000
SEED = 4711

State, Step = Case.State, Commitment.Step


@dataclass
class Ground:
    """What cases refer to, read once."""

    chance: random.Random
    now: datetime
    desk: Team
    third: list[Team]
    agents: list[Person]
    reporters: list[tuple[Person, int]]
    services: list[Service]
    environments: list[Environment]
    titles: list[str]
    sentences: list[str]


@dataclass
class Batch:
    """Rows to be put in together, in the order that the database's own rules ask for."""

    commitments: list[Commitment] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    events: list[tuple[Event, list[str]]] = field(default_factory=list)

    def save(self) -> None:
        with transaction.atomic():
            for rows in (self.commitments, self.subjects, self.cases, self.messages, self.named):
                if rows:
                    type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
            events = Event.objects.bulk_create([event for event, _names in self.events], batch_size=BATCH)
            topics = zip(events, (names for _event, names in self.events), strict=True)
            Topic.objects.bulk_create(
                [Topic(event=event, name=name) for event, names in topics for name in names], batch_size=BATCH * 4
            )


def fill(size: int, index: bool = True) -> None:
    """Put ``size`` cases into an empty, migrated database; with the search index unless ``index`` is false."""
    chance = random.Random(SEED)
    _people(chance)
    ground = _ground(chance)
    with housekeeping("bench"):
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")
        opened = sorted(_opened(ground, size))
        first_open = size - max(int(size * OPEN_SHARE), min(LEAST_OPEN, size // 2))
        rare = set(chance.sample(range(size), min(RARE_CASES, size)))
        for start in range(0, size, BATCH):
            batch = Batch()
            for number in range(start, min(start + BATCH, size)):
                state = _state(ground, number, size) if number >= first_open else State.CLOSED
                _case(ground, batch, 1001 + number, opened[number], state, number in rare)
            batch.save()
        if index:
            search.rebuild()
        _caught_up()
        Counter.objects.update_or_create(kind="case", defaults={"last": 1000 + size})
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA synchronous=NORMAL")


def is_filled(size: int) -> bool:
    """Whether :func:`fill` has put so many cases in, to its end."""
    return Counter.objects.filter(kind="case", last__gte=1000 + size).exists()


def _people(chance: random.Random) -> None:
    services.set_up(SYSTEM, name_sv="Mätsupporten", support_address="support@bollkoll.example")
    teams = support.teams()
    staff = cast.staff()
    support.build(staff, cast.experts(), teams)
    cast.contacts(cast.institutions(), chance)


def _ground(chance: random.Random) -> Ground:
    scripts = demo.scripts()
    prose = [script.get(name, "") for script in scripts for name in ("text", "did", "happened", "expected")]
    prose += [entry["text"] for script in scripts for entry in script.get("thread", []) if entry.get("text")]
    sentences = [s for text in prose for s in re.split(r"(?<=[.!?])\s+", text) if 20 < len(s) < 300]
    reporters = [
        (person, role.institution_id)
        for institution in Institution.objects.all()
        for role in institution.roles.active().select_related("person")
        for person in [role.person]
    ]
    return Ground(
        chance=chance,
        now=timezone.now(),
        desk=Team.objects.get(line=2),
        third=list(Team.objects.filter(line=3)),
        agents=list(Person.objects.second_line()),
        reporters=reporters,
        services=list(Service.objects.all()),
        environments=list(Environment.objects.all()),
        titles=[script["subject"] for script in scripts],
        sentences=sentences,
    )


def _opened(ground: Ground, size: int) -> Iterator[datetime]:
    """Denser towards today, as a desk's years are."""
    span = timedelta(days=365 * YEARS)
    for _number in range(size):
        yield ground.now - span * (ground.chance.random() ** 1.3)


def _state(ground: Ground, number: int, size: int) -> str:
    if number >= size - NEW:
        return State.NEW
    states = (State.IN_PROGRESS, State.WAITING_REPORTER, State.WAITING_THIRD_LINE, State.SOLVED)
    return ground.chance.choices(states, (40, 35, 10, 15))[0]


def _case(ground: Ground, batch: Batch, number: int, at: datetime, state: str, is_rare: bool) -> None:
    chance = ground.chance
    key = uuid7()
    reporter, institution = chance.choice(ground.reporters)
    agent = None if state == State.NEW else chance.choice(ground.agents)
    service = chance.choices(ground.services, [3 if n < 2 else 1 for n in range(len(ground.services))])[0]
    team = chance.choice(ground.third) if state == State.WAITING_THIRD_LINE else None
    impact, urgency = chance.choice((1, 2, 2, 3)), chance.choice((1, 2, 2, 3, 4))
    ended = at + timedelta(hours=chance.expovariate(1 / 60))
    is_open = state != State.CLOSED
    solved_at = min(ended, ground.now) if state in (State.SOLVED, State.CLOSED) else None
    batch.commitments.append(_ball(ground, key, at, state, agent, team))
    batch.subjects.append(
        Subject(
            id=key,
            kind="case",
            number=number,
            is_open=is_open,
            is_protected=chance.random() < PROTECTED_SHARE,
            main=batch.commitments[-1] if is_open else None,
        )
    )
    batch.cases.append(
        Case(
            subject_id=key,
            title=_title(ground, is_rare),
            kind=chance.choices(("fault", "question", "change"), (6, 3, 1))[0],
            state=state,
            reporter=reporter,
            institution_id=institution,
            service=service if chance.random() < 0.9 else None,
            environment=chance.choices([*ground.environments, None], (60, 15, 8, 7, 10))[0],
            assignee=agent,
            third_line_team=team,
            impact=impact,
            urgency=urgency,
            priority=rules.priority(impact, urgency) if agent else None,
            via=chance.choice(("web", "web", "mail")),
            opened_at=at,
            last_contact_at=min(ended, ground.now) if agent else at,
            solved_at=solved_at,
            closed_at=solved_at if state == State.CLOSED else None,
        )
    )
    if batch.subjects[-1].is_protected:
        batch.named += [Named(case_id=key, person=one, added_at=at) for one in (reporter, agent) if one]
    _dialogue(ground, batch, key, at, reporter, agent, institution, state)


def _ball(ground: Ground, key: Any, at: datetime, state: str, agent: Person | None, team: Team | None) -> Commitment:
    """The main ball of an open case, or the last one of a closed."""
    chance, due = ground.chance, ground.now + timedelta(hours=ground.chance.uniform(-48, 200))
    ball = Commitment(subject_id=key, look_again_at=due, made_at=at, holder="person", person=agent, step=Step.ANSWER)
    if state == State.NEW:
        ball.holder, ball.team, ball.step, ball.look_again_at = (
            "team",
            ground.desk,
            Step.DEAL_OUT,
            at + timedelta(hours=6),
        )
    elif state == State.WAITING_THIRD_LINE:
        ball.holder, ball.person, ball.team, ball.step = "team", None, team, Step.THIRD_LINE
    elif state in (State.WAITING_REPORTER, State.SOLVED):
        ball.holder, ball.person = "reporter", None
        ball.step = Step.CONFIRM if state == State.SOLVED else Step.REPLY
    elif state == State.CLOSED:
        ball.look_again_at = at + timedelta(hours=chance.uniform(4, 200))
        ball.ended_at, ball.end = ball.look_again_at, Commitment.End.KEPT
    elif chance.random() < 0.2:
        ball.promised_at = due + timedelta(hours=chance.uniform(-8, 24))
        ball.promise_from = Commitment.PromiseFrom.PERSON
    return ball


def _title(ground: Ground, is_rare: bool) -> str:
    words = ground.chance.choice(ground.titles).split()
    more = ground.chance.choice(ground.titles).split()
    title = " ".join(words[: ground.chance.randrange(4, 9)] + more[-ground.chance.randrange(1, 4) :])
    return f"{title} ({RARE})"[:200] if is_rare else title[:200]


def _dialogue(
    ground: Ground,
    batch: Batch,
    key: Any,
    at: datetime,
    reporter: Person,
    agent: Person | None,
    institution: int,
    state: str,
) -> None:
    chance = ground.chance
    turns: list[tuple[str, Person, str]] = [("report", reporter, "cases.opened")]
    if agent:
        if chance.random() < 0.5:
            turns.append(("note", agent, "cases.noted"))
        turns.append(("answer", agent, "cases.answered"))
        turns += [("reply", reporter, "cases.replied"), ("answer", agent, "cases.answered")] * chance.choice(
            (0, 0, 1, 1, 2)
        )
    moment = at
    for kind, author, happened in turns:
        message = Message(
            case_id=key,
            kind=kind,
            author=author,
            text=_prose(ground, 2 if kind == "note" else 4),
            written_at=moment,
            released_at=moment,
            release_at=moment if kind == "answer" else None,
            then="keep" if kind == "answer" else "",
        )
        batch.messages.append(message)
        batch.events.append(_event(happened, key, author, institution, reporter, moment, {"message": str(message.pk)}))
        moment += timedelta(hours=chance.expovariate(1 / 12))
    if state == State.CLOSED:
        batch.events.append(_event("cases.closed", key, agent or reporter, institution, reporter, moment, {}))


def _event(
    kind: str, key: Any, author: Person, institution: int, reporter: Person, at: datetime, data: dict[str, Any]
) -> tuple[Event, list[str]]:
    names = [f"case:{key}", "desk"]
    if kind != "cases.noted":
        names += [f"case:{key}:shared", f"institution:{institution}", f"person:{reporter.pk}"]
    event = Event(kind=kind, at=at, recorded_at=at, actor=author, via="web", data={"case": str(key), **data})
    return event, names


def _prose(ground: Ground, most: int) -> str:
    return " ".join(ground.chance.choice(ground.sentences) for _ in range(ground.chance.randrange(1, most + 1)))


def _caught_up() -> None:
    """The subscribers have read all this: a desk of four years does not begin by reading it again."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for name in subscribers.REGISTRY:
        Cursor.objects.update_or_create(name=name, defaults={"position": last})
