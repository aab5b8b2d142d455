"""What a notice owes, made true: called by every verb that may change it.

In the order of what matters: the update that was promised, or what planned work waits for; then the English text; then the
second pair of eyes. The first is the main ball. A notice that owes nothing is closed, whatever the world still reads in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.acting import now
from bollkoll.people import queries as people
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.status import rules
from bollkoll.status.models import Notice

Step, End = Commitment.Step, Commitment.End
State, Kind = Notice.State, Notice.Kind
TRANSLATE_WITHIN = timedelta(hours=2)
CHECK_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Owed:
    """One thing: the step, who holds it, when it is looked at again, and when it was promised, if it was."""

    step: str
    holder: dict[str, Any]
    look_again_at: datetime
    promised_at: datetime | None = None

    def ball(self) -> balls.Ball:
        return balls.Ball(
            step=self.step, look_again_at=self.look_again_at, is_look_chosen=True, promised_at=self.promised_at,
            **self.holder,
        )  # fmt: skip


def owed(notice: Notice) -> list[Owed]:
    """What the notice owes now, the main thing first."""
    found = []
    holder = held_by(notice.communicator)
    if notice.escalated_at:
        holder = held_by(incident_manager() or notice.communicator)
    if (due := _next_step(notice)) is not None:
        step, at, promised = due
        found.append(Owed(step, holder, at, promised))
    if notice.is_public and not is_translated(notice):
        found.append(Owed(Step.TRANSLATE, held_by(notice.communicator), now() + TRANSLATE_WITHIN))
    if notice.checker and notice.is_public:
        found.append(Owed(Step.CHECK, held_by(notice.checker), now() + CHECK_WITHIN))
    return found


def _next_step(notice: Notice) -> tuple[str, datetime, datetime | None] | None:
    if notice.is_over:
        return None
    if notice.kind == Kind.PLANNED:
        if not notice.is_public:
            return Step.ANNOUNCE, notice.announce_at or notice.starts_at, None
        if notice.state == State.SCHEDULED:
            return Step.BEGIN, notice.starts_at, notice.starts_at
        end = notice.expected_end_at or notice.starts_at
        if notice.next_update_at:
            return Step.UPDATE, notice.next_update_at, notice.next_update_at
        return Step.FINISH, end, end
    if notice.next_update_at:
        return Step.UPDATE, notice.next_update_at, notice.next_update_at
    return None


def owed_at(notice: Notice) -> datetime | None:
    """When somebody must have acted. Not what the clock does by itself."""
    due = _next_step(notice)
    if due is None or due[0] == Step.ANNOUNCE:
        return None
    by_itself = (due[0] == Step.BEGIN and notice.begins_itself) or (due[0] == Step.FINISH and notice.ends_itself)
    return None if by_itself else due[1]


def is_translated(notice: Notice) -> bool:
    """Every text that the world reads is there in English too."""
    pairs = [(notice.title_sv, notice.title_en), (notice.workaround_sv, notice.workaround_en)]
    if any(swedish and not english for swedish, english in pairs):
        return False
    if notice.parts.filter(note_en="").exclude(note_sv="").exists():
        return False
    return not notice.updates.filter(text_en="").exists()


def held_by(person: Person | None) -> dict[str, Any]:
    """That person while they are at work; else who stands in for them, else the incident manager, else the desk."""
    for one in (person, people.deputy_of(person) if person else None, incident_manager()):
        if one is not None and one.is_agent and not people.is_away(one):
            return {"person": one}
    return {"team": services.desk_team()}


def incident_manager() -> Person | None:
    """Of those who are there, the first by name."""
    return Person.objects.second_line().filter(is_coordinator=True).present().order_by("sort", "pk").first()


def begin_to_owe(notice: Notice, pk: UUID | None = None) -> Subject:
    """The subject of a notice to be, with the ball that it owes first. Information that promises nothing owes at most its
    English; :func:`settle` sees to that in the same act. ``pk``: the id that it has on the public pages already."""
    step, at, promised = _next_step(notice) or (Step.TRANSLATE, now() + TRANSLATE_WITHIN, None)
    ball = Owed(step, held_by(notice.communicator), at, promised).ball()
    return balls.open_subject(Subject.Kind.NOTICE, ball, pk)


def settle(notice: Notice) -> bool:
    """Make the balls true. Whether anything had to change."""
    changed = _time(notice)
    wanted = owed(notice)
    subject = notice.subject
    standing = {ball.step: ball for ball in Commitment.objects.open().filter(subject=subject).select_related("subject")}
    if not wanted:
        if subject.is_open:
            balls.close_subject(subject)
            return True
        return changed
    changed |= _main(subject, wanted[0], standing)
    main_id = subject.main_id
    for one in wanted[1:]:
        kept = standing.get(one.step)
        if kept is not None and kept.pk != main_id and _is_same(kept, one, loosely=True):
            continue
        balls.add_side_ball(subject, one.ball())
        if kept is not None and kept.pk != main_id and kept.ended_at is None:
            balls.end_ball(kept, end=End.PASSED)
        changed = True
    steps = {one.step for one in wanted[1:]}
    for ball in Commitment.objects.open().filter(subject=subject).exclude(pk=main_id).select_related("subject"):
        if ball.step not in steps:
            balls.end_ball(ball, end=End.KEPT)
            changed = True
    return changed


def _main(subject: Subject, wanted: Owed, standing: dict[str, Commitment]) -> bool:
    """The main ball is what matters most; one of the same step beside it becomes it."""
    if not subject.is_open:
        balls.reopen_subject(subject, wanted.ball())
        return True
    main = subject.main
    loosely = wanted.step in (Step.TRANSLATE, Step.CHECK)
    if main is not None and _is_same(main, wanted, loosely=loosely):
        return False
    beside = standing.get(wanted.step)
    same = main is not None and main.step == wanted.step and main.promised_at == wanted.promised_at
    balls.move(subject, wanted.ball(), end=End.PASSED if same else End.KEPT)
    if beside is not None and main is not None and beside.pk != main.pk:
        balls.end_ball(beside, end=End.PASSED)
    return True


def _is_same(ball: Commitment, wanted: Owed, *, loosely: bool) -> bool:
    """``loosely``: the time to look again is as it was when it was first owed."""
    made = wanted.ball()
    holder = (ball.person_id, ball.team_id) == (
        made.person.pk if made.person else None,
        made.team.pk if made.team and not made.person else None,
    )
    times = ball.promised_at == made.promised_at and (loosely or ball.look_again_at == made.look_again_at)
    return ball.step == wanted.step and holder and times


def _time(notice: Notice) -> bool:
    """When to remind, and what was done about an older promise is over."""
    due = owed_at(notice)
    if due == notice.owed_at:
        return False
    notice.owed_at = due
    notice.remind_at = rules.remind_at(now(), due) if due else None
    notice.escalated_at = notice.alarmed_at = None
    notice.save(update_fields=["owed_at", "remind_at", "escalated_at", "alarmed_at"])
    return True
