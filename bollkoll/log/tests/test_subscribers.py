"""Subscribers read everything once and in order; one that fails keeps its place and holds up nobody else."""

import pytest

from bollkoll.cases import commands as cases
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused
from bollkoll.log.models import Cursor, Event
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.people.models import Institution
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(subscribers, "REGISTRY", {})


@pytest.fixture
def told():
    """What a subscriber of every kind was told."""
    told: list[str] = []
    subscribers.subscriber("test.all")(lambda event: told.append(event.kind))
    return told


def cursor(name: str) -> Cursor:
    return Cursor.objects.get(name=name)


def test_everything_is_read_once_and_in_order(world, told):
    world.case()
    subscribers.run_all()
    assert told == list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert subscribers.run_all() == 0
    assert subscribers.lag() == {"test.all": 0}


def test_only_the_kinds_asked_for_are_told(world):
    told = []
    subscribers.subscriber("test.taken", ["cases.taken"])(lambda event: told.append(event.kind))
    world.taken()
    world.case()
    subscribers.run_all()
    assert told == ["cases.taken"]
    assert subscribers.lag() == {"test.taken": 0}


def test_those_to_whom_nothing_of_it_matters_pass_it_together(world, told, django_assert_max_num_queries):
    for number in range(30):
        subscribers.subscriber(f"test.other{number}", ["nothing.such"])(lambda event: told.append("wrong"))
    subscribers.run_all()
    world.case()
    here = len(told)
    with django_assert_max_num_queries(60):
        subscribers.run_all()
    assert told[here:] == list(Event.objects.order_by("pk").values_list("kind", flat=True))[here:]
    assert set(subscribers.lag().values()) == {0}


def test_whoever_stands_at_a_fault_is_not_carried_past_it(world):
    told = []

    @subscribers.subscriber("test.broken", ["cases.taken"])
    def broken(event: Event) -> None:
        raise RuntimeError("not yet")

    subscribers.subscriber("test.other", ["nothing.such"])(lambda event: told.append(event.kind))
    world.taken()
    for _turn in range(3):
        world.case()
        subscribers.run_all()
    assert cursor("test.broken").position < Event.objects.get(kind="cases.taken").pk
    assert "not yet" in cursor("test.broken").error
    assert cursor("test.other").position == Event.objects.latest("pk").pk


def test_a_turn_ends_at_its_limit_and_the_next_goes_on(world, told):
    total = Event.objects.count()
    assert subscribers.run("test.all", limit=5) == 5
    assert subscribers.lag() == {"test.all": total - 5}
    subscribers.run_all()
    assert len(told) == total


def test_a_reaction_is_recorded_with_its_cause_and_its_own_actor(world):
    case = world.taken()

    @subscribers.subscriber("test.rename", ["cases.noted"])
    def rename(event: Event) -> None:
        cases.rename(SYSTEM, case, title="Efteråt")

    world.note(case)
    subscribers.run_all()
    made = Event.objects.get(kind="cases.renamed")
    assert made.cause == Event.objects.get(kind="cases.noted")
    assert (made.actor_id, made.via) == (None, "system")


def test_a_reaction_killed_in_the_middle_leaves_nothing_and_happens_once_in_the_end(world):
    """Rows, events and the place in the log are one transaction: all of it, or none."""
    case = world.taken()
    alive = [False]

    class Killed(BaseException):
        """As when the process ends: no handler runs."""

    @subscribers.subscriber("test.rename", ["cases.noted"])
    def rename(event: Event) -> None:
        cases.rename(CLOCK, case, title="Efteråt")
        if not alive[0]:
            raise Killed

    world.note(case)
    for _ in range(3):
        with pytest.raises(Killed):
            subscribers.run_all()
    assert world.fresh(case).title != "Efteråt"
    assert not Event.objects.filter(kind="cases.renamed").exists()
    alive[0] = True
    subscribers.run_all()
    subscribers.run_all()
    assert world.fresh(case).title == "Efteråt"
    assert Event.objects.filter(kind="cases.renamed").count() == 1


def test_one_that_fails_keeps_its_place_and_says_why_while_others_go_on(world, told):
    broken = [True]
    read = []

    @subscribers.subscriber("test.broken", ["cases.opened"])
    def fail(event: Event) -> None:
        if broken[0]:
            raise ValueError("the wheel came off")
        read.append(event.pk)

    one, two = world.case(), world.case()
    first, second = Event.objects.filter(kind="cases.opened").order_by("pk")
    for _ in range(2):
        subscribers.run_all()
    stuck = cursor("test.broken")
    assert stuck.position < first.pk
    assert "the wheel came off" in stuck.error
    assert stuck.failed_at is not None
    assert subscribers.lag()["test.broken"] > 0
    assert told.count("cases.opened") == 2
    assert one.number < two.number

    broken[0] = False
    subscribers.run_all()
    mended = cursor("test.broken")
    assert read == [first.pk, second.pk]
    assert (mended.error, mended.failed_at) == ("", None)


def test_a_refusal_inside_a_reaction_may_be_passed_over(world):
    case = world.taken()

    @subscribers.subscriber("test.take", ["cases.noted"])
    def take(event: Event) -> None:
        try:
            cases.take(world.actor(world.other_agent), case)
        except Refused:
            cases.rename(SYSTEM, case, title="Redan tagen")

    world.note(case)
    subscribers.run_all()
    assert cursor("test.take").error == ""
    assert world.fresh(case).title == "Redan tagen"


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_the_reading_and_nobody_reads_twice(world):
    told: list[int] = []
    subscribers.subscriber("test.shared")(lambda event: told.append(event.pk))
    for _ in range(3):
        world.taken()

    def read() -> None:
        for _ in range(200):
            if subscribers.run("test.shared") == 0 and not subscribers.lag()["test.shared"]:
                return

    assert together(read, read, read) == [None] * 3
    assert told == list(Event.objects.order_by("pk").values_list("pk", flat=True))


def test_rows_written_by_a_reaction_that_fails_are_not_kept(world):
    @subscribers.subscriber("test.write", ["cases.opened"])
    def write(event: Event) -> None:
        Institution.objects.create(code="X", name_sv="X")
        raise RuntimeError

    world.case()
    subscribers.run_all()
    assert not Institution.objects.filter(code="X").exists()
