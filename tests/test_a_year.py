"""Whatever people do, and whoever is away or leaves: no ball is dropped."""

import pytest

from tests.year import Year

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_after_every_turn_of_the_clock_nothing_is_dropped():
    year = Year(seed=1)
    year.play(days=25)
    assert not year.left, f"left {dict(year.left)} of {dict(year.found)}"
    assert year.found, "a play in which nothing went wrong proves nothing"
    assert {"hand_over", "accept_offer", "be_away", "ask_for_input", "protect"} <= set(year.deeds)
