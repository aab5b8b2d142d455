"""The rail: the day's own pages first and in their order, the rest more quietly below, each key once."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def rail(client):
    page = client.get(reverse("desk:mine")).content.decode()
    return page.partition('id="rail"')[2].partition("rail-more")[0]


def links(part):
    return re.findall(r'<span class="rail-label">([^<]+)</span>', part)


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
