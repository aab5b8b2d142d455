"""Search in Swedish and English that finds inflections and parts of compounds, alike in SQLite and PostgreSQL.

No database extension and no dictionary: we make the index words ourselves, and the database only compares them.
Three kinds are kept apart so that they can be ranked:

``words``
    every word as it stands, folded (small letters, no accents but å ä ö), in order: exact hits and phrases;
``stems``
    its Snowball stems. These are uneven (*resultat* → *result* but *resultaten* → *resultat*), so each word gives
    several: the Swedish stem, the stem of the stem, the one without the -t of *ärendet*, and the English stem;
``parts``
    every ending of four letters or more: *resultatrapportering* gives *esultatrapportering* … *rapportering* … *ring*.

A search word is looked for as it is, by its stems, as the beginning of a word, and as the beginning of an ending, which
is anywhere inside a compound: *rapportering*, *rapport* and *resultat* all find *resultatrapportering*. The cost is
linear in the length of words, and nothing guesses where a compound is joined. Several words must all be found.

In SQLite, an FTS5 table with the columns ``words, stems, parts`` and the tokenizer FTS5_TOKENIZER, asked with
:func:`fts5_match` and ordered by ``bm25(table, *FTS5_WEIGHTS)``. In PostgreSQL, a tsvector column filled with
``tsvector(text)::tsvector``, asked with ``tsquery(text)::tsquery`` and ordered by
``4 * ts_rank(column, tsquery_exact(text)::tsquery) + ts_rank(column, tsquery(text)::tsquery)``. Neither database stems,
folds or parses anything, so they agree, and every language setting is beside the point.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

FTS5_TOKENIZER = "unicode61 remove_diacritics 0"
FTS5_WEIGHTS = (8.0, 4.0, 1.0)
"""Of words, stems and parts. PostgreSQL has its own of the same order: A 1.0, B 0.4, D 0.1."""

SHORTEST_PART = 4
LONGEST_WORD = 40
"""Longer words are cut, in index and query alike: they are keys and encoded files."""
MOST_WORDS = 10_000
"""Of one text: an answer of twenty pages, and the beginning of a pasted log file."""
MOST_PARTS = 20_000
MOST_TERMS = 12
MOST_PLACES = 16_383
"""PostgreSQL keeps no higher positions, and no more than 255 of one word."""

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
QUERY = re.compile(r'["”“](?P<phrase>[^"”“]*)["”“]?|(?P<word>[^\s"”“]+)')
NUMBER = re.compile(r"\s*#?([0-9]{1,12})\s*")
SAME_LETTER = str.maketrans({"æ": "ä", "ø": "ö"})

_swedish = snowballstemmer.stemmer("swedish")
_english = snowballstemmer.stemmer("english")

Fragment = tuple[str, bool]
"""A piece of text, and whether it is a hit. Fragments joined are the text: escape each, mark the hits."""


class Index(NamedTuple):
    """Three strings of words with a space between, to be stored in columns of these names."""

    words: str
    stems: str
    parts: str


@dataclass(frozen=True)
class Term:
    """One folded word that must be found, or the words of a phrase that must stand as they are."""

    words: tuple[str, ...]

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1

    @property
    def word(self) -> str:
        return self.words[0]

    @property
    def forms(self) -> tuple[str, ...]:
        """What finds the word by its inflections, itself first."""
        return forms(self.word)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What may begin a longer word: the word and, when it says enough, its stem. The longest first."""
        stem = self.word if _has_digit(self.word) else _stem(self.word)
        prefixes = [self.word, stem] if len(stem) >= SHORTEST_PART else [self.word]
        return tuple(dict.fromkeys(one for one in prefixes if len(one) > 1))

    @property
    def insides(self) -> tuple[str, ...]:
        """What may stand inside a compound. The longest first; what matches one matches the last."""
        return tuple(one for one in self.prefixes if len(one) >= SHORTEST_PART and not _has_digit(one))


