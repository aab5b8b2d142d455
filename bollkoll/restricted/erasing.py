"""What becomes of what a person left protected, or was left for them."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, erases, stays
from bollkoll.people.models import Person
from bollkoll.restricted.commands.keeping import take_away
from bollkoll.restricted.models import Reading, RetentionRule, Secret


@erases(gettext_lazy("Protected data that they left, or that was left for them"), Secret, order=30)
def secrets(person: Person, traces: Traces) -> Iterator[Change]:
    mine = Secret.objects.present().filter(Q(made_by=person) | Q(for_person=person))
    yield Change(mine, each=lambda secret: take_away(secret, Secret.Gone.PERSON))


@stays(
    gettext_lazy("That they read protected data, and why"),
    *(Reading, RetentionRule),
    why=gettext_lazy("Whoever the data was about has a right to know that it was read; the number tells who it was."),
    order=62,
)
def readings(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Reading.objects.filter(person=person))
    yield Change(RetentionRule.objects.filter(changed_by=person))
