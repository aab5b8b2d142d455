"""A test database is a copy of one that was migrated before, as long as the code is the same.

Migrating takes half a minute; copying a file, or a PostgreSQL database from its template, a moment. Whoever comes first
makes the template, the other workers wait for it.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.db.backends.base.creation import BaseDatabaseCreation

from bollkoll.log.guard import housekeeping

HOUSE = Path(__file__).parent.parent
TEMPLATE = "test_bollkoll_template_"
KEPT = 6
"""Templates that are kept: those of other branches too, but not for ever."""


def create(
    migrated: Callable[..., str], creation: BaseDatabaseCreation, folder: Path, *args: Any, **kwargs: Any
) -> str:
    """Make the test database of this worker, by ``migrated`` when there is no template; returns its name."""
    connection = creation.connection
    name, key = creation._get_test_db_name(), _key()
    with _alone(), housekeeping("test database"):
        if connection.vendor == "sqlite":
            template = folder / f"{key}.sqlite3"
            if not template.exists():
                migrated(creation, *args, **kwargs)
                _forget(folder)
                connection.cursor().execute("VACUUM INTO %s", [str(template.with_suffix(".making"))])
                template.with_suffix(".making").rename(template)
                return name
            shutil.copyfile(template, name)
        else:
            if not _is_there(creation, TEMPLATE + key):
                migrated(creation, *args, **kwargs)
                connection.close()
                _copy(creation, name, TEMPLATE + key)
                connection.ensure_connection()
                return name
            _copy(creation, TEMPLATE + key, name)
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def _key() -> str:
    """What the database depends on: all our code but the tests, and what it stands on."""
    told = hashlib.sha256(django.__version__.encode())
    for path in sorted(HOUSE.glob("bollkoll/**/*.py")):
        if "tests" not in path.parts:
            told.update(path.relative_to(HOUSE).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"bollkoll-templates-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget(folder: Path) -> None:
    for old in sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[: -KEPT + 1]:
        old.unlink()


def _is_there(creation: BaseDatabaseCreation, name: str) -> bool:
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [TEMPLATE + "%"])
        names = {row[0] for row in cursor.fetchall()}
        if name not in names and len(names) >= KEPT:
            for old in names:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        return name in names


def _copy(creation: BaseDatabaseCreation, source: str, target: str) -> None:
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
