"""What becomes of what was handed out: files that are about the person go; that it was handed out stays."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.disclosure.commands.keeping import take_file
from bollkoll.disclosure.models import Disclosure, Erasure
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, erases, stays
from bollkoll.people.models import Person


@erases(gettext_lazy("Files with what was handed out about them"), order=50)
def files(person: Person, traces: Traces) -> Iterator[Change]:
    theirs = Q(person=person) | Q(case__reporter=person)
    yield Change(Disclosure.objects.filter(theirs, made_at__isnull=False, gone_at=None), each=take_file)


@erases(
    gettext_lazy("That all about them was handed out"),
    Disclosure,
    fate=Fate.NAMELESS,
    why=gettext_lazy("When and by whom stays; to whom goes."),
    order=51,
)
def handed_out(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Disclosure.objects.filter(person=person), {"recipient": "", "name": ""})


@stays(
    gettext_lazy("What they handed out or erased"),
    Erasure,
    why=gettext_lazy("What was decided by whom must be possible to follow; nothing but the number tells who it was."),
    order=68,
)
def decided(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Disclosure.objects.filter(asked_by=person))
    yield Change(Erasure.objects.filter(erased_by=person))
