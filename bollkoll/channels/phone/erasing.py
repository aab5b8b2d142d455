"""What becomes of a person's numbers and calls."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.channels.phone import rules
from bollkoll.channels.phone.models import Call, Number, Ring
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, erases, known_by
from bollkoll.people.models import Person


@known_by
def called_from(person: Person) -> Iterator[tuple[str, str]]:
    yield from (("number", number) for number in Number.objects.filter(person=person).values_list("shown", flat=True))


@erases(gettext_lazy("Numbers they call from"), Number, order=43)
def numbers(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Number.objects.filter(person=person))


@erases(
    gettext_lazy("Calls with them, and that they took"),
    *(Call, Ring),
    fate=Fate.NAMELESS,
    why=gettext_lazy("That there was a call stays for the figures; number and note go."),
    order=44,
)
def calls(person: Person, traces: Traces) -> Iterator[Change]:
    keys = [key for number in traces.numbers for key in rules.keys(number)]
    yield Change(Call.objects.filter(Q(person=person) | Q(number__in=keys)), {"number": "", "note": "", "person": None})
    yield Change(Ring.objects.filter(number__in=keys), {"number": ""})
    yield Change(Ring.objects.filter(agent=person), {"agent": None})
    yield Change(Call.objects.filter(agent=person), each=lambda row: None)
