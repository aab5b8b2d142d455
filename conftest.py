"""The tests' ground: a home and a database per worker, and the guard open only for the machinery around the tests."""

import os
import shutil
from functools import partialmethod
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

from tests.ground import WORKER

# No test asserts a time: a busy machine is no fault. In CI the examples are the same every time.
hypothesis.register_profile("unhurried", deadline=None)
hypothesis.register_profile("ci", deadline=None, derandomize=True)
hypothesis.load_profile("ci" if os.environ.get("CI") else "unhurried")


@pytest.fixture(autouse=True, scope="session")
def _home():
    yield
    if not WORKER and os.environ["BOLLKOLL_TEST_MADE_HOME"]:
        shutil.rmtree(os.environ["BOLLKOLL_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _quick():
    """What production must have and tests need not wait for: slow password hashing, hashed names of static files."""
    from django.conf import settings
    from django.test import override_settings

    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS],
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    )
    with quick:
        yield


@pytest.fixture(autouse=True)
def _steady(monkeypatch):
    """The desk's bar looks at the health now and then, and the rail counts when something has happened: a page counted in
    queries must not meet that moment, so here it never looks and always counts.
    """
    from bollkoll.project import panels
    from bollkoll.ui import tallies

    _open_all_day(monkeypatch)
    monkeypatch.setattr(panels, "_seen", (float("inf"), [], 0))
    monkeypatch.setattr(tallies, "KEPT", 0)


OPENING = {}
"""What :func:`opening_hours` puts back."""


def _open_all_day(monkeypatch):
    """Whether a test runs by day or by night must not matter: the desk is there all day and no promise is at an odd time,
    unless a test asks for :func:`opening_hours`."""
    from datetime import time

    from bollkoll.services import opening

    OPENING.update(
        {name: getattr(opening, name) for name in ("open_hours", "closed_at", "away_at") if name not in OPENING}
    )
    monkeypatch.setattr(opening, "open_hours", lambda day: ((time(0), time.max),))
    monkeypatch.setattr(opening, "closed_at", lambda at: "")
    monkeypatch.setattr(opening, "away_at", lambda person, at: "")


@pytest.fixture
def opening_hours(monkeypatch):
    """The support's own hours count, as in life."""
    from bollkoll.services import opening

    for name, real in OPENING.items():
        monkeypatch.setattr(opening, name, real)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig):
    """A database per run and worker; migrations, flushes and the database itself are made with the guard open."""
    from django.core.management.commands import flush, migrate
    from django.db import connection
    from django.db.backends.base.creation import BaseDatabaseCreation

    from bollkoll.log import triggers
    from bollkoll.log.guard import housekeeping
    from tests.embedded_postgres import database_name, drop_by_force

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = database_name()
    else:
        # A file and not memory: threads then meet each other as processes do in production.
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["BOLLKOLL_HOME"]) / f"{database_name()}.sqlite3")
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")

    def kept_open(method, reason):
        def run(*args, **kwargs):
            with housekeeping(reason):
                return method(*args, **kwargs)

        return run

    creation = type(connection.creation)
    creation.create_test_db = partialmethod(
        _create, kept_open(BaseDatabaseCreation.create_test_db, "test database"), pytestconfig.cache.mkdir("templates")
    )
    creation.destroy_test_db = kept_open(BaseDatabaseCreation.destroy_test_db, "test database")
    if connection.vendor == "postgresql":
        creation._destroy_test_db = drop_by_force
    migrate.Command.handle = kept_open(migrate.Command.handle, "migrate")

    original_flush = flush.Command.handle

    def flush_all(self, **options):
        with housekeeping("flush"), triggers.lifted():
            return original_flush(self, **options)

    flush.Command.handle = flush_all


def _create(creation, migrated, folder, *args, **kwargs):
    from tests import prepared_database

    return prepared_database.create(migrated, creation, folder, *args, **kwargs)


@pytest.fixture(scope="session")
def _remembered():
    from tests.remembered import Remembered
    from tests.world import World

    return Remembered(World)


@pytest.fixture
def world(db, _remembered):
    """A small world, built with commands: see ``tests/world.py``."""
    return _remembered()
