"""Build the demonstration: about 400 cases over the last 120 days, made through commands at their own times.

Steps of all cases are carried out in the order of their times, so that numbers, events and balls come out as they would
have in life. History says that it came by import and sends no mail; the last day's does.
"""

import random
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.demo import (
    delicate,
    development,
    handing,
    incidents,
    mornings,
    notices,
    orders,
    protected,
    questions,
    subscribers,
    support,
    telephone,
    words,
)
from bollkoll.demo import people as cast
from bollkoll.demo.stage import Stage
from bollkoll.demo.story import DAYS, Story, scripts
from bollkoll.kit import hours
from bollkoll.log import subscribers as reading
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import commands as services
from bollkoll.services.models import Environment

SEED = 1742

LOGINS = [
    ("asta.exempel@bollkoll.example", "incident manager and administrator"),
    ("birger.pahitt@bollkoll.example", "agent, second line"),
    ("iris.skenbild@bollkoll.example", "developer, third line"),
    ("kontakt@uu.example", "local contact person at an institution"),
    ("support@uu.example", "local support at an institution"),
    ("tyra.dubbelroll@rkh.example", "local support at two institutions"),
]


def _plays() -> tuple[Callable[[Stage], object], ...]:
    """What is played when all cases are there, one after the other."""
    return (
        _afterwards,
        questions.ask,
        handing.hand_over,
        telephone.talk,
        development.play,
        notices.play,
        protected.keep,
        incidents.play,
        orders.play,
        delicate.play,
        subscribers.subscribe,
    )


def build(password: str, told: Callable[[float], None] = lambda share: None) -> int:
    """Fill an empty database. Returns the number of cases. ``told`` hears how far it has come, 0 to 1."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    stage = _stage(password)
    for script in scripts():
        Story(stage, script).begin()
    mornings.plan(stage)
    incidents.plan(stage)
    notices.plan(stage)
    stage.play(told)
    for play in _plays():
        play(stage)
    words.receive_strange_mail(stage.now)
    _mark_history_as_read()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
    return Case.objects.count()


def _stage(password: str) -> Stage:
    chance = random.Random(SEED)
    begun = timezone.now()
    with act(SYSTEM, at=begun - timedelta(days=DAYS + 30), via="import"):
        services.set_up(
            SYSTEM,
            name_sv="Gemensamma supporten (demo)",
            name_en="The joint support (demo)",
            support_address="support@bollkoll.example",
            phone="08-000 00 00",
            who_may_sv=support.WHO_MAY_SV,
            who_may_en=support.WHO_MAY_EN,
        )
        teams = support.teams()
        staff = cast.staff()
        known = support.build(staff, cast.experts(), teams)
        places = cast.institutions()
        contacts = cast.contacts(places, chance)
        _logins(password, contacts)
    return Stage(
        chance, begun, hours.Calendar(), staff, teams, known,
        {e.key: e for e in Environment.objects.all()}, places, contacts,
    )  # fmt: skip


def _logins(password: str, contacts: dict[str, list[Person]]) -> None:
    """Two contacts get addresses that are easy to remember; everybody in ``LOGINS`` gets the password."""
    for person, address in zip(contacts["UU"], ("kontakt@uu.example", "support@uu.example"), strict=False):
        people.change_person(SYSTEM, person, name=person.name, email=address, phone=person.phone, title=person.title)
    for address, _what in LOGINS:
        people.change_password(SYSTEM, Person.objects.get(email_key=address), password=password)


def _afterwards(stage: Stage) -> None:
    """What makes the pages whole: absences, notices, a protected case, links, followers, a shared view."""
    chance, today = stage.chance, timezone.localdate(stage.now)
    asta, birger = Actor(stage.staff[0]), Actor(stage.staff[1])
    away = stage.staff[3]
    with act(SYSTEM, via="import"):
        people.set_absence(
            SYSTEM, away, first_day=today, last_day=today + timedelta(days=4), kind="leave", deputy=stage.staff[1]
        )
        people.set_absence(
            SYSTEM,
            stage.staff[4],
            first_day=today + timedelta(days=28),
            last_day=today + timedelta(days=45),
            deputy=stage.staff[2],
        )
        support.tell_reporters(today)
        words.keep_templates(asta, stage.services)
        open_cases = list(Case.objects.open().select_related("subject", "institution").order_by("-opened_at")[:60])
        pairs: dict[int | None, list[Case]] = {}
        for case in open_cases:
            pairs.setdefault(case.service_id, []).append(case)
        for together in [found for found in pairs.values() if len(found) > 1][:6]:
            cases.link(asta, together[0], other=together[1])
        hidden = next(case for case in open_cases if case.service.key == "identiteter") if any(
            case.service.key == "identiteter" for case in open_cases
        ) else open_cases[5]  # fmt: skip
        cases.protect(asta, hidden)
        for case in chance.sample(open_cases, 8):
            colleagues = [p for p in stage.contacts[case.institution.code] if p.pk != case.reporter_id]
            if colleagues and case.pk != hidden.pk:
                cases.add_watcher(asta, case, person=colleagues[0])
        cases.save_view(asta, name="Akut just nu", query="state=open&priority=1", is_shared=True)
        cases.save_view(
            birger, name="Väntar på tredje linjen", query="state=waiting_third_line&sort=due", is_shared=True
        )


def _mark_history_as_read() -> None:
    """Let the subscribers read what was built, in one go, so that the first start has nothing to catch up with."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with housekeeping("demo"):
        for name in reading.REGISTRY:
            Cursor.objects.get_or_create(name=name)
    for name in reading.REGISTRY:
        while reading.run(name, limit=2000):
            if Cursor.objects.get(name=name).position >= last:
                break
