"""The calendar of versions."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.development import commands
from bollkoll.development.models import Release, Version
from bollkoll.development.queries import releases as queries

pytestmark = pytest.mark.django_db


def test_a_version_is_added_with_its_days_and_changed(world, tracker):
    client = world.client(world.agent)
    day = f"planned_{world.production.pk}"
    facts = {"name": "2026.24", "note": "Snabbare listor.", day: "2026-11-24"}
    assert client.post(reverse("development:add_version"), facts | {"name": ""}).status_code == 422
    assert client.post(reverse("development:add_version"), facts | {day: "snart"}).status_code == 422
    assert client.post(reverse("development:add_version"), facts).status_code == 303
    assert client.post(reverse("development:add_version"), facts).status_code == 409
    version = Version.objects.get()
    change = reverse("development:change_version", args=[version.pk])
    assert "2026-11-24" in client.get(change).content.decode()
    assert client.post(change, facts | {day: "2026-12-01"}).status_code == 303
    assert Release.objects.get().planned_on == date(2026, 12, 1)
    assert client.post(change, facts | {day: ""}).status_code == 303
    assert not Release.objects.exists()
    assert "Snabbare listor." in client.get(reverse("development:version", args=[version.pk])).content.decode()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q5", date(2026, 4, 1), date(2026, 6, 30)),
        ("skräp", date(2026, 4, 1), date(2026, 6, 30)),
        ("9999999", date(2026, 4, 1), date(2026, 6, 30)),
        ("", date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_period_is_a_quarter_or_a_year(asked, first, last):
    span = queries.period(asked, date(2026, 5, 5))
    assert (span.first, span.last) == (first, last)
    assert queries.period(span.before).after == span.name


def test_the_calendar_shows_what_comes_in_the_period_and_marks_the_next(world):
    today = timezone.localdate()
    for name, days in (("A.1", 3), ("A.2", 6), ("A.9", 900)):
        commands.add_version(world.actor(world.agent), name=name, plan={world.production: today + timedelta(days=days)})
    commands.add_version(world.actor(world.agent), name="Utan dag")
    span = queries.period(str((today + timedelta(days=3)).year))
    names = [line.version.name for line in queries.calendar(span, queries.environments())]
    assert names[0] == "A.1"
    assert "A.9" not in names
    page = world.client(world.agent).get(reverse("development:versions")).content.decode()
    assert "Utan dag" in page
    assert queries.next_version().name == "A.1"
    commands.arrive(world.actor(world.agent), queries.next_version(), environment=world.production)
    assert queries.next_version().name == "A.2"


def test_the_calendar_costs_the_same_however_many(world):
    client, address = world.client(world.agent), reverse("development:versions")
    today = timezone.localdate()

    def cost():
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    commands.add_version(world.actor(world.agent), name="V0", plan={world.production: today})
    commands.add_version(world.actor(world.agent), name="W0")
    few = cost()
    for number in range(1, 6):
        commands.add_version(world.actor(world.agent), name=f"V{number}", plan={world.production: today})
        commands.add_version(world.actor(world.agent), name=f"W{number}")
    assert cost() == few


def test_a_version_goes_to_production_with_unfinished_issues_only_when_that_is_meant(world, version, fixed):
    case, client = world.taken(), world.client(world.agent)
    issue = fixed(case).issue
    commands.change_issue(world.actor(world.agent), issue, status="in_progress", fixed_in=version)
    address, sent = reverse("development:arrive", args=[version.pk]), {"environment": world.production.pk, "at": ""}
    answer = client.post(address, sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Inte markerade som klara: LTRE-41494" in page
    assert not Release.objects.filter(actual_at__isnull=False).exists()
    yes = re.search(r'name="sure" value="(\w+)"', page)[1]
    assert client.post(address, {**sent, "sure": yes}).status_code == 303
    assert Release.objects.filter(actual_at__isnull=False).exists()


def test_a_version_whose_issues_are_done_goes_to_production_at_once(world, version, fixed):
    fixed(world.taken())
    address = reverse("development:arrive", args=[version.pk])
    sent = {"environment": world.production.pk, "at": ""}
    assert world.client(world.agent).post(address, sent).status_code == 303
