"""The list as a file for a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.cases import export

pytestmark = pytest.mark.django_db


def rows(client, **query):
    answer = client.get(reverse("cases:export"), query)
    assert answer.status_code == 200
    whole = b"".join(answer.streaming_content).decode("utf-8")
    assert whole.startswith("\ufeff")
    return list(csv.reader(io.StringIO(whole[1:]), delimiter=";"))


def test_a_list_is_exported_as_it_is_shown(world, desk):
    world.case(title="Bara fråga", kind="question")
    world.taken(title="Åäö; med semikolon", service=world.service, environment=world.production)
    found = rows(desk, kind="fault")
    assert len(found) == 2
    assert found[1][1] == "Åäö; med semikolon"
    assert "Resultat" in found[1] and "UU" in found[1] and world.agent.name in found[1]
    assert len(set(map(len, found))) == 1


@pytest.mark.parametrize("title", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "%0A=1"])
def test_no_cell_is_a_formula(world, desk, title):
    world.case(title=title)
    cell = rows(desk)[1][1]
    assert cell.startswith("'") or cell[0].isalnum()


def test_personal_numbers_are_masked(world, desk):
    world.case(title="Gäller 19811228-9874")
    assert "9874" not in rows(desk)[1][1]


def test_a_protected_case_is_exported_to_the_named_only(world, desk):
    world.protected(title="Skyddad sak")
    assert len(rows(desk)) == 2
    assert len(rows(world.client(world.other_agent))) == 1
    assert len(rows(world.client(world.other_agent), q="skyddad")) == 1


def test_a_search_is_exported_too(world, desk, indexed):
    world.case(title="Tentamen saknas")
    world.case(title="Annat")
    indexed()
    assert [row[1] for row in rows(desk, q="tentamen")[1:]] == ["Tentamen saknas"]
    assert [row[1] for row in rows(desk, q="tentamen", sort="number")[1:]] == ["Tentamen saknas"]


def test_a_list_that_is_too_long_says_so_in_its_last_line(world, desk, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    for _ in range(3):
        world.case()
    found = rows(desk)
    assert len(found) == 4
    assert "2" in found[-1][0]


def test_closed_cases_have_no_ball_and_are_exported_all_the_same(world, desk):
    cases.close(world.actor(world.agent), world.taken(title="Klart"))
    assert rows(desk, view="all")[1][1] == "Klart"
