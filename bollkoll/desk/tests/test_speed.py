"""How many questions the desk's pages ask of the database: upper bounds, whatever there is (docs/speed.md)."""

import pytest

from bollkoll.ui import panels, tallies
from tests.questions import asked_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rail_as_in_life(monkeypatch):
    """The second visit finds the rail's numbers, as nothing has happened since the first."""
    monkeypatch.setattr(tallies, "KEPT", 100)
    monkeypatch.setattr(panels, "LATELY", tallies.Lately())


def test_a_list_asks_ten_questions_at_most_however_long(world, desk):
    for _case in range(3):
        world.case()
    few = asked_by(lambda: desk.get("/cases/"))
    for _case in range(9):
        world.case()
    many = asked_by(lambda: desk.get("/cases/"))
    assert len(many) == len(few) <= 10, many


def test_the_inflow_asks_twelve_questions_at_most_however_long(world, desk):
    for _case in range(2):
        world.case()
    few = asked_by(lambda: desk.get("/desk/inflow/"))
    for _case in range(6):
        world.case()
    many = asked_by(lambda: desk.get("/desk/inflow/"))
    assert len(many) == len(few) <= 12, many


def test_a_case_page_asks_twenty_six_questions_at_most(world, desk):
    case = world.case()
    assert len(seen := asked_by(lambda: desk.get(f"/cases/{case.number}/"))) <= 26, seen


def test_the_rail_counts_everything_in_one_question(world, desk):
    world.case()
    asked = asked_by(lambda: desk.get("/cases/"), warm=0)
    counting = [one for one in asked if "COUNT(" in one and "UNION ALL" in one]
    assert len(counting) == 1


def test_the_support_itself_is_read_once_a_page(world, desk):
    case = world.case()
    reading = [
        one for one in asked_by(lambda: desk.get(f"/cases/{case.number}/")) if 'FROM "services_organisation"' in one
    ]
    assert len(reading) == 1
