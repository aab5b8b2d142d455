"""The auditor finds what should never be, whoever did it, and nothing else.

What is wrong is put into the database behind its back with plain SQL, constraints and triggers out of the way, and what
is found is compared with an independent question in plain SQL.
"""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.commitments import audit, queries
from bollkoll.commitments.models import Commitment, Subject, Violation
from bollkoll.log import clock, subscribers, triggers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Delivery, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
MANY = 20

CONSTRAINTS = ("commitments_subject_open_has_main", "commitments_commitment_has_holder")


@contextmanager
def behind_its_back():
    """A cursor for which the database holds nothing to be impossible."""
    with housekeeping("test"), triggers.lifted(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints=ON")
            yield cursor
            cursor.execute("PRAGMA ignore_check_constraints=OFF")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in CONSTRAINTS:
                table = "commitments_subject" if "subject" in name.split("_")[1] else "commitments_commitment"
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute("ALTER TABLE commitments_commitment ALTER look_again_at DROP NOT NULL")
            yield cursor


def ids(rows):
    """Keys as the database's own adapters want them."""
    return [pk.hex if connection.vendor == "sqlite" else str(pk) for pk in rows]


def found(name):
    return {key for check, key in audit.findings() if check == name}


def asked(sql, *values):
    """The independent question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return {str(row[0]).replace("-", "") for row in rows}


def keys(name):
    return {key.replace("-", "") for key in found(name)}


@pytest.fixture
def many(world):
    return [world.taken(title=f"Ärende {number}") for number in range(MANY)]


def test_nothing_is_wrong_with_what_commands_have_made(world, many):
    world.protected()
    world.answer(world.taken(), then="waiting")
    assert audit.findings() == {}


def test_open_subjects_without_a_ball_are_found(world, many):
    with behind_its_back() as cursor:
        for pk in ids(case.pk for case in many):
            cursor.execute("UPDATE commitments_subject SET main_id = NULL WHERE id = %s", [pk])
    wrong = asked("SELECT id FROM commitments_subject WHERE is_open AND main_id IS NULL")
    assert keys("subject.without_ball") == wrong
    assert len(wrong) == MANY


def test_a_main_ball_that_has_ended_is_none(world, many):
    with behind_its_back() as cursor:
        for pk in ids(case.pk for case in many):
            cursor.execute(
                "UPDATE commitments_commitment SET ended_at = made_at, \"end\" = 'kept' WHERE subject_id = %s", [pk]
            )
    wrong = asked(
        "SELECT s.id FROM commitments_subject s JOIN commitments_commitment c ON c.id = s.main_id "
        "WHERE s.is_open AND c.ended_at IS NOT NULL"
    )
    assert keys("subject.without_ball") == wrong
    assert len(wrong) == MANY


def test_balls_owed_on_what_is_closed_are_found(world, many):
    with behind_its_back() as cursor:
        for pk in ids(case.pk for case in many):
            cursor.execute("UPDATE commitments_subject SET is_open = %s WHERE id = %s", [False, pk])
    wrong = asked(
        "SELECT c.id FROM commitments_commitment c JOIN commitments_subject s ON s.id = c.subject_id "
        "WHERE c.ended_at IS NULL AND NOT s.is_open"
    )
    assert keys("ball.on_closed") == wrong
    assert len(wrong) == MANY


def test_balls_without_anybody_are_found(world, many):
    with behind_its_back() as cursor:
        for pk in ids(case.pk for case in many):
            cursor.execute("UPDATE commitments_commitment SET person_id = NULL WHERE subject_id = %s", [pk])
    wrong = asked(
        "SELECT id FROM commitments_commitment WHERE ended_at IS NULL AND holder = 'person' AND person_id IS NULL"
    )
    assert keys("ball.without_holder") == wrong
    assert len(wrong) == MANY


def test_balls_of_somebody_who_has_left_are_found(world, many):
    with behind_its_back() as cursor:
        cursor.execute("UPDATE people_person SET ended_at = %s WHERE id = %s", [timezone.now(), world.agent.pk])
    wrong = asked(
        "SELECT c.id FROM commitments_commitment c JOIN people_person p ON p.id = c.person_id "
        "WHERE c.ended_at IS NULL AND p.ended_at IS NOT NULL"
    )
    assert keys("ball.without_holder") == wrong
    assert len(wrong) == MANY


def test_balls_of_a_team_that_nobody_is_in_are_found(world):
    agent = world.actor(world.agent)
    for number in range(MANY):
        cases.mark_waiting_third_line(agent, world.taken(title=f"Ärende {number}"), team=world.developers)
    assert not found("ball.without_holder")
    with behind_its_back() as cursor:
        cursor.execute("DELETE FROM services_membership WHERE team_id = %s", [world.developers.pk])
    assert len(found("ball.without_holder")) == MANY


def test_balls_of_a_desk_where_nobody_works_are_found(world):
    world.case()
    with behind_its_back() as cursor:
        cursor.execute("UPDATE people_person SET ended_at = %s WHERE line = 2", [timezone.now()])
    assert len(found("ball.without_holder")) == 1


def test_balls_of_somebody_away_without_a_deputy_are_found(world, many):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    wrong = asked(
        "SELECT c.id FROM commitments_commitment c JOIN people_absence a ON a.person_id = c.person_id "
        "WHERE c.ended_at IS NULL AND a.first_day <= %s AND a.last_day >= %s AND a.deputy_id IS NULL",
        today, today,
    )  # fmt: skip
    assert keys("ball.holder_away") == wrong
    assert len(wrong) == MANY


def test_a_deputy_who_is_there_is_no_violation(world, many):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today, deputy=world.other_agent)
    assert not found("ball.holder_away")


def test_balls_without_a_time_are_found(world, many):
    with behind_its_back() as cursor:
        if connection.vendor == "sqlite":  # whose columns cannot be made to take no value: its schema is rewritten
            cursor.execute("PRAGMA writable_schema=ON")
            cursor.execute(
                "UPDATE sqlite_master SET sql = replace(sql, '\"look_again_at\" datetime NOT NULL', "
                "'\"look_again_at\" datetime') WHERE name = 'commitments_commitment'"
            )
            cursor.execute("PRAGMA writable_schema=RESET")
        for pk in ids(case.pk for case in many):
            cursor.execute("UPDATE commitments_commitment SET look_again_at = NULL WHERE subject_id = %s", [pk])
    assert len(found("ball.without_time")) == MANY


def test_offers_that_nobody_accepted_and_nobody_was_given_are_found(world, many):
    for case in many:
        cases.hand_over(world.actor(world.agent), case, team=world.developers, text="Till er.")
    assert not found("offer.not_accepted")
    with behind_its_back() as cursor:
        cursor.execute("UPDATE commitments_offer SET accept_by = %s", [timezone.now() - timedelta(hours=1)])
    wrong = asked("SELECT id FROM commitments_offer WHERE state = 'open' AND accept_by < %s", timezone.now())
    assert keys("offer.not_accepted") == wrong
    assert len(wrong) == MANY


def delivery(due_at, **more):
    key = str(uuid4())
    return Delivery(
        key=key, channel="email", address="x@uu.example", message_id=f"<{key}@x>", subject="s", text="t",
        made_at=due_at, due_at=due_at, **more,
    )  # fmt: skip


def test_messages_that_stand_still_are_counted(world):
    late = timezone.now() - timedelta(hours=1)
    with housekeeping("test"):
        Delivery.objects.bulk_create(delivery(late) for _ in range(MANY))
        Delivery.objects.bulk_create([
            delivery(late, work="done", finished_at=late),
            delivery(timezone.now() + timedelta(hours=1)),  # backs off after a failure
            delivery(late, work="claimed", leased_until=timezone.now() + timedelta(minutes=1)),
        ])  # fmt: skip
    assert [f.count for (name, _k), f in audit.findings().items() if name == "delivery.stands_still"] == [MANY]


def test_a_subscriber_that_stands_still_is_found_and_one_that_is_only_behind_is_not(world):
    world.case()
    assert not found("subscriber.behind")
    with behind_its_back() as cursor:
        cursor.execute("UPDATE log_event SET recorded_at = %s", [timezone.now() - timedelta(hours=1)])
    assert found("subscriber.behind") == set(subscribers.REGISTRY)
    for name in subscribers.REGISTRY:
        subscribers.run(name, limit=10_000)
    assert not found("subscriber.behind")


def test_a_clock_that_fails_is_found(world):
    with housekeeping("test"):
        Cursor.objects.create(name="clock:cases.remind", failed_at=timezone.now(), error="x")
    assert found("clock.fails") == {"cases.remind"}


def tick():
    with housekeeping("test"):
        Cursor.objects.filter(name__startswith="clock:").delete()
    clock.tick()


def test_what_is_found_is_told_once_and_crossed_out_when_it_is_gone(world, many):
    today = timezone.localdate()
    with behind_its_back() as cursor:
        cursor.execute(
            "INSERT INTO people_absence (person_id, kind, first_day, last_day) VALUES (%s, 'ill', %s, %s)",
            [world.agent.pk, today, today],
        )
        Cursor.objects.update_or_create(name="clock:cases.stand_in", defaults={"moved_at": timezone.now()})
    for audits in range(3):
        with housekeeping("test"):
            Cursor.objects.filter(name="clock:commitments.audit").delete()
        clock.tick()
        assert Violation.objects.present().exists() == bool(audits), "what is seen once may be on its way"
    assert Violation.objects.present().count() == MANY
    told = Event.objects.filter(kind="commitments.violations_found")
    assert [event.audience for event in told] == [[world.coordinator.pk]]

    tick()  # the balls are dealt out again
    tick()
    assert not Violation.objects.present().exists()
    assert Violation.objects.filter(gone_at__isnull=False).count() == MANY
    assert Event.objects.filter(kind="commitments.violations_gone").count() == 1


def test_an_audit_that_cannot_ask_is_silent_and_silence_is_the_alarm(world, monkeypatch):
    def broken():
        raise RuntimeError("no")

    tick()
    assert queries.is_watched()
    with housekeeping("test"):
        Cursor.objects.filter(name=queries.HEARTBEAT).update(moved_at=timezone.now() - timedelta(minutes=4))
    monkeypatch.setitem(audit.CHECKS, "x.broken", audit.Check("x.broken", "", broken))
    tick()
    assert not queries.is_watched()


def test_only_those_at_the_desk_and_administrators_read_it(world):
    with housekeeping("test"):
        Violation.objects.create(check_name="clock.fails", key="x", found_at=timezone.now())
    for person, count in (
        (world.agent, 1), (world.coordinator, 1), (world.admin, 1), (world.expert, 0), (world.local, 0),
    ):  # fmt: skip
        assert queries.violations(world.actor(person)).count() == count


def test_the_register_keeps_its_own_laws(world):
    """What the checks look for cannot be written while the constraints stand."""
    case = world.taken()
    with pytest.raises(DatabaseError), transaction.atomic(), housekeeping("test"):
        Subject.objects.filter(pk=case.pk).update(main=None)
    assert Commitment.objects.open().filter(subject=case.pk).count() == 1
