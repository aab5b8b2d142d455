"""Pure rules of the restricted part."""

from bollkoll.kit import personnummer

SHOWN_FOR = 60
"""Seconds that a value is shown before the page takes it away."""
SHORTEST_REASON = 5
LONGEST_VALUE = 20_000
KEPT_DAYS = 90
"""Days after closing that a value is kept when no rule says otherwise."""
FOREVER = 36_500


def label_of(number: str) -> str:
    """What a number of a person is called where everybody sees it: the number with its end hidden."""
    return personnummer.mask(number)


def is_reason(text: str) -> bool:
    """Whether somebody has said why: a few letters at least, not only marks."""
    return sum(character.isalnum() for character in text) >= SHORTEST_REASON
