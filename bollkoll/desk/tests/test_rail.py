"""The rail: the day's own pages first and in their order, the rest more quietly below, each key once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.ui import panels, tallies

pytestmark = pytest.mark.django_db


def rail(client):
    page = client.get(reverse("desk:mine")).content.decode()
    return page.partition('id="rail"')[2].partition("rail-more")[0]


def links(part):
    return re.findall(r'<span class="rail-label">([^<]+)</span>', part)


def number(part, label):
    """What stands beside an entry."""
    entry = part.partition(f'<span class="rail-label">{label}</span>')[2].partition("</a>")[0]
    return "".join(re.findall(r'class="rail-count[^"]*"[^>]*>\s*(\d+\+?)', entry)[:1])


def test_the_days_own_pages_stand_first_and_in_order(desk):
    shown = links(rail(desk))
    day = [
        "Läget nu",
        "Inflöde",
        "Mina bollar",
        "Ärenden",
        "Incidenter",
        "Beställningar",
        "Stå-upp",
        "Team",
        "Statistik",
    ]
    first = [label for label in shown if label in day]
    assert shown[: len(first)] == first
    assert first == [label for label in day if label in first]


def test_the_rest_stands_under_headings_and_the_settings_last(desk):
    part = rail(desk)
    heads = re.findall(r'class="rail-head" id="([a-z-]+)"', part)
    assert heads == ["rail-dialogue", "rail-information", "rail-setup"]
    assert links(part)[-2:] == ["Personer", "Inställningar"]


def test_no_key_leads_to_two_pages(desk):
    keys = re.findall(r'data-key="([^"]+)"', rail(desk))
    assert len(keys) == len(set(keys))


def test_what_is_asked_of_third_line_is_their_days_own_page(world):
    part = rail(world.client(world.expert))
    assert "Frågor till oss" in links(part.partition("rail-head")[0])


def test_numbers_are_asked_for_again_when_something_has_happened_or_time_has_passed(world, monkeypatch):
    client = world.client(world.agent)
    world.case()
    at = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: at)
    monkeypatch.setattr(tallies, "KEPT", 100)
    monkeypatch.setattr(panels, "LATELY", tallies.Lately())

    def inflow():
        with CaptureQueriesContext(connection) as asked:
            shown = number(rail(client), "Inflöde")
        return shown, any("UNION ALL" in query["sql"] and "AS rows_0" in query["sql"] for query in asked)

    assert inflow() == ("1", True)
    assert inflow() == ("1", False)
    world.case()
    assert inflow() == ("2", True)
    at += timedelta(seconds=tallies.SECONDS)
    assert inflow() == ("2", True)


def test_nobody_sees_the_numbers_of_somebody_else(world, monkeypatch):
    monkeypatch.setattr(tallies, "KEPT", 100)
    monkeypatch.setattr(panels, "LATELY", tallies.Lately())
    world.taken()
    one, other = world.client(world.agent), world.client(world.other_agent)
    assert number(rail(one), "Mina bollar") == "1"
    assert not number(rail(other), "Mina bollar")
