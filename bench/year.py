"""A simulated year: ``python -m bench.year DAYS SEED`` (called by ``python -m bench --only year``).

Says what people did, what the auditor saw between their deeds and the next turn of the clock, and what it saw after it.
"""

import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bollkoll.log.guard import housekeeping  # noqa: E402
from tests.year import Year  # noqa: E402


def main(days: int, seed: int) -> None:
    with housekeeping("bench"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    began = time.perf_counter()
    year = Year(seed)
    year.play(days)
    deeds = ", ".join(f"{name} {count}" for name, count in year.deeds.most_common())
    found = ", ".join(f"{name} {count}" for name, count in year.found.most_common()) or "nothing"
    left = ", ".join(f"{name} {count}" for name, count in year.left.most_common()) or "nothing"
    sys.stdout.write(
        f"\n{connection.vendor}, {days} days by chance (seed {seed}, played in {time.perf_counter() - began:.0f} s)\n"
        f"  done      {sum(year.deeds.values())}: {deeds}\n"
        f"  refused   {sum(year.refused.values())}\n"
        f"  caught    {sum(year.found.values())}: {found}\n"
        f"  left      {left}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
