"""What becomes of a person in locked records: text and salt of their lines go, digests stay, the chain holds."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, erases
from bollkoll.people.models import Person
from bollkoll.records.commands.sealing import relieve
from bollkoll.records.models import Piece, Record


@erases(
    gettext_lazy("Lines of locked records about them"),
    *(Piece, Record),
    fate=Fate.NAMELESS,
    why=gettext_lazy("Text and salt go; the digest stays, so that the chain still proves the rest."),
    order=32,
)
def lines(person: Person, traces: Traces) -> Iterator[Change]:
    mine = Q(by=person) | Q(record__subject__case__reporter=person)
    personal = Piece.objects.filter(is_personal=True, erased_at=None)
    named = [piece.pk for piece in personal.exclude(mine) if traces.out_of(piece.text) != piece.text]
    yield Change(personal.filter(mine | Q(pk__in=named)), each=relieve)
