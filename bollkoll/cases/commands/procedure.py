"""What cases leave alone while the steps of an order say who holds its balls, and what they keep in sight all the same."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases import rules
from bollkoll.cases.models import Case, Message
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused
from bollkoll.people.models import Person

Step = Commitment.Step


def not_in_procedure(case: Case) -> None:
    """Raises :class:`Refused` while the steps of an order go on."""
    if case.is_in_procedure:
        raise Refused(_("The steps of the order are not over. Carry them out, or stop the order."), "procedure")


def may_end_so(case: Case, then: str) -> None:
    """Raises :class:`Refused` when an answer is to solve the case, or to have it wait, while the steps of an order go on."""
    if then not in (Message.Then.KEEP, Message.Then.MINE) and case.is_in_procedure:
        raise Refused(str(rules.STEPS_GO_ON), "procedure")


def keep_step(
    case: Case,
    *,
    look_again_at: datetime | None = None,
    promised_at: datetime | None = None,
    promised_by_id: int | None = None,
) -> None:
    """Other times for whoever has the step now; the step and its holder stay."""
    old = case.ball
    kept = balls.Ball(
        step=old.step, person=old.person, team=old.team, note=old.note, note_en=old.note_en,
        look_again_at=look_again_at or old.look_again_at,
        is_look_chosen=look_again_at is not None or old.is_look_chosen,
        promised_at=promised_at or old.promised_at, promised_by_id=promised_by_id,
    )  # fmt: skip
    balls.move(case.subject, kept, end=Commitment.End.PASSED)


def owe_answer(case: Case, ball: balls.Ball) -> None:
    """The reporter has written, while the main ball is with a step: somebody at the support owes an answer beside it."""
    owed = Commitment.objects.open().filter(subject=case.subject_id, step=Step.ANSWER)
    if not owed.exists():
        balls.add_side_ball(case.subject, balls.Ball(step=Step.ANSWER, person=ball.person, team=ball.team))


def end_answers_owed(case: Case) -> None:
    """The support has answered: what was owed beside the main ball is kept."""
    owed = Commitment.objects.open().filter(subject=case.subject_id, step=Step.ANSWER)
    for ball in owed.exclude(pk=case.subject.main_id):
        balls.end_ball(ball)


def others_balls(case: Case, person: Person) -> list[Commitment]:
    """The person's open balls of the case, but for those that the steps of an order deal out."""
    held = Commitment.objects.open().filter(subject=case.subject_id, person=person)
    return list(held.exclude(step__in=Commitment.PROCEDURE))
