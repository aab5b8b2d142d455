"""Pure rules of the restricted part."""

from bollkoll.kit import personnummer

SHOWN_FOR = 60
"""Seconds that a value is shown before the page takes it away."""
SHORTEST_REASON = 5
SHORTEST_TELLING = 3
"""Shorter lines may stand in a label by chance."""
LONGEST_VALUE = 20_000
KEPT_DAYS = 90
"""Days after closing that a value is kept when no rule says otherwise."""
FOREVER = 36_500


def label_of(number: str) -> str:
    """What a number of a person is called where everybody sees it: the number with its end hidden."""
    return personnummer.mask(number)


def tells(label: str, value: str) -> bool:
    """Whether what everybody sees says what is to be hidden: the whole value, or a line of it."""
    shown = label.casefold()
    lines = [line.strip().casefold() for line in value.splitlines()]
    return any(line in shown for line in lines if len(line) >= SHORTEST_TELLING)


def is_reason(text: str) -> bool:
    """Whether somebody has said why: a few letters at least, not only marks."""
    return sum(character.isalnum() for character in text) >= SHORTEST_REASON
