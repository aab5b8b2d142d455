"""Searching cases: number, title, dialogue and, for staff, internal notes. Only what the searcher may see.

The words are made by ``bollkoll.kit.words``; here they are kept and asked for. A document's id says what it is:
``number * 4 + audience``, so that newer cases have higher ids and finding needs no table beside the index. A dialogue
without notes is one document for everybody. With notes it is two, one for each side, so that words in different
messages are found together and a reporter's search never touches a note.

Candidates are taken newest first and only as many as are needed; each goes through the searcher's own
``Case.objects.visible_to`` before anything is said about it, its existence included.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet

from bollkoll.cases.models import Case, Example, Message, Report, Reproduction
from bollkoll.kit import words
from bollkoll.kit.personnummer import masked
from bollkoll.kit.words import Fragment
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import Actor

TITLES, TEXTS = "cases_search_titles", "cases_search_texts"
ALL, SHARED, STAFF = 0, 1, 2
"""Audiences: everybody who sees the case, the reporter's side, the staff."""

MOST_FOUND = 300
"""Nobody reads further; who needs all of them narrows the search."""
SMALL_SET = 5000
"""So many cases are fetched and compared as numbers; of more, candidates are looked up batch by batch."""
BATCH = 500
FETCHED = 1200
"""Documents asked for at a time: two of each case with notes, so that one question mostly fills a batch."""
EVERY = 1 << 40
MOST_BATCHES = 60
SHOWN_TEXT = 4000
"""Characters of each message, and as many of what it quotes, that a snippet is looked for in."""


@dataclass(frozen=True)
class Found:
    """One case that was found. ``where``: ``number``, ``title``, ``dialogue`` or ``note``; fragments mark the hits."""

    case: Case
    where: str
    title: list[Fragment]
    snippet: list[Fragment]


# Into the index


def index(case: Case) -> None:
    """Write the case's documents anew. Inside the caller's transaction."""
    _write([case])


def rebuild(batch: int = 500) -> int:
    """Make the whole index again, for a new way of making words or after an erasure. Returns the number of cases."""
    with housekeeping("search index"), connection.cursor() as cursor:
        for table in (TITLES, TEXTS):
            cursor.execute(f"DELETE FROM {table}")
    count = 0
    rows = Case.objects.select_related("subject").order_by("pk").iterator(chunk_size=batch)
    while cases := list(islice(rows, batch)):
        with transaction.atomic():
            _write(cases)
        count += len(cases)
    return count


