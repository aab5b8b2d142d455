"""The clock asks what is due. Whatever fell due while nobody ran is found on the first turn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.log import clock
from bollkoll.log.acting import Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(clock, "REGISTRY", {})


def entry(name: str) -> Cursor:
    return Cursor.objects.get(name=f"clock:{name}")


def test_what_fell_due_while_nobody_ran_is_found(world):
    """An answer written two days ago, by a worker that died before the ten seconds were over."""
    case = world.taken()
    agent = world.actor(world.agent)
    with act(agent, at=timezone.now() - timedelta(days=2)):
        message = cases.answer(agent, case, text="Nu är det rättat.", then="solved")
    assert world.fresh(message).released_at is None
    assert clock.tick() >= 1
    assert world.fresh(message).released_at is not None
    assert world.fresh(case).state == Case.State.SOLVED
    assert Event.objects.get(kind="cases.answered").actor_id == world.agent.pk


def test_what_is_not_due_is_left(world):
    case = world.taken()
    message = cases.answer(world.actor(world.agent), case, text="Nyss skrivet.")
    clock.tick()
    assert world.fresh(message).released_at is None


def test_one_row_that_fails_does_not_stop_the_others(registry):
    ran = []

    @clock.watch("test.rows", due=lambda: [1, 2, 3], every=timedelta(0))
    def run(row: int) -> None:
        if row == 2:
            raise ValueError("row two is crooked")
        ran.append(row)

    assert clock.tick() == 2
    assert ran == [1, 3]
    assert "row two is crooked" in entry("test.rows").error


def test_a_part_that_cannot_even_ask_does_not_stop_the_others(registry):
    ran = []

    def broken():
        raise RuntimeError("no such table")

    clock.watch("test.a_broken", due=broken)(ran.append)
    clock.watch("test.sound", due=lambda: ["x"])(ran.append)
    clock.tick()
    assert ran == ["x"]
    assert "no such table" in entry("test.a_broken").error
    assert entry("test.sound").error == ""


def test_a_mended_part_is_well_again(registry):
    broken = [True]

    @clock.watch("test.mended", due=lambda: [1], every=timedelta(0))
    def run(row: int) -> None:
        if broken[0]:
            raise ValueError

    clock.tick()
    broken[0] = False
    clock.tick()
    assert (entry("test.mended").error, entry("test.mended").failed_at) == ("", None)


def test_somebody_who_was_faster_is_no_error(registry):
    @clock.watch("test.faster", due=lambda: [1])
    def run(row: int) -> None:
        raise Refused("It is not due yet.", "not_due")

    assert clock.tick() == 0
    assert entry("test.faster").error == ""


def test_each_part_keeps_its_own_pace(registry):
    ran = []
    clock.watch("test.seldom", due=lambda: ["seldom"], every=timedelta(hours=1))(ran.append)
    clock.watch("test.often", due=lambda: ["often"], every=timedelta(0))(ran.append)
    for _ in range(3):
        clock.tick()
    assert ran.count("seldom") == 1
    assert ran.count("often") == 3


def test_a_clock_that_is_put_back_stops_nothing(registry):
    ran = []
    clock.watch("test.minutely", due=lambda: ["ran"], every=timedelta(minutes=1))(ran.append)
    clock.tick()
    with housekeeping("the machine's clock was two hours ahead"):
        Cursor.objects.filter(name="clock:test.minutely").update(moved_at=timezone.now() + timedelta(hours=2))
    clock.tick()
    clock.tick()
    assert ran == ["ran", "ran"]


def test_two_clocks_at_once_do_a_thing_once(world):
    """Both found the row before either ran its command; the command looks again, under lock."""
    case = world.taken()
    agent = world.actor(world.agent)
    message = cases.answer(agent, case, text="En gång.")
    cases.release_answer(CLOCK, case, message=message)
    with pytest.raises(Refused):
        cases.release_answer(CLOCK, case, message=message)
    assert Event.objects.filter(kind="cases.answered").count() == 1
