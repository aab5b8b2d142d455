"""Somebody is away: nothing that they hold is silently kept."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands import timing
from bollkoll.cases.commands.asking import ask_others, move_side_ball
from bollkoll.cases.commands.dialogue import still_at_the_desk
from bollkoll.cases.commands.handing import may_have
from bollkoll.cases.commands.procedure import others_balls
from bollkoll.cases.commands.triage import deal_out_again
from bollkoll.cases.events import StoodIn
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused, command, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@command
def stand_in(actor: Actor, case: Case, *, person: Person) -> Case:
    """``person`` is away today: their balls of the case go to whoever stands in, or back to the desk when nobody does.

    The case remains theirs to come back to (the assignee stays) when there is a deputy; steps, notes and promises go
    along. A deputy who may not see a protected case is none. What they were asked goes to those who can answer it.
    """
    if not case.is_open or not people.is_away(person):
        raise Refused(_("It is not due yet."), "not_due")
    was_asked = ask_others(case, person)
    held = others_balls(case, person)
    if was_asked and not held:
        return case
    deputy = _deputy(case, person)
    if deputy is None:
        return deal_out_again(actor, case, person=person)
    if not held:
        raise Refused(_("That is already so."), "unchanged")
    for ball in held:
        passed = timing.passed_on(case, ball, person=deputy)
        if ball.pk == case.subject.main_id:
            balls.move(case.subject, passed, end=Commitment.End.PASSED, keeps_offer=True)
        else:
            move_side_ball(case, ball, passed)
    record(StoodIn(case=case, person=person.pk, deputy=deputy.pk))
    return case


def _deputy(case: Case, person: Person) -> Person | None:
    """Who stands in, in the same line, and may see the case."""
    deputy = people.deputy_of(person)
    if deputy is None:
        return None
    if person.line == Person.Line.THIRD:
        return deputy if deputy.line == Person.Line.THIRD and may_have(case, deputy) else None
    agent = still_at_the_desk(deputy.pk)
    return agent if agent is not None and Case.objects.visible_to(Actor(agent)).filter(pk=case.pk).exists() else None
