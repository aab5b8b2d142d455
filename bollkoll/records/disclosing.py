"""What records have of a case: each locked record of it, as its own document."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Group, Held, Item, Line, Section, about_person, in_case, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.records import documents, queries
from bollkoll.records.models import Piece, Record


@in_case(order=65)
def sealed(actor: Actor, case: Case) -> Iterator[Section]:
    """The records, whole: their digests prove themselves. Labels of what was kept apart stand in them, so they go with that."""
    made = []
    for record in queries.of_case(actor, case):
        paper = documents.paper(record, queries.pieces(record), get_language() or "sv")
        lines = [
            Line("record", _("Record"), record.number),
            Line("title", _("What"), record.title),
            Line("sealed_at", _("Sealed"), record.sealed_at),
            Line("head", _("Head"), record.head),
        ]
        word = _("record")
        name = f"{word}-{record.number}.pdf"
        made.append(Item(lines, files=[Held(name, content=paper, content_type="application/pdf")]))
    yield Section("records", _("Locked records"), made, Group.PROTECTED)


@about_person(Record, Piece, order=65)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """Where they stand in locked records, by when and in which."""
    seen = Record.objects.visible_to(actor)
    pieces = Piece.objects.filter(by=person, record__in=seen.values("pk")).select_related("record")
    found = parts_played(
        (_("Sealed a record"), seen.filter(sealed_by=person), "sealed_at", "title"),
        (_("Stands in a record"), pieces, "at", "record.title"),
    )
    yield Section("records", _("Locked records"), found)
