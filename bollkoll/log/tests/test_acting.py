"""The one door through which anything changes."""

import pytest
from django.db import IntegrityError, connection, transaction

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.acting import NotAllowed, NothingRecorded, Refused, act, command
from bollkoll.log.guard import WriteOutsideCommand, housekeeping, written_tables
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db


def test_a_command_leaves_its_event_in_the_same_transaction(world):
    case = world.case()
    event = Event.objects.get(kind="cases.opened")
    assert event.actor_id == world.local.pk
    assert event.via == "web"
    assert Topic.objects.filter(event=event, name=f"case:{case.pk}").exists()


def test_a_refused_command_leaves_neither_rows_nor_events(world):
    case = world.taken(by=world.agent)
    before = Event.objects.count()
    with pytest.raises(Refused):
        cases.take(world.actor(world.other_agent), case)
    assert Event.objects.count() == before


def test_a_refused_inner_command_drops_its_facts_and_the_outer_goes_on(world):
    case = world.taken(by=world.agent)
    before = Event.objects.count()
    with act(world.actor(world.agent)):
        with pytest.raises(Refused):
            cases.close(world.actor(world.agent), cases.close(world.actor(world.agent), case))
        cases.note(world.actor(world.agent), case, text="Kvar")
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True)[before:])
    assert kinds == ["commitments.ball_put_down", "cases.closed", "cases.noted"]


def test_an_inner_act_is_recorded_as_its_own_actors_doing(world):
    case = world.case()
    with act(CLOCK, via="import"):
        cases.take(world.actor(world.agent), case)
    event = Event.objects.get(kind="cases.taken")
    assert (event.actor_id, event.via) == (world.agent.pk, "import")


def test_who_may_not_is_refused_before_anything_happens(world):
    case = world.case()
    with pytest.raises(NotAllowed):
        cases.take(world.actor(world.stranger), case)


def test_the_subject_is_reread_so_a_stale_object_does_not_decide(world):
    case = world.case()
    stale = Case.objects.get(pk=case.pk)
    cases.take(world.actor(world.agent), case)
    with pytest.raises(Refused):
        cases.take(world.actor(world.other_agent), stale)


def test_a_command_that_records_nothing_is_an_error(world, monkeypatch):
    from bollkoll.cases import policy

    monkeypatch.setattr(policy, "silent", lambda actor, case: True, raising=False)

    def silent(actor, case):
        return None

    silent.__module__ = "bollkoll.cases.commands"
    with pytest.raises(NothingRecorded):
        command(silent)(world.actor(world.agent), world.case())


def test_a_command_without_a_policy_cannot_be_made():
    def lawless(actor, case):
        return None

    lawless.__module__ = "bollkoll.cases.commands"
    with pytest.raises(AttributeError):
        command(lawless)


class TestTheGuard:
    def test_an_ordinary_write_is_refused(self, world):
        case = world.case()
        case.title = "Sneaky"
        with pytest.raises(WriteOutsideCommand):
            case.save()

    def test_a_bulk_write_is_refused(self, world):
        world.case()
        with pytest.raises(WriteOutsideCommand):
            Case.objects.update(title="Sneaky")

    def test_a_raw_write_is_refused(self, world):
        with pytest.raises(WriteOutsideCommand), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET title = 'Sneaky'")

    @pytest.mark.parametrize(
        ("sql", "tables"),
        [
            ("SELECT 1", None),
            ("  -- hm\n INSERT INTO cases_case VALUES (1)", ["cases_case"]),
            ("WITH x AS (SELECT 1) SELECT * FROM x", None),
            ("WITH x AS (DELETE FROM log_event RETURNING 1) SELECT * FROM x", ["log_event"]),
            ("REPLACE INTO t VALUES (1)", ["t"]),
            ("UPDATE ONLY t SET a = 1", ["t"]),
            ("TRUNCATE TABLE t", ["t"]),
            ("DROP TABLE t", ["t"]),
            ("GRANT ALL ON t TO x", ["?"]),
        ],
    )
    def test_it_reads_what_a_statement_writes(self, sql, tables):
        assert written_tables(sql) == tables


class TestTheDatabaseRefuses:
    """Behind the back of every command, with the guard open."""

    def refused(self):
        return pytest.raises((IntegrityError, Exception))

    @pytest.mark.parametrize("table", ["log_event", "log_topic"])
    @pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    def test_changes_to_the_log(self, world, table, verb):
        world.case()
        with pytest.raises(Exception, match="append-only"), housekeeping("test"), transaction.atomic():
            connection.cursor().execute(verb.format(table))

    def test_an_open_case_without_a_ball(self, world):
        case = world.case()
        with pytest.raises(IntegrityError), housekeeping("test"), transaction.atomic():
            Subject.objects.filter(pk=case.pk).update(main=None)

    def test_a_ball_that_belongs_to_another_case(self, world):
        one, other = world.case(), world.case()
        with pytest.raises(IntegrityError), housekeeping("test"), transaction.atomic():
            Subject.objects.filter(pk=one.pk).update(main=other.subject.main_id)

    def test_ending_the_main_ball_of_an_open_case(self, world):
        case = world.case()
        with pytest.raises(IntegrityError), housekeeping("test"), transaction.atomic():
            Commitment.objects.filter(pk=case.subject.main_id).update(ended_at="2026-01-01T00:00:00Z", end="kept")

    def test_a_ball_without_a_holder(self, world):
        case = world.case()
        with pytest.raises(IntegrityError), housekeeping("test"), transaction.atomic():
            Commitment.objects.filter(pk=case.subject.main_id).update(team=None)

    def test_a_ball_without_a_time_to_look_again(self, world):
        case = world.case()
        with pytest.raises(IntegrityError), housekeeping("test"), transaction.atomic():
            Commitment.objects.filter(pk=case.subject.main_id).update(look_again_at=None)
