"""The search index: one document per title, and one or two per dialogue (``bollkoll.cases.search`` says how).

FTS5 in SQLite; in PostgreSQL a tsvector kept out of line, so that the rows that are looked through stay small.
"""

from django.db import migrations

TABLES = ("cases_search_titles", "cases_search_texts")


def create(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TABLE {table} (id bigint PRIMARY KEY, document tsvector NOT NULL) WITH (toast_tuple_target = 128)"
            )
            schema_editor.execute(f"CREATE INDEX {table}_document ON {table} USING gin (document)")
        else:
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5 "
                "(words, stems, parts, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3', columnsize = 0)"
            )


def drop(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
