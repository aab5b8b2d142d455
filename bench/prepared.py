"""The database that is measured: migrated, and filled unless that was done before (``python -m bench --home``)."""

import sys
import time

from django.core.management import call_command
from django.db import connection

from bench import generate
from bollkoll.cases import search
from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.log.guard import housekeeping


def migrated() -> None:
    with housekeeping("bench"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)


def filled(size: int, index: bool = True) -> None:
    """Put ``size`` cases in, unless they are there, and say how many; with the search's index when that is needed.

    Stops when a filling was broken off.
    """
    migrated()
    began, made = time.perf_counter(), "kept from before"
    if not generate.is_filled(size):
        if Case.objects.exists():
            sys.exit("This database was never filled to its end. Remove its folder and begin again.")
        generate.fill(size, index=False)
        made = f"made in {time.perf_counter() - began:.0f} s"
    if index and not search.is_made():
        search.rebuild()
        made += f", searchable in {time.perf_counter() - began:.0f} s"
    held = Commitment.objects.open().count()
    sys.stdout.write(f"\n{connection.vendor}, {size} cases, {held} open balls ({made})\n")
