"""Two cases become one, and are parted again: what is owed in either is owed all the time."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bollkoll.cases.commands.dialogue import take_back
from bollkoll.cases.commands.holding import back_at_the_desk, desk_ball, still_in_third_line
from bollkoll.cases.commands.procedure import not_in_procedure
from bollkoll.cases.commands.reproduction import settle
from bollkoll.cases.commands.sorting import other_of_pair, under_lock
from bollkoll.cases.events import Merged, Reopened, Unmerged
from bollkoll.cases.models import Case, Merge, Message, Watcher
from bollkoll.cases.policy import may_see
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

State, Step, End = Case.State, Commitment.Step, Commitment.End


@command
def merge(actor: Actor, case: Case, *, target: Case) -> Case:
    """Join ``case`` into ``target``: its dialogue is shown there and later replies land there, and what is owed in it besides
    the next step, and promised, goes along. ``unmerge`` undoes it.

    The two must be of the same institution, or one would show another institution's words; use ``link`` for that.
    """
    target = other_of_pair(actor, case, target)
    _may_be_merged(case, target)
    main, beside = case.ball, list(_beside(case).select_related("person"))
    _are_seen_there(target, beside)
    for ball in beside:
        balls.add_side_ball(target.subject, balls.Ball.like(ball), old=ball)
    had = _take_over_promise(target, main)
    Merge.objects.create(
        source=case,
        target=target,
        state_before=case.state,
        ball_before={"ball": str(main.pk), "had": str(had.pk) if had else ""},
        merged_at=now(),
    )
    for person_id in {case.reporter_id, *case.watchers.values_list("person", flat=True)} - {target.reporter_id}:
        Watcher.objects.get_or_create(case=target, person_id=person_id, defaults={"added_at": now()})
    case.merged_into, case.state, case.closed_at = target, State.CLOSED, now()
    case.save(update_fields=["merged_into", "state", "closed_at"])
    balls.close_subject(case.subject, end=End.PASSED, reason=f"merged into {target.number}")
    settle(target)
    record(Merged(case=case, target=target))
    return target


def _may_be_merged(case: Case, target: Case) -> None:
    for one in (case, target):
        if one.merged_into_id:
            said = {"number": one.number, "into": one.goes_on_in.number}
            raise Refused(_("#%(number)s has already been merged: it goes on in #%(into)s.") % said, "merged")
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    if not target.is_open:
        raise Refused(
            _(
                "#%(number)s is closed: nobody would have this case there. Link them instead, or open that one again first."
            )
            % {"number": target.number},
            "closed",
        )
    not_in_procedure(case)
    if case.institution_id != target.institution_id:
        raise Refused(
            _("Cases of different institutions cannot be merged: one would read the other's words. Link them instead."),
            "institutions",
        )
    if case.subject.is_protected != target.subject.is_protected:
        raise Refused(_("A protected case can only be merged with another protected one."), "protected")
    if case.questions.open().exists():
        raise Refused(
            _("Third line has been asked in this case. Merge the other one into it, or withdraw the question first."),
            "asked",
        )


def _beside(case: Case):
    """What is owed in a case beside its next step. Telling of a version follows the issue that it mends instead."""
    return Commitment.objects.open().filter(subject=case.subject_id, main_of=None).exclude(step=Step.TELL)


def _are_seen_there(target: Case, beside: list[Commitment]) -> None:
    for ball in beside:
        if ball.person is not None and not may_see(Actor(ball.person), target):
            raise Refused(
                _("%(name)s has something left to do here, and may not see #%(number)s. Name them there first.")
                % {"name": ball.person, "number": target.number},
                "unseen",
            )


def _take_over_promise(target: Case, main: Commitment) -> Commitment | None:
    """What was promised in the one that closes is promised in ``target``, whose ball comes back to the support when its
    reporter had it. Returns the ball that ``target`` had, when it did not keep that promise already."""
    had = target.ball
    if main.promised_at is None or (had.promised_at is not None and had.promised_at <= main.promised_at):
        return None
    if target.is_in_procedure:  # its steps have times of their own
        balls.add_side_ball(target.subject, _promising(replace(desk_ball(target), step=Step.ANSWER), main), old=main)
        return had
    if had.holder == Commitment.Holder.REPORTER:
        if target.state == State.SOLVED:
            record(Reopened(case=target))
        take_back(target)
        target.save(update_fields=["state", "assignee", "solved_at", "closed_at"])
    balls.move(target.subject, _promising(balls.Ball.like(target.ball), main), end=End.PASSED)
    return had


def _promising(ball: balls.Ball, other: Commitment | None) -> balls.Ball:
    """The same ball with the promise of another one, or with none."""
    if other is None or other.promised_at is None:
        return replace(ball, promised_at=None, promise_from="", promised_by_id=None)
    return replace(
        ball,
        promised_at=other.promised_at,
        promise_from=other.promise_from,
        promised_by_id=other.promised_by_id,
    )


@command
def unmerge(actor: Actor, case: Case) -> Case:
    """Undo a merge: the case is open again as it was, with its own dialogue and what it owed, as far as nobody has done
    anything with that since. What was written in the target stays there."""
    row = Merge.objects.filter(source=case, undone_at=None).first()
    if row is None:
        raise Refused(_("The case is not merged."), "not_merged")
    row.undone_at = now()
    row.save(update_fields=["undone_at"])
    target = under_lock(row.target)
    case.merged_into, case.state, case.closed_at = None, row.state_before, None
    main = Commitment.objects.filter(pk=row.ball_before.get("ball")).select_related("person", "team").first()
    balls.reopen_subject(case.subject, _next(case, target, row, main))
    case.save(update_fields=["merged_into", "state", "assignee", "closed_at"])
    _give_back_promise(target, row, main)
    _give_back_beside(case, target, row)
    settle(target)
    record(Unmerged(case=case, target=target))
    return case


def _next(case: Case, target: Case, row: Merge, main: Commitment | None) -> balls.Ball:
    """The ball of a case that is open again: what it was, when it is with the same one, and promised still unless the
    reporter has had an answer meanwhile. Changes ``case`` unsaved."""
    if case.state in (State.SOLVED, State.CLOSED):
        case.state = State.IN_PROGRESS if case.assignee_id else State.NEW
    taker = still_in_third_line(case)
    if case.state == State.WAITING_REPORTER:
        ball = balls.Ball(step=Step.REPLY)
    elif case.state == State.WAITING_THIRD_LINE and (taker or case.third_line_team):
        ball = balls.Ball(step=Step.THIRD_LINE, person=taker, team=case.third_line_team)
    else:
        ball = desk_ball(case, main.step if main and main.person_id else Step.ANSWER)
        back_at_the_desk(case, ball)
    if main is None:  # merged by an earlier version
        return ball
    was = balls.Ball.like(main)
    if (was.step, was.holder, was.person) == (ball.step, ball.holder, ball.person):
        ball = was
    answers = Message.objects.filter(case=target, kind=Message.Kind.ANSWER, released_at__gt=row.merged_at)
    return _promising(ball, None if answers.exists() or ball.holder == Commitment.Holder.REPORTER else main)


def _give_back_promise(target: Case, row: Merge, main: Commitment | None) -> None:
    """The target promises what it did before, unless something else has been promised there since."""
    if main is None or not row.ball_before["had"]:
        return
    had = Commitment.objects.get(pk=row.ball_before["had"])
    theirs = Commitment.objects.open().filter(
        subject=target.subject_id, promised_at=main.promised_at, promised_by=main.promised_by_id
    )
    for ball in theirs.select_related("person", "team").filter(step=Step.ANSWER, main_of=None):
        balls.end_ball(ball, end=End.PASSED)
    if theirs.filter(pk=target.subject.main_id).exists() and not target.is_in_procedure:
        balls.move(target.subject, _promising(balls.Ball.like(target.ball), had), end=End.PASSED)


def _give_back_beside(case: Case, target: Case, row: Merge) -> None:
    """What went along, and is as it was, is owed in the case that it came from."""
    here = list(_beside(target).select_related("person", "team"))
    left = Commitment.objects.filter(subject=case.subject_id, ended_at=row.merged_at)
    for old in left.exclude(pk=row.ball_before.get("ball")):
        same = next((ball for ball in here if _as_it_was(ball) == _as_it_was(old)), None)
        if same is None or (same.person is not None and not may_see(Actor(same.person), case)):
            continue
        here.remove(same)
        balls.add_side_ball(case.subject, balls.Ball.like(same), old=same)
        balls.end_ball(same, end=End.PASSED)


def _as_it_was(ball: Commitment) -> tuple:
    return ball.step, ball.note, ball.person_id, ball.team_id, ball.promised_at, ball.promised_by_id
