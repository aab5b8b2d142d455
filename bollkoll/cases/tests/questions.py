"""What the tests of questions to third line share."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Question
from bollkoll.commitments.models import Commitment
from bollkoll.log import clock
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

WORDS = "Varför visas inte resultaten när kursen är avslutad?"
INPUT = "Händelsen fastnade i kön. Den är omstartad nu."


def ask(world, case, **more):
    if not {"team", "person"} & set(more):
        more["team"] = world.developers
    return commands.ask_for_input(world.actor(world.agent), case, text=more.pop("text", WORDS), **more)


def fresh(question):
    return Question.objects.select_related("ball", "case__subject__main", "team", "person").get(pk=question.pk)


def tick():
    with housekeeping("test"):
        Cursor.objects.filter(name__startswith="clock:").delete()
    clock.tick()
    assert not Cursor.objects.exclude(error="").exists()


def let_time_pass(question):
    """What somebody was to look at again has fallen due."""
    with act(SYSTEM):
        Commitment.objects.filter(pk=fresh(question).ball_id).update(look_again_at=timezone.now() - timedelta(hours=1))


def away(world, person, deputy=None):
    today = timezone.localdate()
    people.set_absence(
        world.actor(world.coordinator), person, first_day=today, last_day=today + timedelta(days=3), deputy=deputy
    )


def address(name, question):
    return reverse(f"cases:{name}", args=[question.pk])


def told(kind):
    return Event.objects.filter(kind=kind).latest("pk").audience
