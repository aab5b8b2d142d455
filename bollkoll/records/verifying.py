"""Does the chain hold? Every record is hashed anew, and compared with the signed heads outside the database."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bollkoll.kit.signing import is_signed
from bollkoll.records import heads, rules
from bollkoll.records.models import Piece, Record


@dataclass(frozen=True)
class Problem:
    """Something that does not hold. ``code``: piece, head, order, signature, file, missing, broken."""

    code: str
    record: int
    text: str


@dataclass(frozen=True)
class Verdict:
    records: int
    pieces: int
    erased: int
    written: int
    problems: list[Problem]

    @property
    def holds(self) -> bool:
        return not self.problems


def verify() -> Verdict:
    """Everything, from the first record to the last."""
    found = _Count()
    problems = [*_chain(found), *_outside(found)]
    return Verdict(len(found.heads), found.pieces, found.erased, found.written, problems)


class _Count:
    def __init__(self) -> None:
        self.heads: dict[int, str] = {}
        self.pieces = self.erased = self.written = 0


def _chain(found: _Count) -> Iterator[Problem]:
    pieces = groupby(Piece.objects.order_by("record_id", "place").iterator(2000), key=lambda piece: piece.record_id)
    ahead = next(pieces, None)
    previous, expected = rules.FIRST, 1
    for row in Record.objects.order_by("number").iterator(2000):
        own: list[Piece] = []
        while ahead is not None and ahead[0] <= row.number:
            group = list(ahead[1])
            own = group if ahead[0] == row.number else own
            ahead = next(pieces, None)
        yield from _record(row, own, previous, expected, found)
        previous, expected = row.head, row.number + 1


def _record(row: Record, own: list[Piece], previous: str, expected: int, found: _Count) -> Iterator[Problem]:
    found.heads[row.number] = row.head
    found.pieces += len(own)
    if row.number != expected:
        yield Problem("order", row.number, f"Records {expected} to {row.number - 1} are gone.")
    if row.previous != previous:
        yield Problem("order", row.number, "It does not follow the record before it.")
    for piece in own:
        if piece.erased_at is not None:
            found.erased += 1
            continue
        salt = bytes(piece.salt or b"")
        if rules.part_digest(salt, piece.label, piece.text, piece.file_digest, piece.by_id, piece.at) != piece.digest:
            yield Problem("piece", row.number, f"Line {piece.place} has been changed.")
    head = rules.head(
        row.number, row.kind, row.title, str(row.subject_id), row.sealed_by_id, row.sealed_at, row.previous,
        [piece.digest for piece in own],
    )  # fmt: skip
    if head != row.head:
        yield Problem("head", row.number, "It has been changed.")


def _outside(found: _Count) -> Iterator[Problem]:
    """The file against the database: what it says must be there, signed, and the same."""
    known = heads.signer().public if found.heads else ""
    told: set[int] = set()
    for line in heads.written():
        if "broken" in line:
            yield Problem("broken", 0, f"Line {line['broken']} of {heads.place()} cannot be read.")
            continue
        number, head = int(line.get("number", 0)), str(line.get("head", ""))
        found.written += 1
        told.add(number)
        if not is_signed(str(line.get("key", "")), rules.signed(number, head), str(line.get("signature", ""))):
            yield Problem("signature", number, "The signature of its head is false.")
        elif line.get("key") != known and number == max(found.heads, default=0):
            yield Problem("signature", number, "Its head was signed with another key than ours.")
        if number not in found.heads:
            yield Problem("missing", number, "It was sealed, and is not in the database.")
        elif found.heads[number] != head:
            yield Problem("file", number, "Its head is another one in the file than in the database.")
    late = sorted(set(found.heads) - told)
    if late:
        yield Problem("file", late[0], f"The heads of {len(late)} records are not written to {heads.place()}.")


def run() -> int:
    """``bollkoll records verify``: 0 when everything holds."""
    verdict = verify()
    for level, said in remarks(verdict):
        sys.stdout.write(f"{level:<7} {said}\n")
    sys.stdout.write(
        f"{verdict.records} records, {verdict.pieces} lines, {verdict.written} heads outside the database.\n"
    )
    return 0 if verdict.holds else 1


def remarks(verdict: Verdict | None = None) -> Iterator[tuple[str, str]]:
    """What ``bollkoll check`` says."""
    verdict = verdict or verify()
    for problem in verdict.problems[:20]:
        where = f"Record {problem.record}: " if problem.record else ""
        yield "WRONG", f"{where}{problem.text} See docs/records.md."
