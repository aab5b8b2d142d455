"""What cases do when something happens below them."""

from django.db.models import Q

from bollkoll.cases import commands, queries
from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person

IN_THIRD_LINE = (Commitment.Step.INPUT, Commitment.Step.THIRD_LINE)


@subscriber("cases.deal_out_again", ["people.ended", "people.rights_changed"])
def deal_out_again(event: Event) -> None:
    """Somebody has left, or works in another line: what they can no longer do goes back, of protected cases too."""
    person = Person.objects.get(pk=event.data["person"])
    held = Commitment.objects.open().filter(person=person).exclude(step__in=Commitment.PROCEDURE)
    left = Q(assignee=person)
    if person.is_agent:  # or came back before anybody read this
        held, left = held.filter(step__in=IN_THIRD_LINE), Q()
    elif person.is_active and person.line == Person.Line.THIRD:
        held = held.exclude(step__in=IN_THIRD_LINE).exclude(subject__case__taken_over_by=person)
    else:
        left |= Q(taken_over_by=person)
    with act(SYSTEM, cause=event):
        for case in Case.objects.open().filter(left | Q(pk__in=held.values("subject"))).order_by("pk"):
            commands.deal_out_again(SYSTEM, case, person=person)
    if person.is_active and person.line:
        return
    offered = Offer.objects.open().filter(person=person, subject__kind="case").values("subject")
    with act(SYSTEM, cause=event):
        for case in Case.objects.open().filter(pk__in=offered).order_by("pk"):
            commands.lapse_offer(SYSTEM, case)


@subscriber("cases.come_back", ["people.absence_removed"])
def come_back(event: Event) -> None:
    """They are here after all: what went on because of the absence, and nobody has touched, is theirs again."""
    noted = Event.objects.filter(kind="people.absence_set", data__absence=event.data.get("absence")).first()
    if noted is None or not event.data.get("had_begun"):
        return
    person = Person.objects.get(pk=event.data["person"])
    with act(SYSTEM, cause=event):
        for case in queries.left_while_away(person, noted.recorded_at):
            try:
                commands.come_back(SYSTEM, case, person=person, since=noted.recorded_at)
            except Refused:
                continue


COUNTED_FROM = ["services.staffing_changed", "services.hours_changed", "services.organisation_changed"]


@subscriber("cases.count_looks_anew", COUNTED_FROM)
def count_looks_anew(event: Event) -> None:
    """Other days are working days now, or the desk looks sooner: what nobody has taken is looked at in time."""
    with act(SYSTEM, cause=event):
        try:
            commands.count_looks_anew(SYSTEM)
        except Refused:
            return  # nothing waits, or at the same times
