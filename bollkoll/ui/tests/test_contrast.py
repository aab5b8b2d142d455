"""The colours as WCAG 2.2 counts them (relative luminance, §1.4.3 and §1.4.11), in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[1] / "static/ui/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")

GROUNDS = ["paper", "surface", "sunken", "raised", "hover"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "accent-strong") for ground in GROUNDS],
    *[(ink, "accent-soft") for ink in ("ink", "ink-2", "ink-3", "accent", "accent-strong", "attention", "urgent")],
    *[(tone, f"{tone}-soft") for tone in ("calm", "attention", "urgent", "done", "note")],
    *[("ink", f"{tone}-soft") for tone in ("calm", "attention", "urgent", "done", "note")],
    *[(tone, ground) for tone in ("attention", "urgent", "done") for ground in GROUNDS],
    *[("hue-ink", f"hue-{number}") for number in range(6)],
    ("note", "surface"),
    ("ink-2", "note-soft"),
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-hover"),
    ("on-note", "note-fill"),
    ("ink", "mark"),
]
EDGES = [
    *[(edge, ground) for edge in ("edge", "focus") for ground in ("paper", "surface", "sunken", "raised")],
    ("focus", "accent-soft"),
    ("focus", "note-soft"),
    ("accent", "paper"),
    ("urgent", "paper"),
]


def colours(theme: int) -> dict[str, str]:
    return {name: (light, dark)[theme] for name, light, dark in PAIR.findall(TOKENS.read_text())}


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_has_at_least_4_5_to_1_on_every_ground_it_stands_on(theme):
    known = colours(theme)
    weak = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in TEXT}
    assert {pair: figure for pair, figure in weak.items() if figure < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_controls_and_the_focus_ring_have_at_least_3_to_1(theme):
    known = colours(theme)
    weak = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in EDGES}
    assert {pair: figure for pair, figure in weak.items() if figure < 3} == {}


def test_the_calculation_agrees_with_the_standards_own_figures():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
