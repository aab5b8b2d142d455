"""The appenders' lock is the last one, so that nobody who holds it waits for somebody who wants it.

Each test stops one act between its rows and its events until the other is as far as it can come. PostgreSQL breaks a
ring by ending one of the acts with an error; SQLite lets one writer in at a time and cannot have any.
"""

import threading

import pytest
from django.db import IntegrityError

from bollkoll.cases import commands as cases
from bollkoll.cases.models import CaseLink
from bollkoll.commitments import commands as balls
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused, act, now
from bollkoll.log.models import Cursor, Event
from bollkoll.people import commands as people
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


class Meeting:
    """Two threads wait here for each other, but not for ever: where one cannot come, the other goes on."""

    def __init__(self) -> None:
        self._gate = threading.Barrier(2)

    def wait(self, seconds: float = 0.5) -> None:
        try:
            self._gate.wait(seconds)
        except threading.BrokenBarrierError:
            return


def test_rows_that_refer_to_what_the_other_act_has_locked(world):
    """Subjects are locked so that others may still refer to them (``FOR NO KEY UPDATE``)."""
    one, two = world.taken(), world.taken()
    meeting = Meeting()

    def join(mine, other):
        def doing() -> None:
            actor = world.actor(world.agent)
            with act(actor):
                cases.note(actor, mine, text="Låser det första ärendet.")
                CaseLink.objects.create(one=mine, other=other, added_at=now())
                meeting.wait()

        return doing

    assert together(join(one, two), join(two, one)) == [None, None]
    assert CaseLink.objects.count() == 2
    assert Event.objects.filter(kind="cases.noted").count() == 2


def test_a_row_that_refers_to_a_ball_being_moved(world):
    """Foreign keys are checked at the end of an act: before the append lock, or the mover would wait for it in vain."""
    mine, theirs = world.taken(), world.taken()
    agent, other = world.actor(world.agent), world.actor(world.coordinator)
    moved, written = threading.Event(), threading.Event()

    def move() -> None:
        with act(other):
            cases.assign(other, theirs, person=world.other_agent)
            moved.set()
            written.wait(0.5)

    def refer() -> None:
        moved.wait(10)
        with act(agent):
            cases.rename(agent, mine, title="Annan rubrik")
            balls.add_side_ball(theirs.subject, balls.Ball(step="call_back", person=world.agent))
        written.set()

    assert together(move, refer) == [None, None]


def test_a_reference_to_nothing_is_found_before_the_log_is_locked(world):
    case = world.taken()
    gone = type(case)(pk="00000000-0000-0000-0000-000000000000")
    before = Event.objects.count()
    with pytest.raises(IntegrityError), act(world.actor(world.agent)):
        cases.note(world.actor(world.agent), case, text="Skrivs aldrig.")
        CaseLink.objects.create(one_id=case.pk, other_id=gone.pk, added_at=now())
    assert Event.objects.count() == before


def test_cases_linked_crosswise_at_the_same_moment(world):
    pairs = [(world.taken(), world.taken()) for _ in range(4)]
    agent = world.actor(world.agent)

    def link_all(turned: bool):
        def doing() -> int:
            made = 0
            for pair in pairs:
                one, two = reversed(pair) if turned else pair
                try:
                    cases.link(agent, one, other=two)
                    made += 1
                except Refused:
                    continue
            return made

        return doing

    results = together(link_all(False), link_all(True))
    assert sum(results) == len(pairs)


def test_somebody_whose_address_changes_while_they_act(world):
    """The events of one act refer to the person whose row the other act holds by its key."""
    case = world.taken()
    agent, admin = world.actor(world.agent), world.actor(world.admin)
    changed, renamed = threading.Event(), threading.Event()

    def change_address() -> None:
        with act(admin):
            people.change_person(admin, world.agent, name="Asta Almgren", email="asta.ny@bollkoll.example")
            changed.set()
            renamed.wait(0.5)

    def write() -> None:
        changed.wait(10)
        cases.rename(agent, case, title="Under tiden")
        renamed.set()

    assert together(change_address, write) == [None, None]


def test_a_reaction_of_many_commands_does_not_hold_the_log_meanwhile(world, monkeypatch):
    """A reaction that appended after each command would keep the lock and want the next case, whose holder wants it."""
    first, second = world.taken(), world.taken()
    agent, other = world.actor(world.agent), world.actor(world.other_agent)
    monkeypatch.setattr(subscribers, "REGISTRY", {})
    half, held = threading.Event(), threading.Event()

    @subscribers.subscriber("test.both", ["cases.noted"])
    def both(event: Event) -> None:
        cases.rename(agent, first, title="Ett")
        half.set()
        held.wait(0.5)
        cases.rename(agent, second, title="Två")

    cases.note(agent, first, text="Nu.")
    cause = Event.objects.get(kind="cases.noted")

    def react() -> None:
        subscribers.run("test.both")

    def hold_the_other() -> None:
        half.wait(10)
        with act(other):
            cases.rename(other, second, title="Tre")
            held.set()

    assert together(react, hold_the_other) == [None, None]
    subscribers.run("test.both")
    assert (subscribers.lag()["test.both"], Cursor.objects.get(name="test.both").error) == (0, "")
    renamed = Event.objects.filter(kind="cases.renamed", cause=cause)
    assert renamed.count() == 2
    assert {event.actor_id for event in renamed} == {world.agent.pk}
