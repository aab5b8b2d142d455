"""Whatever people do, and whoever is away or leaves: no ball is dropped."""

import pytest

from tests.year import Year

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_every_turn_of_the_clock_nothing_is_dropped(seed):
    year = Year(seed)
    year.play(days=25)
    assert not year.left, f"left {dict(year.left)} of {dict(year.found)}"
    assert sum(year.found.values()) >= 5, "a play in which nothing went wrong proves nothing"
    assert year.deeds["hand_over"] and year.deeds["accept_offer"] and year.deeds["be_away"] and year.deeds["leave"]