# Into the index


def tokens_for_index(text: str) -> Index:
    """What to store so that the text is found. Empty strings for a text without words."""
    words = list(_words(text))
    return Index(" ".join(words), " ".join(_stems(words)), " ".join(_parts(words)))


def tsvector(text: str) -> str:
    """The same for PostgreSQL, to be cast to tsvector: words with their places (A), ``=stems`` (B), ``+parts`` (D).

    The marks do what columns do in SQLite, without weights in the query, which would cost a look at every row.
    """
    words = list(_words(text))
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words[:MOST_PLACES], start=1):
        places.setdefault(word, []).append(f"{place}A")
    for stem in _stems(words):
        places[f"={stem}"] = [f"{MOST_PLACES}B"]
    for part in _parts(words):
        places[f"+{part}"] = [f"{MOST_PLACES}D"]
    return " ".join(f"'{word}':{','.join(at[:255])}" for word, at in places.items())


# Out of a search box


def query_terms(text: str) -> list[Term]:
    """What must be found: words, and "phrases in quotation marks". At most twelve; empty when nothing was asked."""
    terms = []
    for match in QUERY.finditer(text):
        words = tuple(_words(match["word"] or match["phrase"] or ""))[:MOST_TERMS]
        terms += [Term(words)] if match["phrase"] and words else [Term((word,)) for word in words]
    return list(dict.fromkeys(terms))[:MOST_TERMS]


def case_number(text: str) -> int | None:
    """The number, when the whole search is one: ``4711`` or ``#4711``."""
    match = NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def fts5_match(text: str) -> str:
    """The FTS5 MATCH expression for what somebody typed; one that matches nothing when there are no words.

    Safe for any input: an expression holds only our own operators and quoted letters and digits.
    """
    return " AND ".join(_fts5(term) for term in query_terms(text)) or '""'


def tsquery(text: str) -> str:
    """The same for PostgreSQL, to be cast to tsquery. Empty when there are no words, which matches nothing too."""
    return " & ".join(_tsquery(term) for term in query_terms(text))


def tsquery_exact(text: str) -> str:
    """Any of the words themselves and their stems, to rank by: ts_rank counts every word that a beginning matches."""
    return " | ".join(_tsquery(term, exact=True) for term in query_terms(text))


# On the page


def highlight(text: str, query: str) -> list[Fragment]:
    """The text in fragments, hits apart: the whole word of an inflection, just the part inside a compound."""
    return _fragments(text, _hits(text, query_terms(query)))


def found_in(text: str, query: str) -> bool:
    """Whether every word of the query is found in the text, by the same rules as the indexes, and also when whoever asks
    writes without dots and rings: *behorighet* finds *behörighet*."""
    bare = without_marks(text)
    return all(
        _hits(text, [term]) or _hits(bare, query_terms(without_marks(" ".join(term.words))))
        for term in query_terms(query)
    )


def without_marks(text: str) -> str:
    """Without any accents, those of å ä ö too."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def snippet(text: str, query: str, width: int = 160) -> list[Fragment]:
    """The stretch of the text, on one line and ``width`` characters long, that shows most of what was searched for."""
    line = " ".join(text.split())
    hits = _hits(line, query_terms(query))
    start = 0
    if hits and len(line) > width:
        first, _ = max(hits, key=lambda hit: sum(hit[0] <= begin < hit[0] + width * 3 // 4 for begin, _ in hits))
        start = max(0, min(first - width // 4, len(line) - width))
        start += line[start:first].find(" ") + 1 if start else 0
    end = start + width
    if end < len(line):
        end = max(line.rfind(" ", start, end + 1), start) if " " in line[start + width // 2 : end + 1] else end
    inside = [(begin - start, min(finish, end) - start) for begin, finish in hits if start <= begin < end]
    fragments = _fragments(line[start:end], inside)
    return [("…", False)] * (start > 0) + fragments + [("…", False)] * (end < len(line))


# Words


@lru_cache(50_000)
def fold(word: str) -> str:
    """One word in small letters without accents, å ä ö kept, and cut to length."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).translate(SAME_LETTER)
    plain = (letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0] for letter in folded)
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST_WORD]


