"""What a case owes because of versions and meetings, made true: called by every verb here that may change it, and again
by the subscriber, so that it does not matter who was first."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases.commands.closing import lay_down
from bollkoll.cases.commands.dialogue import take_back
from bollkoll.cases.commands.holding import still_at_the_desk
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.development.events import OpenedToTell, Settled, TellingOwed, TellingWithdrawn, TellingWrong
from bollkoll.development.models import AgendaItem, IssueLink, Meeting, Telling, Version
from bollkoll.development.queries.owed import merged_into, next_meeting, present_ball, wanted_versions, without_meetings
from bollkoll.kit.text import excerpt
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
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
    changed = [put_right(case)]
    moved += AgendaItem.objects.open().filter(case=case).update(case=target, ball=None)
    changed.append(put_right(target))
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
    changed = _tellings(case) | _lie_with_their_balls(case)
    for telling in Telling.objects.open().filter(case=case).select_related("ball", "version"):
        changed |= _hold_telling(case, telling)
    items = AgendaItem.objects.open().filter(case=case)
    for item in items.select_related("ball", "meeting", "team", "lifted_by"):
        changed |= hold_item(case, item)
    return changed


def _lie_with_their_balls(case: Case) -> bool:
    """Questions whose balls went along when cases were merged, or parted again, are of the case where those are."""
    changed = False
    for item in AgendaItem.objects.open().filter(case=case).select_related("ball"):
        ball = present_ball(item)
        if ball is not None and ball.ended_at is None and ball.subject_id != case.pk:
            item.case_id, item.ball, changed = ball.subject_id, ball, True
            item.save(update_fields=["case", "ball"])
    return changed


def _tellings(case: Case) -> bool:
    """One row for each version in production that concerns the case; those that no longer do are withdrawn."""
    changed = _true_after_all(case)
    wanted = {version.pk: version for version in wanted_versions(case)}
    for row in Telling.objects.filter(case=case, is_wrong=False).select_related("ball"):
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
    return changed | _bring_together(case)


def _hold_telling(case: Case, telling: Telling) -> bool:
    if telling.is_wrong and not case.is_open:
        _open_to_tell(case, telling)
    ball = _followed(telling)
    if not case.is_open or (ball and ball.ended_at is None and not _is_unseen(case, ball)):
        return ball is not None and telling.ball_id != ball.pk and _keep(telling, ball)
    said = {language: _said(telling, language) for language in ("sv", "en")}
    made = balls.Ball(step=Step.TELL, note=said["sv"], note_en=said["en"], **_holder(case, None))
    return _replace(case, telling, ball, made)


def _said(telling: Telling, language: str) -> str:
    with translation.override(language):
        text = _("%(version)s was not in production") if telling.is_wrong else _("%(version)s is in production")
    return text % {"version": telling.version.name}


def hold_item(case: Case, item: AgendaItem) -> bool:
    """The question's meeting is one to come, and its ball is due then. Whether anything had to change."""
    changed = place(item)
    ball = _followed(item)
    if not case.is_open:
        return changed | (ball is not None and item.ball_id != ball.pk and _keep(item, ball))
    if ball is None or ball.ended_at is not None or _is_unseen(case, ball):
        due = item.meeting.starts_at if item.meeting else without_meetings()
        note = excerpt(item.question, 190)
        made = balls.Ball(
            step=Step.LIFT, look_again_at=due, is_look_chosen=True, note=note, **_holder(case, item.lifted_by)
        )
        return _replace(case, item, ball, made)
    if item.meeting and ball.look_again_at != item.meeting.starts_at:
        later = balls.Ball(
            step=ball.step, person=ball.person, team=ball.team, note=ball.note, promised_at=ball.promised_at,
            look_again_at=item.meeting.starts_at, is_look_chosen=True,
        )  # fmt: skip
        return _replace(case, item, ball, later)
    return changed | (item.ball_id != ball.pk and _keep(item, ball))


def _replace(case: Case, row: Telling | AgendaItem, old: Commitment | None, ball: balls.Ball) -> bool:
    """The row's ball is a new one; the old one, when it is open still, has been passed on."""
    made = balls.add_side_ball(case.subject, ball)
    if old and old.ended_at is None:
        balls.end_ball(old, end=End.PASSED)
    return _keep(row, made)