def forget(cases: Iterable[Case]) -> None:
    """Write the documents of cases anew after an erasure, so that no word of before is left in the index."""
    rows = list(cases)
    for start in range(0, len(rows), BATCH):
        _write(rows[start : start + BATCH])
    if connection.vendor != "postgresql":  # FTS5 only marks what is deleted until its parts are merged
        with housekeeping("search index"), connection.cursor() as cursor:
            for table in (TITLES, TEXTS):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def is_made() -> bool:
    """Whether there is an index at all."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {TITLES} LIMIT 1")
        return cursor.fetchone() is not None


def _write(cases: list[Case]) -> None:
    texts = _texts([case.pk for case in cases])
    titles, dialogues, old = [], [], []
    for case in cases:
        base = case.subject.number * 4
        shared, notes = texts[case.pk]
        titles.append((base, case.title))
        old += [base, base + SHARED, base + STAFF]
        if notes:
            dialogues += [
                (base + SHARED, _joined(case.title, shared)),
                (base + STAFF, _joined(case.title, shared + notes)),
            ]
        else:
            dialogues.append((base, _joined(case.title, shared)))
    with housekeeping("search index"), connection.cursor() as cursor:
        for table, rows in ((TITLES, titles), (TEXTS, dialogues)):
            cursor.executemany(f"DELETE FROM {table} WHERE {_key()} = %s", [(one,) for one in old])
            if connection.vendor == "postgresql":
                values = [(pk, words.tsvector(text)) for pk, text in rows]
                cursor.executemany(f"INSERT INTO {table} (id, document) VALUES (%s, %s::tsvector)", values)
            else:
                made = [(pk, *words.tokens_for_index(text)) for pk, text in rows]
                cursor.executemany(f"INSERT INTO {table} (rowid, words, stems, parts) VALUES (%s, %s, %s, %s)", made)


def _joined(title: str, texts: list[str]) -> str:
    return "\n".join([title, *texts])


def _texts(keys: list) -> dict:
    """For each case what both sides may read, and what only staff may: four queries."""
    found: dict = {key: ([], []) for key in keys}
    for case, kind, *said in (
        Message.objects.filter(case__in=keys, released_at__isnull=False)
        .order_by("written_at", "pk")
        .values_list("case", "kind", "text", "quoted")
    ):
        found[case][kind == Message.Kind.NOTE].extend(said)
    for case, *facts in Report.objects.filter(case__in=keys).values_list(
        "case", "did", "happened", "expected", "since"
    ):
        found[case][0].extend(facts)
    for case, *facts in Example.objects.filter(case__in=keys).values_list(
        "case", "course", "occasion", "student", "wrong"
    ):
        found[case][0].extend(facts)
    for case, *facts in Reproduction.objects.filter(message__case__in=keys).values_list(
        "message__case", "version", "used", "expected", "actual"
    ):
        found[case][1].extend(facts)
    return found


# Out of a search box


def matching(rows: QuerySet[Case], actor: Actor, query: str, most: int = MOST_FOUND) -> list[int]:
    """Numbers of those of ``rows`` that match, best first and never more than ``most``. Total: any query is answered.

    ``rows`` are cases that the actor may see (``visible_to`` has been applied), narrowed as the list is. Best: the
    number itself, then whole words in the title, then parts of words there, then the dialogue; newer before older.
    """
    query = query.replace("\x00", " ")[:500]
    exact = words.case_number(query)
    best = [n for n in ([exact] if exact else []) if rows.filter(subject__kind="case", subject__number=n).exists()]
    if not words.query_terms(query):
        return best
    few = list(rows.order_by().values_list("subject__number", flat=True)[: SMALL_SET + 1])
    allowed = frozenset(few) if len(few) <= SMALL_SET else None
    batch = FETCHED if allowed is None else EVERY
    titled = _take(_candidates(TITLES, actor, query, batch), rows, allowed, most)
    found = dict.fromkeys([*best, *_whole_words_first(titled, query)])
    if len(found) < most:
        found |= dict.fromkeys(_take(_candidates(TEXTS, actor, query, batch), rows, allowed, most))
    return list(found)[:most]


def _key() -> str:
    return "id" if connection.vendor == "postgresql" else "rowid"


def _candidates(table: str, actor: Actor, query: str, batch: int) -> Iterator[int]:
    """Numbers of the cases whose documents match, newest first, read ``batch`` by batch as far as they are needed."""
    other = SHARED if actor.is_staff or actor.is_machine else STAFF
    below = 1 << 62
    while True:
        ids = _ids(table, query, below, batch)
        yield from (one // 4 for one in ids if one % 4 != other)
        if len(ids) < batch:
            return
        below = ids[-1]


def _ids(table: str, query: str, below: int, batch: int) -> list[int]:
    """Ids of matching documents under ``below``, the highest first.

    PostgreSQL is told to go by the word index: it reckons small rows to be cheap to look through one after the other,
    and does not reckon that every look fetches and unpacks a document.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [words.fts5_match(query), below, batch],
            )
            return [row[0] for row in cursor.fetchall()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(
            f"SELECT id FROM {table} WHERE document @@ %s::tsquery AND id < %s ORDER BY id DESC LIMIT %s",
            [words.tsquery(query), below, batch],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
        return ids


def _take(candidates: Iterable[int], rows: QuerySet[Case], allowed: frozenset[int] | None, most: int) -> list[int]:
    if allowed is not None:
        return list(islice((number for number in candidates if number in allowed), most))
    taken: list[int] = []
    for _turn in range(MOST_BATCHES):
        batch = list(islice(candidates, BATCH))
        if not batch:
            break
        seen = set(
            rows.order_by()
            .filter(subject__kind="case", subject__number__in=batch)
            .values_list("subject__number", flat=True)
        )
        taken += [number for number in batch if number in seen]
        if len(taken) >= most:
            break
    return taken[:most]


def _whole_words_first(numbers: list[int], query: str) -> list[int]:
    """Titles that hold every word as it was written, before those with inflections and compounds."""
    wanted = {word for term in words.query_terms(query) for word in term.words}
    rows = Case.objects.filter(subject__kind="case", subject__number__in=numbers)
    titles = {
        number: {words.fold(match.group()) for match in words.WORD.finditer(title)}
        for number, title in rows.values_list("subject__number", "title")
    }
    return sorted(numbers, key=lambda number: not wanted <= titles.get(number, set()))


def search(actor: Actor, query: str, limit: int = 20) -> list[Found]:
    """The best cases for what somebody typed, of all that they may see."""
    numbers = matching(Case.objects.visible_to(actor), actor, query, limit)
    rows = Case.objects.visible_to(actor).for_list().filter(subject__kind="case", subject__number__in=numbers)
    by_number = {case.number: case for case in rows}
    return shown(actor, [by_number[number] for number in numbers if number in by_number], query)


def shown(actor: Actor, cases: list[Case], query: str) -> list[Found]:
    """Cases with what to mark in their titles and the stretch of dialogue that was found: one query for all."""
    terms = words.query_terms(query)
    if not terms:
        return [Found(case, "number", [(masked(case.title), False)], []) for case in cases]
    untitled = {case.pk: _hits(words.highlight(masked(case.title), query)) for case in cases}
    messages = Message.objects.filter(case__in=[pk for pk, hits in untitled.items() if hits < len(terms)])
    messages = messages.filter(released_at__isnull=False) if actor.is_staff or actor.is_machine else messages.shared()
    best: dict = {}
    for case, kind, *said in messages.order_by("-written_at").values_list("case", "kind", "text", "quoted"):
        fragments = words.snippet(masked("\n".join(text[:SHOWN_TEXT] for text in said).rstrip()), query)
        hits = _hits(fragments)
        if hits > best.get(case, (0,))[0]:
            best[case] = (hits, kind, fragments)
    return [_found(case, query, untitled[case.pk], best.get(case.pk)) for case in cases]


def _hits(fragments: list[Fragment]) -> int:
    return len({piece.casefold() for piece, is_hit in fragments if is_hit})


def _found(case: Case, query: str, hits: int, best: tuple | None) -> Found:
    title = words.highlight(masked(case.title), query)
    if words.case_number(query) == case.number:
        return Found(case, "number", title, [])
    if best:
        where = "note" if best[1] == Message.Kind.NOTE else "dialogue"
        return Found(case, where, title, best[2])
    return Found(case, "title" if hits else "dialogue", title, [])
