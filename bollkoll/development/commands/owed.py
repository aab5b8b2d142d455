"""What a case owes because of versions and meetings, made true: called by every verb here that may change it, and again
by the subscriber, so that it does not matter who was first."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bollkoll.cases.commands.dialogue import still_at_the_desk
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.development.events import Settled, TellingOwed, TellingWithdrawn
from bollkoll.development.models import AgendaItem, IssueLink, Meeting, Telling, Version
from bollkoll.development.queries.owed import next_meeting, present_ball, wanted_versions, without_meetings
from bollkoll.kit.text import excerpt
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services

End, Step = Commitment.End, Commitment.Step


@command
def settle(actor: Actor, case: Case) -> Case:
    """Make what the case owes true: its reporter is to be told of versions, its lifted questions are due at meetings.

    Refused (``unchanged``) when it is true already.
    """
    if not put_right(case):
        raise Refused(_("That is already so."), "unchanged")
    record(Settled(case=case))
    return case


@command
def follow_merge(actor: Actor, case: Case, *, target: Case) -> Case:
    """The case was merged into ``target``: its issues and its lifted questions go along."""
    moved = 0
    for link in IssueLink.objects.filter(case=case):
        shown = {"is_shown": link.is_shown, "added_at": now()}
        _row, made = IssueLink.objects.get_or_create(issue_id=link.issue_id, case=target, defaults=shown)
        moved += made
    moved += AgendaItem.objects.open().filter(case=case).update(case=target, ball=None)
    changed = [put_right(case), put_right(target)]
    if not moved and not any(changed):
        raise Refused(_("That is already so."), "unchanged")
    record(Settled(case=case))
    return target


def locked(cases: Iterable[Case]) -> list[Case]:
    """The cases under lock, in the order of their keys."""
    keys = sorted({case.pk for case in cases})
    rows = Case.objects.filter(pk__in=keys).select_for_update(no_key=True, of=("self",))
    return list(rows.select_related("subject").order_by("pk"))


def put_right(case: Case) -> bool:
    """Whether anything had to change. The case is under lock."""
    changed = _tellings(case)
    for telling in Telling.objects.open().filter(case=case).select_related("ball", "version"):
        changed |= _hold_telling(case, telling)
    items = AgendaItem.objects.open().filter(case=case)
    for item in items.select_related("ball", "meeting", "team", "lifted_by"):
        changed |= hold_item(case, item)
    return changed


def _tellings(case: Case) -> bool:
    """One row for each version in production that concerns the case; those that no longer do are withdrawn."""
    wanted = {version.pk: version for version in wanted_versions(case)}
    changed = False
    for row in Telling.objects.filter(case=case).select_related("ball"):
        version = wanted.pop(row.version_id, None)
        if row.told_at or (version is None) == bool(row.withdrawn_at):
            continue
        changed = True
        row.withdrawn_at = None if version else now()
        row.save(update_fields=["withdrawn_at"])
        if version is None:
            put_down(row, End.RELEASED)
            record(TellingWithdrawn(case=case, version=row.version_id))
        else:
            record(TellingOwed(case=case, version=row.version_id))
    for version in wanted.values():
        Telling.objects.create(case=case, version=version, made_at=now())
        record(TellingOwed(case=case, version=version.pk))
        changed = True
    return changed


def _hold_telling(case: Case, telling: Telling) -> bool:
    ball = _followed(telling)
    if not case.is_open or (ball and ball.ended_at is None):
        return ball is not None and telling.ball_id != ball.pk and _keep(telling, ball)
    return _keep(telling, balls.add_side_ball(case.subject, _telling_ball(case, telling.version)))


def _telling_ball(case: Case, version: Version) -> balls.Ball:
    """Held by the case's agent while they are there, else by the desk."""
    agent = still_at_the_desk(case.assignee_id) if case.assignee_id else None
    if agent and not Case.objects.visible_to(Actor(agent)).filter(pk=case.pk).exists():
        agent = None
    team = None if agent else services.desk_team()
    return balls.Ball(step=Step.TELL, person=agent, team=team, note=version.name)


def hold_item(case: Case, item: AgendaItem) -> bool:
    """The question's meeting is one to come, and its ball is due then. Whether anything had to change."""
    changed = place(item)
    ball = _followed(item)
    if not case.is_open:
        return changed | (ball is not None and item.ball_id != ball.pk and _keep(item, ball))
    if ball is None or ball.ended_at is not None:
        due = item.meeting.starts_at if item.meeting else without_meetings()
        lifter = item.lifted_by if item.lifted_by.is_active and item.lifted_by.line else None
        team = None if lifter else services.desk_team()
        held = balls.Ball(step=Step.LIFT, person=lifter, team=team, look_again_at=due, note=excerpt(item.question, 190))
        return _keep(item, balls.add_side_ball(case.subject, held))
    if item.meeting and ball.look_again_at != item.meeting.starts_at:
        later = balls.Ball(
            step=ball.step, person=ball.person, team=ball.team, note=ball.note, promised_at=ball.promised_at,
            look_again_at=item.meeting.starts_at,
        )  # fmt: skip
        made = balls.add_side_ball(case.subject, later)
        balls.end_ball(ball, end=End.PASSED)
        return _keep(item, made)
    return changed | (item.ball_id != ball.pk and _keep(item, ball))


def place(item: AgendaItem) -> bool:
    """Put a question on the next meeting unless it is on one that has not been cancelled or closed."""
    meeting = Meeting.objects.filter(pk=item.meeting_id).first() if item.meeting_id else None
    if meeting and not meeting.cancelled_at and not meeting.held_at:
        item.meeting = meeting
        return False
    coming = next_meeting(item.team_id)
    if coming == meeting or (coming is None and item.meeting_id is None):
        return False
    item.meeting = coming
    item.save(update_fields=["meeting"])
    return True


def put_down(row: Telling | AgendaItem, end: str = End.KEPT, reason: str = "") -> None:
    """End the row's ball, whoever it was passed to. Nothing to end when the case was closed meanwhile."""
    ball = _followed(row)
    if ball and ball.ended_at is None:
        balls.end_ball(ball, end=end, reason=reason)


def _followed(row: Telling | AgendaItem) -> Commitment | None:
    ball = present_ball(row)
    return Commitment.objects.select_related("person", "team", "subject").get(pk=ball.pk) if ball else None


def _keep(row: Telling | AgendaItem, ball: Commitment) -> bool:
    row.ball = ball
    row.save(update_fields=["ball"])
    return True
