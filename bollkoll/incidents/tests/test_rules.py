"""What is filled in, in a text to many."""

import pytest

from bollkoll.incidents import rules


@pytest.mark.parametrize("called", ["name", "namn", "first_name", "förnamn", "Förnamn"])
def test_who_is_greeted_in_the_text_is_not_greeted_twice_whatever_the_name_is_called(called):
    text = f"Tack {{{called}}}."
    assert rules.greeted(text, name="Lars", number=1, is_english=False) == "Tack Lars."
    assert rules.to_whoever(text, "sv") == "Tack [mottagarens namn]."
