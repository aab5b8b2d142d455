"""What becomes of what a person lifted and said at teams' meetings."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from bollkoll.development.models import AgendaItem, Said
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, stays
from bollkoll.people.models import Person


@stays(
    gettext_lazy("What they lifted and said at meetings"),
    *(AgendaItem, Said),
    why=gettext_lazy("What a team answered belongs to the case; nothing but the number tells who it was."),
    order=65,
)
def meetings(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(AgendaItem.objects.filter(lifted_by=person))
    yield Change(Said.objects.filter(author=person))
