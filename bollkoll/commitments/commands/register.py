"""Moving the ball. Called inside the commands of the packages that own a subject, in their act and under their policy.

Each function leaves the register whole: at no moment does an open subject lack a main ball, which is why the new ball
is made before the old one ends (the database refuses any other order).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bollkoll.commitments.events import BallCounted, BallDropped, BallMoved
from bollkoll.commitments.models import Commitment, Counter, Offer, Subject
from bollkoll.kit.ids import uuid7
from bollkoll.log.acting import doer, now, record
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Team

End = Commitment.End


@dataclass(frozen=True, kw_only=True)
class Ball:
    """A ball to be: one holder (a person, a team, or the reporter's side when neither), the step and the times.

    ``look_again_at``: internal, always there; by default the organisation's working hours from now, the holder's own when
    it is a person. ``is_look_chosen``: somebody chose it. ``promised_at``: only when somebody was promised something.
    ``promise_from``: whose promise it is; by default whose it was when the old ball had the same, else a person's.
    ``promised_by_id``: who said that time, when that is not whoever acts (the clock sends what an agent wrote).
    """

    step: str
    person: Person | None = None
    team: Team | None = None
    look_again_at: datetime | None = None
    is_look_chosen: bool = False
    promised_at: datetime | None = None
    promise_from: str = ""
    promised_by_id: int | None = None
    note: str = ""
    note_en: str = ""

    @classmethod
    def like(cls, ball: Commitment) -> "Ball":
        """The same obligation once more: holder, step, words, times, and whose promise it is."""
        return cls(
            step=ball.step, person=ball.person, team=ball.team, note=ball.note, note_en=ball.note_en,
            look_again_at=ball.look_again_at, is_look_chosen=ball.is_look_chosen, promised_at=ball.promised_at,
            promise_from=ball.promise_from, promised_by_id=ball.promised_by_id,
        )  # fmt: skip

    @property
    def holder(self) -> str:
        if self.person:
            return Commitment.Holder.PERSON
        return Commitment.Holder.TEAM if self.team else Commitment.Holder.REPORTER


def _make(subject_id: UUID, ball: Ball, old: Commitment | None = None) -> Commitment:
    promise_from, promised_by = _promise(ball, old)
    return Commitment.objects.create(
        subject_id=subject_id,
        holder=ball.holder,
        person=ball.person,
        team=ball.team if not ball.person else None,
        step=ball.step,
        note=ball.note[:200],
        note_en=ball.note_en[:200],
        look_again_at=ball.look_again_at or services.look_again(person=ball.person),
        is_look_chosen=ball.is_look_chosen,
        promised_at=ball.promised_at,
        promise_from=promise_from,
        promised_by_id=promised_by,
        made_at=now(),
    )


def _promise(ball: Ball, old: Commitment | None) -> tuple[str, int | None]:
    """Whose promise it is, and who said it. One that goes along from the old ball stays theirs who made it."""
    if ball.promised_at is None:
        return "", None
    if old is not None and old.promised_at == ball.promised_at and ball.promise_from in ("", old.promise_from):
        return old.promise_from, old.promised_by_id
    if (made_from := ball.promise_from or Commitment.PromiseFrom.PERSON) != Commitment.PromiseFrom.PERSON:
        return made_from, None
    return made_from, ball.promised_by_id or doer().person_id


def _tell(subject: Subject, made: Commitment) -> None:
    record(
        BallMoved(
            subject=subject, ball=made, holder=made.holder, person=made.person_id, team=made.team_id, step=made.step
        )
    )


def open_subject(kind: str, ball: Ball, pk: UUID | None = None) -> Subject:
    """A new open subject with its number and its main ball, from the first second. ``pk``: the id it has elsewhere already."""
    subject_id = pk or uuid7()
    main = _make(subject_id, ball)
    subject = Subject.objects.create(id=subject_id, kind=kind, number=_next_number(kind), main=main)
    _tell(subject, main)
    return subject


def _next_number(kind: str) -> int:
    """The next number of a kind. The counter's row is locked until the act ends, so numbers are never taken twice."""
    counter, _ = Counter.objects.select_for_update(no_key=True).get_or_create(kind=kind)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def hold(subject: Subject) -> None:
    """Lock the subject and see which ball is its main one now.

    Whoever has locked a case has its subject still as it was read, and a case that is read together with its subject
    may have waited for the lock with the old one in hand. A ball ended twice would leave another one open for ever.
    """
    subject.refresh_from_db(
        fields=["is_open", "main"], from_queryset=Subject.objects.select_for_update(no_key=True, of=("self",))
    )


def move(
    subject: Subject, ball: Ball, *, end: str = End.KEPT, reason: str = "", keeps_offer: bool = False
) -> Commitment:
    """Give the main ball a new holder or step. An offer to pass it on stands while the holder is the same, or when
    ``keeps_offer`` (somebody stands in for the holder); else it is taken back."""
    hold(subject)
    old = subject.main
    made = _make(subject.pk, ball, old)
    subject.main = made
    subject.save(update_fields=["main"])
    if old is not None:
        stays = keeps_offer or (old.holder, old.person_id, old.team_id) == (made.holder, made.person_id, made.team_id)
        _settle_offer(subject, made if stays else None)
        _end(old, end, reason)
    _tell(subject, made)
    return made


def _settle_offer(subject: Subject, ball: Commitment | None) -> None:
    """The offer that stands follows the ball, or is taken back."""
    standing = Offer.objects.filter(subject=subject, state=Offer.State.OPEN)
    if ball is None:
        standing.update(state=Offer.State.WITHDRAWN, ended_at=now())
    else:
        standing.update(ball=ball)


def close_subject(subject: Subject, *, end: str = End.KEPT, reason: str = "") -> None:
    """Nothing is owed any more: every ball of the subject ends. When its main one is kept, nobody has kept those beside it: they
    are released."""
    hold(subject)
    main_id, subject.is_open, subject.main = subject.main_id, False, None
    subject.save(update_fields=["is_open", "main"])
    _settle_offer(subject, None)
    for ball in Commitment.objects.open().filter(subject=subject):
        _end(ball, End.RELEASED if end == End.KEPT and ball.pk != main_id else end, reason)
    record(BallDropped(subject=subject, ball=None, holder=""))


def reopen_subject(subject: Subject, ball: Ball) -> Commitment:
    """Owed again. When somebody was faster and it is open already, its main ball moves instead."""
    hold(subject)
    if subject.is_open:
        return move(subject, ball, end=End.PASSED)
    made = _make(subject.pk, ball)
    subject.is_open, subject.main = True, made
    subject.save(update_fields=["is_open", "main"])
    _tell(subject, made)
    return made


def add_side_ball(subject: Subject, ball: Ball, *, old: Commitment | None = None) -> Commitment:
    """One more obligation on the same subject (a bounced mail, a call-back), beside the main one. ``old``: the side ball that it
    comes after, which the caller ends."""
    made = _make(subject.pk, ball, old)
    _tell(subject, made)
    return made


def end_ball(ball: Commitment, *, end: str = End.KEPT, reason: str = "") -> None:
    """End a side ball."""
    _end(ball, end, reason)
    record(BallDropped(subject=ball.subject, ball=ball, holder=ball.holder, person=ball.person_id))


def count_anew(
    subject: Subject, *, look_again_at: datetime, promised_at: datetime | None, promise_from: str = ""
) -> Commitment | None:
    """Other times for the main ball, which stays where it is: what was computed is computed from other facts now.

    A person's promise is not touched. Returns the ball when something changed.
    """
    hold(subject)
    ball = subject.main
    if ball is None:
        return None
    if ball.is_promised_by_person:
        promised_at, promise_from = ball.promised_at, ball.promise_from
    promise_from = promise_from if promised_at else ""
    if (ball.look_again_at, ball.promised_at, ball.promise_from) == (look_again_at, promised_at, promise_from):
        return None
    ball.look_again_at, ball.promised_at, ball.promise_from = look_again_at, promised_at, promise_from
    ball.save(update_fields=["look_again_at", "promised_at", "promise_from"])
    record(BallCounted(subject=subject, ball=ball, holder=ball.holder, person=ball.person_id, team=ball.team_id))
    return ball


def _end(ball: Commitment, end: str, reason: str) -> None:
    ball.ended_at, ball.end, ball.end_reason = now(), end, reason[:200]
    ball.save(update_fields=["ended_at", "end", "end_reason"])