@lru_cache(50_000)
def forms(word: str) -> tuple[str, ...]:
    """The folded word and its stems, without repetition; a word with a digit has none."""
    if _has_digit(word):
        return (word,)
    stem = _stem(word)
    bare = word.removesuffix("s")
    indefinite = [_stem(bare[:-1])] if bare.endswith("et") and len(bare) > 5 else []
    return tuple(dict.fromkeys([word, stem, _stem(stem), *indefinite, _english.stemWord(word)]))


@lru_cache(50_000)
def _stem(word: str) -> str:
    return _swedish.stemWord(word)


@lru_cache(50_000)
def _endings(word: str) -> tuple[str, ...]:
    return () if _has_digit(word) else tuple(word[start:] for start in range(1, len(word) - SHORTEST_PART + 1))


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _words(text: str) -> Iterator[str]:
    """The folded words of the text in order, up to the most that we keep."""
    count = 0
    for match in WORD.finditer(text):
        word = fold(match.group()[: 4 * LONGEST_WORD])
        if word:
            yield word
            count += 1
            if count == MOST_WORDS:
                return


def _stems(words: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(stem for word in dict.fromkeys(words) for stem in forms(word)[1:])


def _parts(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(part for word in dict.fromkeys(words) for part in _endings(word)))[:MOST_PARTS]


# Queries


def _fts5(term: Term) -> str:
    if term.is_phrase:
        return f'words:"{" ".join(term.words)}"'
    ways = [f'{{words stems}}:"{form}"' for form in term.forms]
    ways += [f'words:"{prefix}"*' for prefix in term.prefixes]
    ways += [f'parts:"{inside}"*' for inside in term.insides[-1:]]
    return f"({' OR '.join(ways)})"


def _tsquery(term: Term, exact: bool = False) -> str:
    if term.is_phrase:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ")"
    ways = [f"'{mark}{form}'" for form in term.forms for mark in ("", "=")]
    if not exact:
        ways += [f"'{prefix}':*" for prefix in term.prefixes]
        ways += [f"'+{inside}':*" for inside in term.insides[-1:]]
    return f"({' | '.join(ways)})"


# Hits


def _hits(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where in the text the terms are found, from and to, in order."""
    singles = [term for term in terms if not term.is_phrase]
    wanted = {word for term in terms for word in (term.words if term.is_phrase else term.forms)}
    prefixes = [prefix for term in singles for prefix in term.prefixes]
    insides = [inside for term in singles for inside in term.insides]
    hits = []
    for match in WORD.finditer(text):
        start, end = match.span()
        word = fold(match.group())
        if wanted.isdisjoint(forms(word)):
            place, length = _hit_within(word, prefixes, insides)
            if not length:
                continue
            if len(word) == end - start:
                start, end = start + place, start + place + length
        hits.append((start, end))
    return hits


def _hit_within(word: str, prefixes: Iterable[str], insides: Iterable[str]) -> tuple[int, int]:
    """Place and length of what is found in the word; no length when nothing is."""
    for prefix in prefixes:
        if word.startswith(prefix):
            return 0, len(prefix)
    for inside in insides:
        place = word.find(inside)
        if place > 0 and not _has_digit(word):
            return place, len(inside)
    return 0, 0


def _fragments(text: str, hits: Iterable[tuple[int, int]]) -> list[Fragment]:
    fragments, done = [], 0
    for start, end in hits:
        fragments += [(text[done:start], False), (text[start:end], True)]
        done = end
    fragments.append((text[done:], False))
    return [(piece, is_hit) for piece, is_hit in fragments if piece]
