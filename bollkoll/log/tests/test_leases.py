"""Work outside the database: claimed by one, taken over when that one dies, given up where it can be seen."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bollkoll.log import leases
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Delivery, Work
from tests.together import together

Stage = Work.Stage


def deliveries(count: int, **more) -> list[Delivery]:
    """Messages that wait to be sent, the first due first."""
    began = timezone.now() - timedelta(hours=1)
    with housekeeping("test"):
        return [
            Delivery.objects.create(
                key=f"email:{n}:1", channel="email", address="a@larosate.example", message_id=f"<{n}@bollkoll.example>",
                subject="Hej", text="Hej", made_at=began, due_at=began + timedelta(seconds=n), **more,
            )
            for n in range(count)
        ]  # fmt: skip


def later(row: Work, seconds: float) -> None:
    """Let time pass for a row: all its times move back."""
    passed = timedelta(seconds=seconds)
    with housekeeping("test"):
        found = type(row)._default_manager.get(pk=row.pk)
        found.due_at -= passed
        found.leased_until = found.leased_until and found.leased_until - passed
        found.save()


@pytest.mark.django_db
def test_a_lease_from_before_the_clock_was_put_back_is_nobodys():
    (row,) = deliveries(1)
    assert leases.claim(Delivery, "a:1") == row
    assert leases.claim(Delivery, "b:1") is None
    with housekeeping("the machine's clock was a day ahead"):
        Delivery.objects.update(leased_until=timezone.now() + timedelta(days=1))
    taken = leases.claim(Delivery, "b:1")
    assert taken == row and taken.worker == "b:1"


@pytest.mark.django_db
class TestOneWorker:
    def test_claims_what_has_been_due_longest(self):
        first, second = deliveries(2)
        assert leases.claim(Delivery, "one") == first
        assert leases.claim(Delivery, "one") == second
        assert leases.claim(Delivery, "one") is None

    def test_leaves_what_is_not_due(self):
        (row,) = deliveries(1)
        later(row, -7200)
        assert leases.claim(Delivery, "one") is None

    def test_claims_only_what_it_asks_for(self):
        deliveries(1)
        assert leases.claim(Delivery, "one", channel="letter") is None

    def test_finishes_what_it_holds(self):
        deliveries(1)
        row = leases.claim(Delivery, "one")
        assert leases.finish(row, result="250 ok")
        row.refresh_from_db()
        assert (row.work, row.result, row.attempt, row.leased_until) == (Stage.DONE, "250 ok", 1, None)

    def test_backs_off_longer_each_time_and_then_gives_up_visibly(self):
        (made,) = deliveries(1)
        waits = []
        while (row := leases.claim(Delivery, "one")) is not None:
            again = leases.put_back(row, "451 try later")
            row.refresh_from_db()
            if not again:
                break
            wait = round((row.due_at - timezone.now()).total_seconds())
            waits.append(wait)
            later(row, wait + 1)
        assert waits == list(leases.BACK_OFF)
        made.refresh_from_db()
        assert (made.work, made.error) == (Stage.FAILED, "451 try later")
        assert made.finished_at is not None
        assert made not in Delivery.objects.pending()

    def test_can_say_when_to_try_again(self):
        deliveries(1)
        row = leases.claim(Delivery, "one")
        at = timezone.now() + timedelta(days=1)
        leases.put_back(row, "over quota", at=at)
        row.refresh_from_db()
        assert row.due_at == at

    def test_that_dies_every_time_has_its_work_given_up(self):
        """A message that kills whoever reads it must not be read for ever, nor stand in the way of the next."""
        poison, sound = deliveries(2)
        for _ in range(len(leases.BACK_OFF) + 1):
            assert leases.claim(Delivery, "doomed", lease_for=timedelta(seconds=-1)) == poison
            with housekeeping("test"):
                Delivery.objects.filter(pk=sound.pk).update(due_at=timezone.now())
        assert leases.claim(Delivery, "one") == sound
        poison.refresh_from_db()
        assert poison.work == Stage.FAILED
        assert "Nobody came back" in poison.error


@pytest.mark.django_db
class TestWhoeverComesBackLate:
    """The lease ran out, and another worker has the row."""

    @pytest.fixture
    def late(self):
        deliveries(1)
        row = leases.claim(Delivery, "late", lease_for=timedelta(seconds=-1))
        assert leases.claim(Delivery, "quick") == row
        return row

    @pytest.mark.parametrize(
        "act",
        [
            leases.finish,
            leases.renew,
            partial(leases.put_back, error="late"),
            partial(leases.give_up, error="late"),
        ],
        ids=["finish", "renew", "put back", "give up"],
    )
    def test_changes_nothing(self, late, act):
        before = Delivery.objects.values().get(pk=late.pk)
        assert act(late) is False
        assert Delivery.objects.values().get(pk=late.pk) == before

    def test_is_kept_out_even_by_its_own_name(self, late):
        """The same worker may have claimed it again: the attempt tells the two apart."""
        with housekeeping("test"):
            Delivery.objects.filter(pk=late.pk).update(worker="late")
        assert leases.finish(late) is False


@pytest.mark.django_db
def test_renewing_keeps_others_away():
    deliveries(1)
    row = leases.claim(Delivery, "one", lease_for=timedelta(seconds=-1))
    assert leases.renew(row)
    assert leases.claim(Delivery, "two") is None


@pytest.mark.django_db(transaction=True)
def test_many_claimers_never_get_the_same_row(world):
    made = deliveries(24)

    def work(name: str) -> list:
        mine = []
        while (row := leases.claim(Delivery, name)) is not None:
            mine.append(row.pk)
            assert leases.finish(row)
        return mine

    results = together(*(partial(work, f"worker {n}") for n in range(6)))
    claimed = [pk for mine in results for pk in mine]
    assert sorted(claimed) == sorted(row.pk for row in made)
    assert set(Delivery.objects.values_list("work", "attempt")) == {(Stage.DONE, 1)}


class Leases(RuleBasedStateMachine):
    """Two workers, any order of claiming, dying, finishing: never two owners, never anything lost."""

    def __init__(self) -> None:
        super().__init__()
        self.row = deliveries(1)[0]
        self.hands: dict[str, Delivery] = {}
        self.finished = 0

    def teardown(self) -> None:
        with housekeeping("test"):
            Delivery.objects.all().delete()

    def now(self) -> Delivery:
        return Delivery.objects.get(pk=self.row.pk)

    @rule(worker=st.sampled_from("ab"))
    def claim(self, worker: str) -> None:
        before = self.now()
        row = leases.claim(Delivery, worker)
        if row is not None:
            assert before.work in (Stage.WAITING, Stage.CLAIMED)
            assert before.work == Stage.WAITING or before.leased_until < timezone.now()
            self.hands[worker] = row

    @rule()
    def time_passes(self) -> None:
        later(self.row, 30_000)

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), how=st.sampled_from(["finish", "put_back", "renew"]))
    def use(self, data, how: str) -> None:
        worker = data.draw(st.sampled_from(sorted(self.hands)))
        held, before = self.hands[worker], self.now()
        owns = (before.work, before.worker, before.attempt) == (Stage.CLAIMED, worker, held.attempt)
        if how == "renew":
            assert leases.renew(held) is owns
            return
        self.hands.pop(worker)
        if how == "finish":
            assert leases.finish(held) is owns
            self.finished += owns
        else:
            assert leases.put_back(held, "no") is (owns and held.attempt <= len(leases.BACK_OFF))

    @invariant()
    def it_is_finished_at_most_once_and_never_lost(self) -> None:
        row = self.now()
        assert self.finished == (row.work == Stage.DONE)
        assert (row.leased_until is not None) == (row.work == Stage.CLAIMED)
        assert (row.finished_at is not None) == (row.work in (Stage.DONE, Stage.FAILED))


@pytest.mark.django_db
def test_no_order_of_events_gives_two_owners_or_loses_the_work():
    run_state_machine_as_test(
        Leases, settings=settings(max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sees it in any words, and reads few rows whole")
def test_what_is_pending_is_found_by_its_own_index_among_however_much_that_is_done(db):
    waiting = Delivery.objects.filter(leases.due(timezone.now()), channel="email").order_by("due_at")
    for rows in (Delivery.objects.pending(), waiting):
        assert "log_delivery_pending" in rows.explain()


@pytest.mark.parametrize("said", [["it's"], [], ["a' OR 1=1 --"], [1]])
def test_only_plain_words_are_written_into_a_question(said):
    with pytest.raises(ValueError, match="plain words"):
        Delivery.objects.filter(work__among=said)
