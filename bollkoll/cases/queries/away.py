"""What went on to others because somebody was away."""

from datetime import datetime

from django.db.models import QuerySet

from bollkoll.cases.models import Case, CaseQuerySet
from bollkoll.commitments.models import Commitment
from bollkoll.log.models import Event
from bollkoll.people.models import Person

WENT_ON = ("cases.stood_in", "cases.dealt_out_again")


def went_on_for(person: Person, since: datetime) -> QuerySet[Event]:
    """When balls of the person went to a deputy or to the desk."""
    return Event.objects.filter(kind__in=WENT_ON, at__gte=since, data__person=person.pk)


def left_while_away(person: Person, since: datetime) -> CaseQuerySet:
    """Open cases with a ball that went on from the person then."""
    went = list(went_on_for(person, since).values_list("at", flat=True))
    held = Commitment.objects.filter(person=person, ended_at__in=went).exclude(step__in=Commitment.PROCEDURE)
    return Case.objects.open().filter(pk__in=held.values("subject")).order_by("pk")
