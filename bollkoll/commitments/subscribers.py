"""What the register does when something happens to people."""

from bollkoll.commitments import commands, followers
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person


@subscriber("commitments.stand_in", ["people.ended", "people.rights_changed"])
def stand_in(event: Event) -> None:
    """Somebody has left, or works in another line: what they can no longer hold is passed on. Of
    kinds that leave it to the register: cases and notices have their own rules."""
    person = Person.objects.get(pk=event.data["person"])
    held = Commitment.objects.open().filter(person=person, subject__kind__in=followers.REGISTRY)
    for subject in Subject.objects.filter(is_open=True, pk__in=held.values("subject")).order_by("pk"):
        try:
            with act(SYSTEM, cause=event):
                commands.stand_in(SYSTEM, subject, person=person)
        except Refused:
            continue
