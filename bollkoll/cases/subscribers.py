"""What cases do when something happens below them."""

from django.db.models import Q

from bollkoll.cases import commands
from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person


@subscriber("cases.deal_out_again", ["people.ended"])
def deal_out_again(event: Event) -> None:
    """An account has ended: every ball that it held goes back to the desk, of protected cases too."""
    person = Person.objects.get(pk=event.data["person"])
    if person.is_active:  # came back before anybody read this
        return
    held = Commitment.objects.open().filter(person=person).values("subject")
    with act(SYSTEM, cause=event):
        for case in Case.objects.open().filter(Q(assignee=person) | Q(pk__in=held)).order_by("pk"):
            commands.deal_out_again(SYSTEM, case, person=person)
