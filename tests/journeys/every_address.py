"""No address is left unvisited: what the last whole run of the journeys noted (``make browser``), one test per named URL.

Not collected with the rest: it reads what they leave behind, so ``make test`` runs it after them.
"""

import pytest

from tests.addresses import addresses
from tests.journeys.conftest import NOTES

VISITED = {name for note in sorted(NOTES.glob("*.txt")) for name in note.read_text().split()}


@pytest.mark.parametrize("name", sorted({name for name, _address in addresses()}))
def test_a_journey_has_visited(name):
    assert VISITED, "The journeys have left no notes: run them first (make browser)."
    assert name in VISITED, f"No journey has visited {name}."
