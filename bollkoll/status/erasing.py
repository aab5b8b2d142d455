"""What becomes of what a person published."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, stays
from bollkoll.people.models import Person
from bollkoll.status.models import Notice, Update


@stays(
    gettext_lazy("Notices that they answered for or wrote"),
    *(Notice, Update),
    why=gettext_lazy("What the world was told stays; who wrote it has never been public."),
    order=66,
)
def notices(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Notice.objects.filter(Q(communicator=person) | Q(checker=person)))
    yield Change(Update.objects.filter(author=person))
