"""What the tests of handing over share."""

from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Case
from bollkoll.log.acting import act
from bollkoll.people import commands as people


def fresh(case):
    return Case.objects.select_related("subject__main", "assignee", "taken_over_by").get(pk=case.pk)


def offered(world, *, by=None, at=None, **more):
    case = world.taken(by=by or world.agent)
    more = more or {"team": world.developers}
    with act(world.actor(by or world.agent), at=at):
        commands.hand_over(world.actor(by or world.agent), case, text="Felet ligger i er kod.", **more)
    return case


def taken_over(world):
    case = offered(world)
    commands.accept_offer(world.actor(world.expert), case)
    return case


def away(world, person, deputy=None):
    today = timezone.localdate()
    people.set_absence(world.actor(world.coordinator), person, first_day=today, last_day=today, deputy=deputy)
