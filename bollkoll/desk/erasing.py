"""What becomes of a person at the stand-up."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from bollkoll.desk.models import Attendance, Decision, StandUp, StandUpItem
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, stays
from bollkoll.people.models import Person


@stays(
    gettext_lazy("Stand-ups that they were at"),
    *(StandUp, Attendance, StandUpItem, Decision),
    why=gettext_lazy("What was decided must be possible to follow; the number tells who it was, and nothing else."),
    order=67,
)
def stand_ups(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(StandUp.objects.filter(led_by=person))
    for model in (Attendance, StandUpItem, Decision):
        yield Change(model._default_manager.filter(person=person))
