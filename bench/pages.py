"""Pages, search and creation at a number of cases: ``python -m bench.pages SIZE TIMES`` (called by ``python -m bench``)."""

import itertools
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import generate, prepared  # noqa: E402
from bench.measure import measure, measure_writes  # noqa: E402
from bollkoll.cases import commands as cases  # noqa: E402
from bollkoll.cases.models import Case, Message  # noqa: E402
from bollkoll.commitments.models import Commitment, Subject  # noqa: E402
from bollkoll.kit.ids import uuid7  # noqa: E402
from bollkoll.log.models import Event, Topic  # noqa: E402
from bollkoll.people import commands as people  # noqa: E402
from bollkoll.people.actor import SYSTEM, Actor  # noqa: E402
from bollkoll.people.models import Person  # noqa: E402
from bollkoll.project import wsgi  # noqa: E402, F401  # the process is as the one that serves

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client(person: Person) -> Client:
    login = person.logins.first() or people.change_password(SYSTEM, person, password="en riktigt lång fras 7")
    signed_in = Client(HTTP_HOST=settings.CONFIG.host)
    signed_in.force_login(login, backend=BACKEND)
    return signed_in


def get(browser: Client, path: str, **query: Any) -> None:
    response = browser.get(path, query)
    assert response.status_code == 200, (path, response.status_code)
    b"".join(response) if response.streaming else response.content


def main(size: int, times: int) -> None:
    prepared.filled(size)
    agent = client(Person.objects.second_line().order_by("pk")[1])
    numbers = list(Subject.objects.filter(is_open=True).order_by("-number").values_list("number", flat=True)[:200])
    reporter = Case.objects.order_by("-opened_at").first().reporter
    portal = client(reporter)
    for figures in (
        measure("list of open cases", lambda n: get(agent, "/cases/"), times),
        measure("inflow", lambda n: get(agent, "/desk/inflow/"), times),
        measure("case page", lambda n: get(agent, f"/cases/{numbers[n % len(numbers)]}/"), times),
        measure("search, common word", lambda n: get(agent, "/cases/", q=generate.COMMON), times),
        measure("search, rare word", lambda n: get(agent, "/cases/", q=generate.RARE), times),
        measure("portal, a reporter's cases", lambda n: get(portal, "/matters/"), times),
    ):
        sys.stdout.write(f"  {figures.row()}\n")
    for figures in (
        measure_writes("opening a case, the command", lambda n: _command(reporter), lambda n: _bare(reporter), times),
        measure_writes("opening a case in the portal", lambda n: _open(portal, n), lambda n: _bare(reporter), times),
    ):
        sys.stdout.write(f"  {figures.row()}\n")


def _command(reporter: Person) -> None:
    """Creation itself, without the request around it (session, login, form, redirect)."""
    cases.open_case(Actor(reporter, "web"), title="Mätning", text="En fråga om resultat.", kind="question")


def _open(browser: Client, number: int) -> None:
    response = browser.post(
        "/new/question/",
        {
            "title": f"Mätning {number}",
            "text": "En fråga om resultat.",
            "once": f"bench-{uuid7()}",
            "example-TOTAL_FORMS": "0",
        },
    )
    assert response.status_code in (302, 303), (response.status_code, response.content[:600])


_far_away = itertools.count(max(50_000_000, time.time_ns() // 1000))
"""Numbers that the counter never reaches, and that no run before this one has used."""


def _bare(reporter: Person) -> None:
    """The same rows by plain inserts: subject, ball, case, message, events and their topics."""
    at, subject_id = timezone.now(), uuid7()
    number = next(_far_away)
    team_id = Commitment.objects.exclude(team=None).values_list("team", flat=True)[0]
    ball = Commitment.objects.create(
        subject_id=subject_id, holder="team", team_id=team_id, step="deal_out", look_again_at=at, made_at=at
    )
    Subject.objects.create(id=subject_id, kind="case", number=number, main=ball)
    institution_id = reporter.roles.values_list("institution", flat=True)[0]
    Case.objects.create(
        subject_id=subject_id, title="Mätning", kind="question", reporter=reporter, institution_id=institution_id,
        opened_at=at, last_contact_at=at,
    )  # fmt: skip
    Message.objects.create(
        case_id=subject_id, kind="report", author=reporter, text="En fråga om resultat.", written_at=at, released_at=at
    )
    events = [
        Event.objects.create(at=at, recorded_at=at, kind=kind, via="web")
        for kind in ("commitments.ball_moved", "cases.opened")
    ]
    names = ("case:x", "case:x:shared", "desk", "institution:1", "person:1")
    Topic.objects.bulk_create(Topic(event=event, name=name) for event in events for name in names)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
