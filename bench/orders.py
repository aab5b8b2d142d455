"""Orders in the lists: ``python -m bench.orders SIZE TIMES``, by default 10,000 and 20. Run in a home of its own.

Rows are put in directly, since ten thousand orders by commands would take an hour; one in ten is under way, and every
second of those waits for the desk. The number of queries is measured at a hundred orders and at all of them: they are the
same.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.measure import measure  # noqa: E402
from bollkoll.cases.models import Case  # noqa: E402
from bollkoll.commitments.models import Commitment, Subject  # noqa: E402
from bollkoll.kit.ids import uuid7  # noqa: E402
from bollkoll.log.guard import housekeeping  # noqa: E402
from bollkoll.orders import shipping  # noqa: E402
from bollkoll.orders.models import Asked, Order, OrderType, Run  # noqa: E402
from bollkoll.people import commands as people  # noqa: E402
from bollkoll.people.actor import SYSTEM  # noqa: E402
from bollkoll.people.models import Person, Role  # noqa: E402
from bollkoll.services import commands as services  # noqa: E402
from bollkoll.services.models import Team  # noqa: E402

PAGES = ("/orders/", "/orders/?show=running", "/orders/?show=all", "/cases/", "/desk/inflow/", "/desk/mine/")
UNDER_WAY = 10
BATCH = 1000


def ground() -> tuple[Person, Person, Team]:
    """An agent, a contact and the desk."""
    services.set_up(SYSTEM, name_sv="Mätning", support_address="support@bollkoll.example")
    desk = services.add_team(SYSTEM, key="desk", name="Andra linjen", line=2)
    agent = people.engage(SYSTEM, name="Asta Almgren", email="asta@bollkoll.example", line=2)
    place = people.add_institution(SYSTEM, code="UU", name_sv="Uppsala universitet")
    contact = people.invite(
        SYSTEM, place, name="Karin Kontakt", email="karin@uu.example", kind=Role.Kind.CONTACT_PERSON
    )
    shipping.install()
    return agent, contact, desk


def fill(first: int, last: int, contact: Person, desk: Team) -> None:
    """Orders number ``first`` up to ``last``."""
    version = OrderType.objects.get(key="support-access").current
    assert version is not None
    place, now = contact.roles.get().institution, timezone.now()
    for begin in range(first, last, BATCH):
        balls, subjects, found, orders, runs, asked = [], [], [], [], [], []
        for number in range(begin, min(begin + BATCH, last)):
            at, is_open = now - timedelta(minutes=number), number % UNDER_WAY == 0
            key, ball = uuid7(), None
            if is_open:
                waits = number % (2 * UNDER_WAY) == 0
                ball = Commitment(
                    id=uuid7(), subject_id=key, holder="team" if waits else "reporter", team=desk if waits else None,
                    step="fulfil" if waits else "correct", look_again_at=at + timedelta(days=2), made_at=at,
                )  # fmt: skip
                balls.append(ball)
            subjects.append(Subject(id=key, kind="case", number=100_000 + number, is_open=is_open, main=ball))
            found.append(
                Case(
                    subject_id=key, title=f"Behörighet till supporten: Person {number}", kind="order", reporter=contact,
                    institution=place, state="new" if is_open else "closed", opened_at=at, last_contact_at=at,
                    closed_at=None if is_open else at,
                )
            )  # fmt: skip
            orders.append(
                Order(case_id=key, version=version, values={}, stage="running" if is_open else "done", ordered_at=at)
            )
            if ball is not None and ball.team is not None:
                runs.append((Run(order_id=key, step="account", opened_at=at), ball))
        with housekeeping("bench"), transaction.atomic():
            for rows in (balls, subjects, found, orders):
                type(rows[0])._base_manager.bulk_create(rows, batch_size=500)
            made = Run.objects.bulk_create([run for run, _ball in runs], batch_size=500)
            asked = [
                Asked(run=run, team=desk, ball=ball, asked_at=now) for run, (_, ball) in zip(made, runs, strict=True)
            ]
            Asked.objects.bulk_create(asked, batch_size=500)


def queries(browser: Client) -> dict[str, int]:
    counts = {}
    for page in PAGES:
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200, page
        counts[page] = len(asked)
    return counts


def main(size: int, times: int) -> None:
    with housekeeping("bench"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
    agent, contact, desk = ground()
    login = people.change_password(SYSTEM, agent, password="en riktigt lång fras 7")
    browser = Client(HTTP_HOST=settings.CONFIG.host)
    browser.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    fill(0, 200, contact, desk)
    few = queries(browser)
    began = time.perf_counter()
    fill(200, size, contact, desk)
    sys.stdout.write(f"\n{connection.vendor}, {size} orders (made in {time.perf_counter() - began:.0f} s)\n")
    many = queries(browser)
    for page in PAGES:
        ask: Callable[[int], object] = lambda n, page=page: browser.get(page).content  # type: ignore[misc]  # noqa: E731
        sys.stdout.write(f"{measure(page, ask, times).row()}  queries {few[page]} → {many[page]}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
