"""No address is left unvisited: what the last whole run of the journeys noted (``make browser``), one test per named URL.

Not collected with the rest: it reads what they leave behind, so ``make test`` runs it after them.
"""

import pytest

from tests.addresses import addresses
from tests.journeys.conftest import NOTES

VISITED = {name for note in sorted(NOTES.glob("*.txt")) for name in note.read_text().split()}
NAMES: dict[str, set[str]] = {}
"""The names of each address: the front page has two."""
for _name, _address in addresses():
    NAMES.setdefault(_address, set()).add(_name)


@pytest.mark.parametrize("address", sorted(NAMES), ids=lambda address: "/".join(sorted(NAMES[address])))
def test_a_journey_has_visited(address):
    assert VISITED, "The journeys have left no notes: run them first (make browser)."
    assert NAMES[address] & VISITED, f"No journey has visited {address}."
