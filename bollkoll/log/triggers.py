"""Database triggers for what must always hold, in both databases.

SQLite rebuilds a table to change it, which drops its triggers and stumbles over those of other tables that name it. So
all of them step aside for a migrate that has something to do, and are installed again after every migrate;
``bollkoll check`` verifies that they stand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections

from bollkoll.log.guard import housekeeping

REGISTRY: dict[str, "Trigger"] = {}


@dataclass(frozen=True)
class Trigger:
    """``timing``: BEFORE or AFTER ``events``; ``refuse_if``: SQL over OLD and NEW; ``message``: what the error says."""

    name: str
    table: str
    events: tuple[str, ...]
    refuse_if: str
    message: str
    timing: str = "BEFORE"


def refuse(
    name: str, table: str, events: tuple[str, ...], message: str, *, refuse_if: str = "1=1", timing: str = "BEFORE"
) -> None:
    """Register a trigger that refuses ``events`` ("INSERT", "UPDATE", "UPDATE OF column", "DELETE") on ``table``."""
    REGISTRY[name] = Trigger(name, table, events, refuse_if, message, timing)


def _sqlite(trigger: Trigger) -> list[str]:
    statements = []
    for number, event in enumerate(trigger.events):
        name = f"{trigger.name}_{number}"
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" {trigger.timing} {event} ON "{trigger.table}" '
            f"WHEN {trigger.refuse_if} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END",
        ]
    return statements


def _postgres(trigger: Trigger) -> list[str]:
    events = " OR ".join(trigger.events)
    statements = [
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {trigger.refuse_if} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f'CREATE OR REPLACE TRIGGER "{trigger.name}" {trigger.timing} {events} ON "{trigger.table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()",
    ]
    if trigger.refuse_if == "1=1" and "DELETE" in trigger.events:
        statements.append(
            f'CREATE OR REPLACE TRIGGER "{trigger.name}_all" BEFORE TRUNCATE ON "{trigger.table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger.name}()"
        )
    return statements


def install_all(using: str = "default", **_: Any) -> None:
    """(Re)install every trigger whose table exists (runs after each migrate)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    make = _postgres if connection.vendor == "postgresql" else _sqlite
    with housekeeping("triggers"), connection.cursor() as cursor:
        for trigger in REGISTRY.values():
            if trigger.table in tables:
                for statement in make(trigger):
                    cursor.execute(statement)


def step_aside(using: str = "default", plan: Any = True, **_: Any) -> None:
    """Drop the triggers on SQLite when ``plan`` holds migrations (runs before each migrate)."""
    connection = connections[using]
    if connection.vendor == "sqlite" and plan:
        with housekeeping("triggers"), connection.cursor() as cursor:
            for trigger in REGISTRY.values():
                for number in range(len(trigger.events)):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}_{number}"')


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should stand and do not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
            standing = {row[0] for row in cursor.fetchall()}
            return sorted(name for name in REGISTRY if name not in standing)
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {row[0] for row in cursor.fetchall()}
    return sorted(
        name
        for name, trigger in REGISTRY.items()
        if any(f"{name}_{n}" not in standing for n in range(len(trigger.events)))
    )


refuse("log_event_append_only", "log_event", ("UPDATE", "DELETE"), "the log is append-only")
refuse("log_topic_append_only", "log_topic", ("UPDATE", "DELETE"), "the log is append-only")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without triggers for a while: for emptying a test database, and for nothing else."""
    connection = connections[using]
    with housekeeping("triggers"), connection.cursor() as cursor:
        for trigger in REGISTRY.values():
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{trigger.table}" DISABLE TRIGGER USER')
    step_aside(using)
    try:
        yield
    finally:
        with housekeeping("triggers"), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # What waits for the end of the transaction is checked now: a table with waiting checks cannot be altered.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for trigger in REGISTRY.values():
                    cursor.execute(f'ALTER TABLE "{trigger.table}" ENABLE TRIGGER USER')
        install_all(using)
