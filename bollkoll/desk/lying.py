"""What lies with the desk and is no case to deal out: balls of incidents and notices that nobody holds, and what lies beside
the main ball of a case that somebody has. What nobody holds is everywhere nobody's: in the inflow, in its count, at the stand-up.
"""

from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.cases.rows import Other, Row, row
from bollkoll.commitments import commands as register
from bollkoll.commitments.faces import faces
from bollkoll.commitments.models import Commitment, CommitmentQuerySet, Subject
from bollkoll.desk.drawing import to_take
from bollkoll.desk.queries import Load, desks
from bollkoll.desk.sight import Line, openable
from bollkoll.incidents import commands as incidents
from bollkoll.incidents.models import Incident
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.status import commands as notices
from bollkoll.status.models import Notice

MOST = 50
"""As many as stand in the inflow beside its cases; a desk with more has stopped dealing out."""
Kind, Step = Subject.Kind, Commitment.Step
ACUTE = (Step.LEAD, Step.RESTORE, Step.SEVERITY, Step.PUBLISH)
"""Of an incident that goes on: these are before all else."""


def balls(actor: Actor) -> CommitmentQuerySet:
    """They, the next to break first. By index from the desk's balls, as the inflow's cases are."""
    if not actor.is_agent:
        return Commitment.objects.none()
    main_lies_there = Subject.objects.filter(pk=OuterRef("subject"), main__team__in=desks())
    rows = openable(actor).filter(team__in=desks())
    return rows.filter(~Q(subject__kind=Kind.CASE) | ~Exists(main_lies_there)).by_due()


def rows(actor: Actor, loads: list[Load]) -> list[Row | Other]:
    """As rows of the inflow, with whom to give each to: those of cases under their case, the others with their face."""
    held = list(balls(actor).select_related("person", "team", "subject")[:MOST])
    of_cases = {ball.subject_id for ball in held if ball.subject.kind == Kind.CASE}
    found = Case.objects.visible_to(actor).for_list().in_bulk(of_cases) if of_cases else {}
    others = faces(actor, [ball.subject for ball in held if ball.subject.kind != Kind.CASE])
    best = next((load.person for load in loads if not load.is_away), None)
    made: list[Row | Other] = []
    for ball in held:
        if ball.subject_id in found:
            made.append(replace(row(actor, found[ball.subject_id], ball), more=to_take(ball, best)))
        elif ball.subject_id in others:
            made.append(Other(ball, others[ball.subject_id], more=to_take(ball, best)))
    return made


def is_acute(one: Row | Other) -> bool:
    """Before all else: a case of the highest priority, or an incident that nobody leads."""
    if isinstance(one, Row):
        return one.case.priority == 1
    return one.ball.subject.kind == Kind.INCIDENT and one.ball.step in ACUTE


def ball(actor: Actor, key: UUID) -> Commitment:
    """One of them. Raises ``Commitment.DoesNotExist``, also when somebody has taken it."""
    return balls(actor).select_related("team", "subject").get(pk=key)


def give(actor: Actor, ball: Commitment, person: Person) -> None:
    """It is ``person``'s from now on, by the verb of whoever owns it: whoever takes the lead leads, and who has a notice's
    ball informs from then on. Refused when somebody was faster, or when they are away."""
    if ball.subject.kind == Kind.CASE:
        cases.give_ball(actor, Case.objects.get(pk=ball.subject_id), ball=ball, person=person)
    elif ball.subject.kind == Kind.NOTICE:
        register.must_be_here(person, actor.person)
        notice = Notice.objects.get(pk=ball.subject_id)
        ask = notices.ask_check if ball.step == Step.CHECK else notices.choose_communicator
        ask(actor, notice, person=person)
    elif ball.step == Step.LEAD and person.pk == actor.person_id:
        incidents.take_lead(actor, Incident.objects.get(pk=ball.subject_id))
    else:
        register.give_ball(actor, ball.subject, ball=ball, person=person)


def line(actor: Actor, ball: Commitment) -> Line:
    """What it is of, in a line: the case, or the face of something else."""
    if ball.subject.kind == Kind.CASE:
        return Line(ball, Case.objects.visible_to(actor).get(pk=ball.subject_id))
    return Line(ball, None, faces(actor, [ball.subject]).get(ball.subject_id))
