"""A reader with a cursor misses nothing, however many write at once (docs/decisions/0002)."""

import threading
from functools import partial

import pytest
from django.db import connection

from bollkoll.cases import commands as cases
from bollkoll.commitments.models import Subject
from bollkoll.log import acting, subscribers
from bollkoll.log.models import Event
from bollkoll.people.actor import CLOCK
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
ROUNDS = 3


class Reader:
    """Reads ``id > last`` again and again, as the live stream does."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def read(self) -> None:
        last = self.seen[-1] if self.seen else 0
        self.seen += Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:200]

    def until(self, done: threading.Event) -> None:
        while not done.wait(0.002):
            self.read()
        self.read()


@pytest.fixture
def listener(monkeypatch):
    """A subscriber that keeps what it was told, in order."""
    told: list[int] = []
    monkeypatch.setattr(subscribers, "REGISTRY", {})
    subscribers.subscriber("test.listener")(lambda event: told.append(event.pk))
    return told


def test_eight_writers_hide_nothing_from_those_who_read(world, listener):
    shared = [world.taken() for _ in range(3)]
    before = Subject.objects.count()
    done, reader = threading.Event(), Reader()
    still = threading.Semaphore(0)

    def write(number: int) -> None:
        reporter = world.actor((world.local, world.contact, world.extra)[number % 3])
        agent = world.actor((world.agent, world.other_agent)[number % 2])
        try:
            for turn in range(ROUNDS):
                case = cases.open_case(reporter, title=f"Fall {number} {turn}", text="Det syns inte.", kind="fault")
                cases.take(agent, case)
                other = shared[(number + turn) % 3]
                cases.note(agent, other, text="Samma sak här.")
                cases.link(agent, *((case,) if turn % 2 else (other,)), other=other if turn % 2 else case)
                message = cases.answer(agent, case, text="Vi har rättat det.", then="solved")
                cases.release_answer(CLOCK, case, message=message)
                cases.reply(reporter, case, text="Tack!")
        finally:
            still.release()

    def subscribe() -> None:
        while not done.wait(0.002):
            subscribers.run("test.listener")
        subscribers.run("test.listener", limit=10_000)

    def finish() -> None:
        for _ in range(WRITERS):
            still.acquire()
        done.set()

    results = together(*(partial(write, n) for n in range(WRITERS)), partial(reader.until, done), subscribe, finish)

    assert [problem for problem in results if problem is not None] == []
    stored = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert len(stored) >= WRITERS * ROUNDS * 8
    assert reader.seen == stored
    assert listener == stored
    numbers = sorted(Subject.objects.values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + before + WRITERS * ROUNDS))


@pytest.mark.parametrize("is_locked", [True, False], ids=["with the lock", "without the lock"])
def test_the_lock_is_what_keeps_ids_in_the_order_of_commits(world, monkeypatch, is_locked):
    """One writer has appended and not committed; another appends after and would commit before; a reader looks."""
    slow, quick = world.taken(by=world.agent), world.taken(by=world.other_agent)
    appended, gone = threading.Event(), threading.Event()
    original = acting._append

    def append(said):
        original(said)
        if threading.current_thread() is slow_thread[0]:
            appended.set()
            gone.wait(0.5)  # long enough for whoever is not kept waiting by us

    slow_thread: list[threading.Thread] = []
    monkeypatch.setattr(acting, "_append", append)
    if not is_locked:
        monkeypatch.setattr(acting, "_lock_the_log", lambda actors: None)
    reader = Reader()
    reader.read()

    def write_slowly() -> None:
        slow_thread.append(threading.current_thread())
        cases.note(world.actor(world.agent), slow, text="Först.")

    def write_quickly() -> None:
        appended.wait(10)
        cases.note(world.actor(world.other_agent), quick, text="Sedan.")
        reader.read()
        gone.set()

    assert together(write_slowly, write_quickly) == [None, None]
    reader.read()

    stored = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    # SQLite has one writer at a time: there the order is kept without our help.
    assert (reader.seen == stored) is (is_locked or connection.vendor == "sqlite")
