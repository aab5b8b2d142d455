"""What the telephone does when something has happened."""

from bollkoll.cases.models import Case
from bollkoll.channels.phone import commands, queries
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person


@subscriber("phone.index_numbers", ["people.invited", "people.engaged", "people.changed", "people.preferences_changed"])
def index_numbers(event: Event) -> None:
    """Whoever has a number is recognised by it when they call."""
    person = Person.objects.filter(pk=event.data["person"]).first()
    if person is None:
        return
    with act(SYSTEM, cause=event):
        try:
            commands.index_numbers(SYSTEM, person)
        except Refused:
            return


@subscriber("phone.keep_in_sight", ["cases.protected", "cases.person_unnamed"])
def keep_in_sight(event: Event) -> None:
    """A case has become one that fewer see: a call that somebody else had promised is with those who do."""
    case = Case.objects.select_related("subject", "assignee").filter(pk=event.data["case"]).first()
    if case is None or not case.subject.is_protected:
        return
    with act(SYSTEM, cause=event):
        for ball in queries.call_backs_of(case):
            if ball.person and not Case.objects.visible_to(Actor(ball.person)).filter(pk=case.pk).exists():
                commands.give_call_back(SYSTEM, case, ball=ball)
