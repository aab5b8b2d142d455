import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.kit.text import clean, excerpt, fold_key, one_line, quote, sort_key

anything = st.text(st.characters(), max_size=300) | st.text(
    "aåäöz 09\u202e\u200f\r\n\x00\ud800é\u0301👩\u200d🎓", max_size=60
)


def test_control_characters_go_and_lines_and_tabs_stay():
    assert clean("a\x00b\x1b[31mc\x7f\x9f\td\ne") == "ab[31mc\td\ne"


def test_every_kind_of_line_break_is_a_newline():
    assert clean("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\n\nh") == "a\nb\nc\nd\ne\nf\ng\n\nh"


def test_text_cannot_be_turned_round():
    assert clean("faktura\u202efdp.exe\u2066\u2069\u200e\u200f\u061c") == "fakturafdp.exe"


def test_letters_are_composed_and_half_characters_replaced():
    assert clean("A\u030angstro\u0308m \ud83d") == "Ångström \ufffd"


def test_an_emoji_of_several_parts_stays_whole():
    assert clean("👩\u200d🎓") == "👩\u200d🎓"


def test_a_subject_of_ten_thousand_characters_is_cut_and_says_so():
    line = one_line("Resultat saknas " * 625)
    assert line.cut
    assert len(line.text) <= 200
    assert line.text.endswith("…")


def test_a_subject_that_fits_is_left_whole():
    assert one_line(" Resultat\r\n saknas\t") == ("Resultat saknas", False)
    assert one_line("x" * 200) == ("x" * 200, False)


def test_a_cut_does_not_tear_a_letter_from_its_accent():
    assert one_line("a" * 198 + "q\u0301" + "b" * 9).text == "a" * 198 + "…"


def test_an_excerpt_ends_between_words():
    assert excerpt("Jag kan inte\nattestera resultat", 20) == "Jag kan inte…"
    assert excerpt("Kort") == "Kort"
    assert excerpt("x" * 50, 20) == "x" * 19 + "…"


def test_quoting_marks_every_line_and_deepens_what_is_quoted():
    assert quote("Hej\n\n> förra\nslut") == "> Hej\n>\n>> förra\n> slut"


def test_the_same_name_has_the_same_key():
    assert fold_key("  Örebro  UNIVERSITET ") == fold_key("o\u0308rebro universitet")
    assert fold_key("Straße") == fold_key("STRASSE")
    assert fold_key("Malmo") != fold_key("Malmö")


@pytest.mark.parametrize(
    "ordered",
    [
        ["Adam", "Oskar", "Zorro", "Zäta", "Åsa", "Älva", "Östen"],
        ["Andersson", "Andersson Berg", "Anderssons"],
        ["Team 2", "Team 10", "Team A"],
        ["de Geer", "Degerfors"],
        ["Muller", "Myller", "Mz"],
        ["zebra", "ål", "ÄLG", "æon", "öl"],
        ["Linköping", "Örebro", "Αθήνα"],
    ],
)
def test_names_sort_in_swedish_order(ordered):
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(ordered))


def test_accents_do_not_count_in_the_order():
    assert sort_key("Idé") == sort_key("ide")
    assert sort_key("Müller") == sort_key("Myller")
    assert sort_key("Bjørn") == sort_key("björn")


@given(anything)
def test_cleaning_once_is_enough(text):
    assert clean(clean(text)) == clean(text)


@given(anything)
def test_clean_text_can_be_stored_and_sent(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in cleaned)


@given(anything, st.integers(2, 100))
def test_a_line_is_one_line_within_its_limit(text, limit):
    for line in (one_line(text, limit).text, excerpt(text, limit)):
        assert len(line) <= limit
        assert "\n" not in line
    assert one_line(text, limit).cut is (len(" ".join(clean(text).split())) > limit)


@given(anything)
def test_a_fold_key_is_its_own_key(text):
    assert fold_key(fold_key(text)) == fold_key(text)


@given(anything)
def test_a_sort_key_is_short_and_plain(text):
    key = sort_key(text)
    assert len(key) <= 120
    assert key.isascii()
    assert key == "" or key.isalnum()
