import re
import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.kit.words import (
    FTS5_TOKENIZER,
    FTS5_WEIGHTS,
    MOST_TERMS,
    case_number,
    fts5_match,
    highlight,
    query_terms,
    snippet,
    tokens_for_index,
    tsquery,
    tsquery_exact,
    tsvector,
)

Search = Callable[[str], list[str]]
anything = st.text(max_size=80) | st.text("\"'*:&|!<>()-^{}\\#,.åé\u0301ÅßﬁA1 \x00", max_size=40)
SWEDISH = st.text("abdeinrstågmopk ", min_size=1, max_size=30)


def searching(*texts: str) -> Search:
    """The texts in a full-text index; answers with those found, the best first."""
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE hits USING fts5(words, stems, parts, tokenize='{FTS5_TOKENIZER}')")
    database.executemany("INSERT INTO hits VALUES (?, ?, ?)", [tokens_for_index(text) for text in texts])
    best_first = f"SELECT rowid FROM hits WHERE hits MATCH ? ORDER BY bm25(hits, {', '.join(map(str, FTS5_WEIGHTS))})"
    return lambda query: [texts[row - 1] for (row,) in database.execute(best_first, [fts5_match(query)])]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("resultat", "resultatrapportering"),
        ("rapportering", "resultatrapportering"),
        ("rapporteringen", "resultatrapportering"),
        ("deltagande", "studiedeltagande"),
        ("kursplan", "Kursplanen"),
        ("kursplaner", "kursplan"),
        ("behörighet", "behörighetsprofil"),
        ("behörigheter", "behörighetsprofiler"),
        ("tillfälle", "aktivitetstillfällen"),
        ("tillfällen", "aktivitetstillfälle"),
        ("attest", "attesterade"),
        ("attesterade", "attest"),
        ("attestera", "attesteringen"),
        ("resultaten", "resultat"),
        ("resultat", "resultaten"),
        ("resultatet", "resultatens"),
        ("ärendet", "ärende"),
        ("ärende", "ärendet"),
        ("ärendets", "ärenden"),
        ("student", "studenterna"),
        ("permissions", "permission"),
        ("deliveries", "delivery"),
        ("RESULTAT", "resultat"),
        ("idé", "IDE"),
        ("Müller", "muller"),
        ("Bjørn", "björn"),
        ("ltre-41494", "LTRE-41494"),
        ("DD13", "DD1331"),
        ("api", "API:er"),
        ("res", "Resultat"),
        ("o\u0308rebro", "Örebro"),
    ],
)
def test_a_word_is_found_by_its_inflections_and_parts(query, word):
    assert searching(f"Vi undrar över {word} igen.")(query)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("mal", "mål"),
        ("hal", "häl"),
        ("rapp", "inget av det"),
        ("ult", "resultat"),
        ("331", "DD1331"),
        ("resultat saknas", "resultat finns"),
    ],
)
def test_what_is_something_else_is_not_found(query, text):
    assert not searching(text)(query)


def test_the_exact_word_goes_before_stem_beginning_and_compound():
    texts = ["provresultat nu", "resultatrapportering nu", "resultaten nu", "resultat nu", *["något annat"] * 20]
    assert searching(*texts)("resultat") == [
        "resultat nu",
        "resultaten nu",
        "resultatrapportering nu",
        "provresultat nu",
    ]


def test_a_phrase_is_found_only_as_it_stands():
    find = searching("betyget saknas i Ladok", "saknas betyget")
    assert find('"betyget saknas"') == ["betyget saknas i Ladok"]
    assert find('"betyg saknas"') == []
    assert len(find("betyg saknas")) == 2


def test_an_unfinished_phrase_is_a_phrase():
    assert [term.words for term in query_terms('csn "ej klar')] == [("csn",), ("ej", "klar")]


def test_a_number_is_a_case_number_too():
    assert case_number(" #4711 ") == case_number("4711") == 4711
    assert case_number("4711 resultat") is None
    assert searching("se ärende 4711")("#4711")


