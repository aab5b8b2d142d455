"""Läget nu, the auditor and the morning's pages: ``python -m bench.now SIZE TIMES`` (called by ``python -m bench``).

Of a hundred thousand cases five thousand are open (``generate.OPEN_SHARE``).
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench import prepared  # noqa: E402
from bench.measure import measure  # noqa: E402
from bench.pages import client, get  # noqa: E402
from bollkoll.commitments import audit  # noqa: E402
from bollkoll.desk import commands, morning, situation  # noqa: E402
from bollkoll.desk.models import StandUp  # noqa: E402
from bollkoll.people.actor import Actor  # noqa: E402
from bollkoll.people.models import Person  # noqa: E402
from bollkoll.services import queries as services  # noqa: E402

IN_PAGE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "now"}


def main(size: int, times: int) -> None:
    prepared.filled(size, index=False)
    manager = Person.objects.second_line().filter(is_coordinator=True).order_by("pk")[0]
    actor, browser = Actor(manager), client(manager)
    at, calendar = timezone.now(), services.calendar()
    yesterday = at - timedelta(days=1)
    figures = [
        measure("Läget nu, the page", lambda n: get(browser, "/desk/now/"), times),
        measure("  as it renews itself", lambda n: browser.get("/desk/now/", **IN_PAGE).content, times),
        measure("  of that: what came, and usually", lambda n: situation.arrivals(actor, at, calendar), times),
        measure("  of that: who carries what", lambda n: situation.places(at, calendar), times),
        measure("  of that: promises and overdue", lambda n: _broken(actor, at), times),
        measure("the auditor, all its questions", lambda n: audit.findings(), times),
        measure("what stands on a stand-up", lambda n: list(morning.found(actor, at, yesterday, calendar)), times),
        measure("dealing out, the preview", lambda n: get(browser, "/desk/inflow/deal-out"), times),
    ]
    for left in StandUp.objects.filter(is_running=True):  # of an earlier measurement, in a database that was kept
        commands.end_stand_up(actor, left)
    commands.begin_stand_up(actor, None)
    figures.append(
        measure("the stand-up, an item", lambda n: get(browser, "/desk/stand-up/", at=f"nobody.{n % 9}"), times)
    )
    for one in figures:
        sys.stdout.write(f"  {one.row()}\n")


def _broken(actor: Actor, at) -> None:
    situation.promises(actor, at)
    situation.overdue(actor, at)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
