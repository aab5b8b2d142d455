"""Somebody is away: nothing that they hold is silently kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands import timing
from bollkoll.cases.commands.asking import ask_others, move_side_ball
from bollkoll.cases.commands.handing import may_have
from bollkoll.cases.commands.holding import still_at_the_desk
from bollkoll.cases.commands.procedure import others_balls
from bollkoll.cases.commands.triage import deal_out_again
from bollkoll.cases.events import CameBack, StoodIn
from bollkoll.cases.models import Case
from bollkoll.cases.queries.away import went_on_for
from bollkoll.cases.queries.holding import stands_in
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


@command
def come_back(actor: Actor, case: Case, *, person: Person, since: datetime) -> Case:
    """An absence of ``person`` that was noted at ``since`` is taken away: what went on because of it, and is as it was then,
    is theirs again with its step, note and times. What somebody has done anything with stays with them."""
    if not case.is_open or people.is_away(person):
        raise Refused(_("It is not due yet."), "not_due")
    went = went_on_for(person, since).filter(topics__name=case.topic).values_list("at", flat=True)
    left = Commitment.objects.filter(subject=case.subject_id, person=person, ended_at__in=list(went))
    pairs = [
        (old, now)
        for old, now in _what_became_of(list(left.exclude(step__in=Commitment.PROCEDURE).order_by("ended_at", "pk")))
        if now.ended_at is None and now.person_id != person.pk
    ]
    if not may_have(case, person) or not sum(_take_back(case, old, now, person) for old, now in pairs):
        raise Refused(_("That is already so."), "unchanged")
    record(CameBack(case=case, person=person.pk))
    return case


def _what_became_of(left: list[Commitment]) -> Iterator[tuple[Commitment, Commitment]]:
    """Each ball that went on, with the one that took its place in that act: first those that went on as they were; what is
    left of both is the main ball, which the desk holds by another step."""
    made = list(
        Commitment.objects.filter(
            subject__in=[old.subject_id for old in left], made_at__in=[old.ended_at for old in left]
        )
    )
    for same in (_as_it_was, lambda ball: ()):
        for old in list(left):
            taken = next((one for one in made if (one.made_at, *same(one)) == (old.ended_at, *same(old))), None)
            if taken is not None:
                made.remove(taken)
                left.remove(old)
                yield old, taken


def _as_it_was(ball: Commitment) -> tuple[Any, ...]:
    return ball.step, ball.note, ball.promised_at


def _take_back(case: Case, old: Commitment, now: Commitment, person: Person) -> bool:
    is_main = now.pk == case.subject.main_id
    if is_main and not _may_be_theirs_again(case, now, person):
        return False
    again = balls.Ball(
        step=old.step, person=person, note=old.note, note_en=old.note_en, look_again_at=old.look_again_at,
        is_look_chosen=old.is_look_chosen, promised_at=old.promised_at,
    )  # fmt: skip
    if is_main:
        balls.move(case.subject, again, end=Commitment.End.PASSED, keeps_offer=True)
    else:
        move_side_ball(case, now, again)
    return True


def _may_be_theirs_again(case: Case, now: Commitment, person: Person) -> bool:
    """The case goes along with its main ball: third line has taken it over again, an agent has it again when nobody else
    has. Saves ``case``."""
    if person.line == Person.Line.THIRD:
        if case.taken_over_by_id not in (None, person.pk):
            return False
        case.taken_over_by, case.state = person, Case.State.WAITING_THIRD_LINE
    elif now.holder == Commitment.Holder.TEAM:
        if case.assignee_id is not None:
            return False
        case.assignee = person
        case.state = Case.State.IN_PROGRESS if case.state == Case.State.NEW else case.state
    case.save(update_fields=["assignee", "taken_over_by", "state"])
    return True


def _deputy(case: Case, person: Person) -> Person | None:
    """Who stands in, in the same line, and may see the case."""
    if person.line != Person.Line.THIRD:
        found = stands_in(case, person)
        return still_at_the_desk(found.pk) if found else None
    deputy = people.deputy_of(person)
    return deputy if deputy and deputy.line == Person.Line.THIRD and may_have(case, deputy) else None