def test_nothing_asked_finds_nothing():
    assert tsquery(" ?! ") == ""
    assert searching("allt", "?!")(" ?! ") == []


def test_a_long_question_is_cut():
    assert len(query_terms(" ".join(f"ord{number}" for number in range(100)))) == MOST_TERMS


def test_a_long_text_stays_a_reasonable_size():
    text = " ".join(
        f"beställningsnummer{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(17_000)
    )
    assert sum(map(len, tokens_for_index(text))) < 1_000_000
    assert len(tsvector(text)) < 1_000_000
    assert len(tsvector("om " * 20_000)) < 4_000


def test_each_ending_is_kept_once():
    assert tokens_for_index("kursen kursen").parts == "ursen rsen"
    assert tokens_for_index("kursen kursen").words == "kursen kursen"


@given(anything, anything)
def test_no_question_can_break_the_search(text, query):
    searching(text, "annat")(query)


@given(anything)
def test_no_question_can_leave_its_quotation_marks_in_postgresql(query):
    lexeme = r"'[=+]?[^\W_]+'(?::\*)?"
    group = rf"\({lexeme}(?:(?: \| | <-> ){lexeme})*\)"
    assert re.fullmatch(rf"(?:{group}(?: & {group})*)?", tsquery(query))
    assert re.fullmatch(rf"(?:{group}(?: \| {group})*)?", tsquery_exact(query))


@given(anything)
def test_no_text_can_leave_its_quotation_marks_in_postgresql(text):
    lexeme = r"'[=+]?[^\W_]+':[0-9]+[ABD](?:,[0-9]+A)*"
    assert re.fullmatch(rf"(?:{lexeme}(?: {lexeme})*)?", tsvector(text))


@given(SWEDISH, SWEDISH)
def test_what_is_found_can_be_shown(text, query):
    if searching(text)(query):
        assert any(is_hit for _, is_hit in highlight(text, query))


@given(SWEDISH)
def test_a_text_is_found_by_its_own_words(text):
    for term in query_terms(text):
        assert searching(text)(term.word)


@given(st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=4, max_size=30), st.data())
def test_any_four_letters_inside_a_word_find_it(word, data):
    start = data.draw(st.integers(0, len(word) - 4))
    assert searching(word)(word[start : start + 4])


@given(anything, anything)
def test_highlighting_changes_no_letter(text, query):
    assert "".join(piece for piece, _ in highlight(text, query)) == text


def test_an_inflection_is_marked_whole_and_a_compound_in_part():
    assert highlight("Resultaten i resultatrapportering, provresultat", "resultat") == [
        ("Resultaten", True),
        (" i ", False),
        ("resultat", True),
        ("rapportering, prov", False),
        ("resultat", True),
    ]


def test_markup_in_a_text_stays_text():
    assert highlight("<b>kurs</b>", "kurs") == [("<b>", False), ("kurs", True), ("</b>", False)]


def test_a_snippet_shows_the_stretch_with_the_hits():
    text = "Hej! " * 60 + "Vi ser att betyget\nsaknas i Ladok. " + "Tack! " * 60
    fragments = snippet(text, "betyg saknas", 60)
    assert [piece for piece, is_hit in fragments if is_hit] == ["betyget", "saknas"]
    assert fragments[0] == fragments[-1] == ("…", False)


def test_a_short_text_is_its_own_snippet():
    assert snippet("Betyget\nsaknas", "betyg") == [("Betyget", True), (" saknas", False)]
    assert snippet("", "betyg") == []


@given(anything, anything, st.integers(20, 60))
def test_a_snippet_is_within_its_width_and_from_the_text(text, query, width):
    shown = "".join(piece for piece, _ in snippet(text, query, width))
    assert len(shown) <= width + 2
    assert shown.strip("…") in " ".join(text.split())
