"""What the database refuses by itself is still refused after its tables have been rebuilt."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log import triggers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event, Topic

pytestmark = pytest.mark.django_db(transaction=True)

GUARDED = [Event, Topic, Subject, Commitment]


def sql(statement: str) -> None:
    with housekeeping("test"), connection.cursor() as cursor:
        cursor.execute(statement)


def drop(name: str) -> None:
    trigger = triggers.REGISTRY[name]
    if connection.vendor == "postgresql":
        sql(f'DROP TRIGGER "{name}" ON "{trigger.table}"')
    else:
        sql(f'DROP TRIGGER "{name}_0"')


@contextmanager
def migrating():
    """What a migrate that changes a table does around it."""
    plan = [(MigrationLoader(connection).get_migration("log", "0001_initial"), False)]
    with housekeeping("migrate"):
        emit_pre_migrate_signal(0, False, "default", plan=plan)
        with connection.schema_editor() as editor:
            yield editor
        emit_post_migrate_signal(0, False, "default", plan=plan)


@pytest.fixture(autouse=True)
def _whole_again():
    yield
    triggers.install_all()


def test_all_stand_in_a_new_database():
    assert triggers.missing() == []


@pytest.mark.parametrize("name", sorted(triggers.REGISTRY))
def test_one_that_was_dropped_is_missed_and_migrating_puts_it_back(name):
    drop(name)
    assert triggers.missing() == [name]
    with housekeeping("migrate"):
        call_command("migrate", verbosity=0)
    assert triggers.missing() == []


def test_one_that_is_disabled_is_missed_too():
    if connection.vendor == "postgresql":
        sql('ALTER TABLE "log_event" DISABLE TRIGGER "log_event_append_only"')
        assert triggers.missing() == ["log_event_append_only"]
        sql('ALTER TABLE "log_event" ENABLE TRIGGER "log_event_append_only"')
    assert triggers.missing() == []


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_a_table_can_be_changed_by_a_migration_and_is_guarded_afterwards(world, model):
    """SQLite rebuilds a table to change it, which drops its triggers; those of others that name it must not mind."""
    world.case()
    field = models.IntegerField(default=0, db_default=0)
    field.set_attributes_from_name("extra")
    field.model = model
    try:
        with migrating() as editor:
            editor.add_field(model, field)
            changed = models.CharField(max_length=9, default="0", db_default="0")
            changed.set_attributes_from_name("extra")
            changed.model = model
            editor.alter_field(model, field, changed, strict=False)
        assert triggers.missing() == []
        with pytest.raises(DatabaseError, match="append-only"):
            sql("DELETE FROM log_event")
        with pytest.raises(IntegrityError):
            sql("UPDATE commitments_commitment SET ended_at = made_at, \"end\" = 'kept'")
    finally:
        with migrating() as editor:
            editor.remove_field(model, changed)
