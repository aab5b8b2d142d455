"""What tells of a person, found however it is written, and nothing beside it."""

import pytest

from bollkoll.kit.traces import Traces, in_json, national

TRACES = Traces(
    names=("Åsa Öberg-Lind",), addresses=("asa.oberg@larosate.example",), numbers=("018-471 00 03",), instead="[X]"
)


@pytest.mark.parametrize(
    "text",
    [
        "Åsa Öberg-Lind", "ÅSA ÖBERG-LIND", "åsa öberg-lind", "Åsa  Öberg-Lind", "Öberg-Lind, Åsa", "asa.oberg@larosate.example",
        "ASA.OBERG@LAROSATE.EXAMPLE", "018-471 00 03", "0184710003", "+46 18 471 00 03", "+46 (0)18-471 00 03", "018/4710003",
        "004618 4710003", "%C3%85sa%20%C3%96berg-Lind", "%C3%85sa+%C3%96berg-Lind", "asa.oberg%40larosate.example",
    ],
)  # fmt: skip
def test_it_is_taken_out(text):
    assert TRACES.out_of(f"Ring {text}, tack.") in ("Ring [X], tack.", "Ring %5BX%5D, tack.")


@pytest.mark.parametrize(
    "text",
    [
        "Åsa kommer",
        "Åsa Öberg-Lindqvist",
        "xasa.oberg@larosate.example",
        "eva.asa.oberg@larosate.example",
        "asa.oberg@larosate.example.com",
        "1018-471 00 031",
        "Öberg",
        "",
    ],
)
def test_what_may_be_another_stays(text):
    assert TRACES.out_of(text) == text


def test_it_is_found_in_the_address_of_a_link():
    link = "mailto:x@y.example?subject=Fel%20f%C3%B6r%20%C3%85sa%20%C3%96berg-Lind"
    assert TRACES.out_of(link) == "mailto:x@y.example?subject=Fel%20f%C3%B6r%20[X]".replace("[X]", "%5BX%5D")


def test_it_is_found_as_html_writes_it():
    assert Traces(names=("Pat O'Brien",), instead="X").out_of("Hej Pat O&#x27;Brien!") == "Hej X!"


def test_whose_it_is_stays():
    assert TRACES.out_of("Åsa Öberg-Linds ärende") == "[X]s ärende"


def test_every_hint_is_a_piece_of_what_is_found():
    for text in ("Åsa Öberg-Lind", "ÅSA ÖBERG-LIND", "asa.oberg@larosate.example", "+46 18 471 00 03"):
        assert any(hint.lower() in text.lower() for hint in TRACES.hints())


def test_json_is_gone_through_and_keeps_its_shape():
    value = {"person": {"name": "Åsa Öberg-Lind", "n": 3}, "rows": ["asa.oberg@larosate.example", None, True]}
    assert TRACES.out_of_all(value) == {"person": {"name": "[X]", "n": 3}, "rows": ["[X]", None, True]}


def test_letters_are_looked_for_as_json_escapes_them():
    assert in_json(["Öberg"]) == ["Öberg", "\\u00d6berg"]


def test_common_words_and_short_numbers_are_not_looked_for():
    assert Traces(names=("Bo", "Li Å"), numbers=("1234",)).pattern is None


def test_a_number_is_the_same_with_and_without_its_country():
    assert {national(one) for one in ("018-471 00 03", "+46184710003", "0046 18 4710003", "184710003")} == {"184710003"}