def _holder(case: Case, wanted: Person | None) -> dict[str, Any]:
    """Who holds a ball of the case: ``wanted``, else its agent, while they work here and see it; else the desk."""
    if wanted and wanted.is_active and wanted.line and _sees(wanted, case):
        return {"person": wanted}
    agent = still_at_the_desk(case.assignee_id) if case.assignee_id else None
    if agent and _sees(agent, case):
        return {"person": agent}
    return {"team": services.desk_team()}


def _sees(person: Person, case: Case) -> bool:
    return Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists()


def _is_unseen(case: Case, ball: Commitment) -> bool:
    """Its holder has not been named in a case that was protected meanwhile: they would never find it."""
    return case.subject.is_protected and ball.person is not None and not _sees(ball.person, case)


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


# Who was told of a version that was not there


def misled(version: Version) -> None:
    """Those who have been told of a version that is not there are to be told that."""
    for row in Telling.objects.filter(version=version, told_at__isnull=False).select_related("case"):
        row.told_at, row.is_wrong, row.ball = None, True, None
        row.save(update_fields=["told_at", "is_wrong", "ball"])
        record(TellingWrong(case=row.case, version=version.pk))


def corrected(row: Telling) -> None:
    """They know that it was not there, also those whose cases go on in this one. Owed again when it is there."""
    those = Telling.objects.filter(
        case__in=[row.case_id, *merged_into(row.case)], version=row.version_id, is_wrong=True
    )
    those.update(is_wrong=False, withdrawn_at=now(), heard_in=None)


def close_again(case: Case) -> None:
    """A case that was opened to be corrected is closed when nothing has been said or passed on in it since, nor is left to do."""
    opened = Telling.objects.filter(case=case, opened__main_of=case.pk, opened__made_at__gte=case.last_contact_at)
    if opened.exists() and not Commitment.objects.open().filter(subject=case.pk, main_of=None).exists():
        lay_down(case, end=End.RELEASED)


def _true_after_all(case: Case) -> bool:
    """What they were told is true now: they need not hear that it was wrong."""
    wrong = Telling.objects.filter(case=case, is_wrong=True, version__in=Version.objects.in_production())
    rows = list(wrong.select_related("ball"))
    for row in rows:
        row.is_wrong = False
        row.told_at, row.withdrawn_at = (None, now()) if row.heard_in_id else (now(), None)
        row.heard_in = None
        row.save(update_fields=["is_wrong", "told_at", "withdrawn_at", "heard_in"])
        put_down(row, End.RELEASED)
        record(TellingWithdrawn(case=case, version=row.version_id))
    if rows:
        close_again(case)
    return bool(rows)


def _bring_together(case: Case) -> bool:
    """A correction is owed where the dialogue goes on: in the case that theirs was merged into, and in theirs when that is
    undone."""
    rows = {row.version_id: row for row in Telling.objects.filter(case=case, is_wrong=True).select_related("ball")}
    theirs = Telling.objects.filter(case__in=merged_into(case), is_wrong=True, heard_in=None)
    heard = {} if case.merged_into_id else {one.version_id: one.case for one in theirs.select_related("case")}
    changed = False
    for version, row in rows.items():
        if row.heard_in_id and version not in heard:
            row.is_wrong, row.heard_in = False, None
        is_here = row.is_wrong and not case.merged_into_id
        if is_here == (row.withdrawn_at is None):
            continue
        row.withdrawn_at, changed = None if is_here else now(), True
        row.save(update_fields=["is_wrong", "heard_in", "withdrawn_at"])
        if not is_here:
            put_down(row, End.PASSED)
    for version in heard.keys() - rows.keys():
        facts = {"is_wrong": True, "heard_in": heard[version], "told_at": None, "withdrawn_at": None, "ball": None}
        Telling.objects.update_or_create(
            case=case, version_id=version, defaults=facts, create_defaults=facts | {"made_at": now()}
        )
        record(TellingWrong(case=case, version=version))
        changed = True
    return changed


def _open_to_tell(case: Case, row: Telling) -> None:
    take_back(case, Step.FOLLOW_UP)
    case.save(update_fields=["state", "assignee", "solved_at", "closed_at"])
    row.opened = case.subject.main
    row.save(update_fields=["opened"])
    record(OpenedToTell(case=case, version=row.version_id))
