"""What becomes of a person's balls: there must be no open one, and what was is history without a name."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from bollkoll.commitments.models import Commitment, Offer, Violation
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Hinder, hinders, stays


@hinders
def held(person: Any) -> Iterator[Hinder]:
    number = Commitment.objects.open().filter(person=person.pk).count()
    if number:
        yield Hinder(
            ngettext(
                "The person holds %(number)s open ball: give it to somebody else first.",
                "The person holds %(number)s open balls: give them to somebody else first.",
                number,
            )
            % {"number": number}
        )


@stays(
    gettext_lazy("Balls that they held, offers, findings of the audit"),
    *(Commitment, Offer, Violation),
    why=gettext_lazy("That no ball was dropped must be possible to follow; nothing but the number tells who it was."),
    order=60,
)
def balls(person: Any, traces: Traces) -> Iterator[Change]:
    yield Change(Commitment.objects.filter(person=person.pk))
    offers = Offer.objects
    mine = offers.filter(person=person.pk) | offers.filter(sender=person.pk) | offers.filter(ended_by=person.pk)
    yield Change(mine)
    yield Change(Violation.objects.filter(person=person.pk))
