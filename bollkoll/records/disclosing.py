"""What records have of a case: each locked record of it, as its own document."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.disclosing import Group, Held, Item, Line, Section, in_case
from bollkoll.people.actor import Actor
from bollkoll.records import documents, queries


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
