"""The guard stands on every door to the database, in production too."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from bollkoll.cases.models import Case
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.log.guard import WriteOutsideCommand, housekeeping, is_open, written_tables
from bollkoll.people.models import Institution
from bollkoll.services.models import Membership
from tests.together import together

REFUSED = pytest.raises(WriteOutsideCommand)


def raw(sql: str, parameters=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def institution() -> Institution:
    return Institution(code="NY", name_sv="Ny högskola")


ORDINARY = {
    "save": lambda: institution().save(),
    "create": lambda: Institution.objects.create(code="NY", name_sv="Ny högskola"),
    "get or create": lambda: Institution.objects.get_or_create(code="NY", defaults={"name_sv": "Ny"}),
    "bulk create": lambda: Institution.objects.bulk_create([institution(), institution()]),
    "bulk update": lambda: Case.objects.bulk_update(Case.objects.all(), ["title"]),
    "update": lambda: Case.objects.update(title=F("title")),
    "delete": lambda: Membership.objects.all().delete(),
    "fast delete": lambda: AnswerTemplate.objects.all()._raw_delete(using="default"),
    "save what was read": lambda: Institution.objects.get(code="UU").save(),
    "raw": lambda: raw("UPDATE cases_case SET title = 'x'"),
    "raw with parameters": lambda: raw("DELETE FROM cases_case WHERE title = %s", ["x"]),
    "raw in capitals and lines": lambda: raw("\n\n  update\n  cases_case\n  SET title = 'x'"),
    "raw behind a comment": lambda: raw("-- select\n/* select */ DELETE FROM cases_case"),
    "raw with a common table": lambda: raw("WITH x AS (SELECT 1) DELETE FROM cases_case"),
    "raw with a strange quote": lambda: raw("WITH x AS (SELECT '--') DELETE FROM [cases_case]"),
    "a second statement": lambda: raw("SELECT 1; DELETE FROM cases_case"),
    "a structure": lambda: raw("DROP TABLE cases_case"),
    "an explanation that is carried out": lambda: raw("EXPLAIN ANALYZE DELETE FROM cases_case"),
    "several": lambda: connection.cursor().executemany("UPDATE cases_case SET title = %s", [("x",), ("y",)]),
    "a procedure": lambda: connection.cursor().callproc("do_something"),
    "a script": lambda: connection.cursor().executescript("DELETE FROM cases_case"),
    "a copy": lambda: connection.cursor().copy("COPY cases_case FROM STDIN"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("write", ORDINARY.values(), ids=ORDINARY)
def test_a_write_outside_a_command_is_refused(world, write):
    world.case()
    with REFUSED:
        write()


@pytest.mark.django_db
@pytest.mark.parametrize("is_debugging", [True, False])
def test_it_stands_whatever_the_mode(world, settings, is_debugging):
    settings.DEBUG = is_debugging
    connection.force_debug_cursor = is_debugging
    try:
        with REFUSED:
            raw("DELETE FROM cases_case")
    finally:
        connection.force_debug_cursor = False


@pytest.mark.django_db(transaction=True)
def test_it_stands_in_every_thread_and_on_every_connection(world):
    def write() -> None:
        assert not is_open()
        raw("DELETE FROM cases_case")

    with housekeeping("open here, and not in other threads"):
        results = together(write, write)
    assert [type(result) for result in results] == [WriteOutsideCommand] * 2


@pytest.mark.django_db(transaction=True)
def test_it_stands_after_the_connection_was_lost(world):
    connection.close()
    with REFUSED:
        raw("DELETE FROM cases_case")


@pytest.mark.django_db
def test_housekeeping_says_why_and_ends(world):
    with housekeeping("test"):
        raw("UPDATE cases_case SET title = 'x'")
    with REFUSED:
        raw("UPDATE cases_case SET title = 'x'")


@pytest.mark.django_db
def test_what_libraries_keep_is_left_alone():
    raw("DELETE FROM django_session")
    assert "django_session" in settings.GUARD_FREE_TABLES


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT 'DELETE FROM cases_case'",
        "SELECT 'it''s; DELETE FROM cases_case'",
        "SELECT 1 -- ; DELETE FROM cases_case",
        "SELECT 1;",
        'SELECT * FROM "cases_case" WHERE "title" = %s FOR NO KEY UPDATE OF "cases_case"',
        'WITH x AS (SELECT * FROM "cases_case" FOR UPDATE OF "cases_case") SELECT * FROM x',
        "WITH x AS (SELECT 1) SELECT replace('a', 'b', 'c') FROM x",
        "(SELECT 1) UNION (SELECT 2)",
        "EXPLAIN SELECT 1",
        "PRAGMA data_version",
        "SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock(1)",
        "SAVEPOINT x",
        "",
    ],
)
def test_reading_is_known_as_reading(sql):
    assert written_tables(sql) is None


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT OR REPLACE INTO t VALUES (1)", ["t"]),
        ('INSERT INTO "t" ("a") SELECT 1', ["t"]),
        ("SELECT 1; UPDATE t SET a = 1; DELETE FROM u", ["t", "u"]),
        ("WITH x AS (INSERT INTO t VALUES (1) RETURNING a) SELECT * FROM x", ["t"]),
        ("WITH x AS (SELECT '--') DELETE FROM [t]", ["?"]),
        ("EXPLAIN (ANALYZE, BUFFERS) UPDATE t SET a = 1", ["t"]),
        ("MERGE INTO t USING u ON true WHEN MATCHED THEN DO NOTHING", ["t"]),
        ("DO $$ BEGIN PERFORM 1; END $$", ["?"]),
        ("CALL something()", ["?"]),
        ("ATTACH DATABASE 'x' AS y", ["?"]),
        ("COPY t FROM STDIN", ["t"]),
        ("CREATE UNIQUE INDEX i ON t (a)", ["i"]),
    ],
)
def test_writing_is_known_by_its_tables(sql, tables):
    assert [t for t in written_tables(sql) or [] if t in tables] == tables
