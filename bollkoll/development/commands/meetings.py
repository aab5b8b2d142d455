"""When a team meets. Dates are rows, so that one of them can be moved or cancelled; three to come are always known."""

from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bollkoll.development import rules
from bollkoll.development.commands.agenda import carry
from bollkoll.development.commands.owed import locked, place, put_right
from bollkoll.development.events import (
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    MeetingsPlanned,
    SeriesEnded,
    SeriesSet,
)
from bollkoll.development.models import AgendaItem, Meeting, Series
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services
from bollkoll.services.models import Team

AHEAD = 3
MOST_SKIPPED = 60
FAR = timedelta(days=400)


@command
def set_series(
    actor: Actor, team: Team, *, first_on: date, at: time, every: int = Series.Every.WEEK, place: str = ""
) -> Series:
    """From now on the team meets on the weekday of ``first_on`` at ``at``, every week or every other (``every``).

    A series that goes on is replaced: its dates to come are dropped, and what was on them moves to the new ones.
    """
    if team.ended_at:
        raise Refused(_("The team has ended."), "ended")
    if every not in Series.Every.values:
        raise Refused(_("A team meets every week or every other week."), "every")
    if abs(first_on - timezone.localdate(now())) > FAR:
        raise Refused(_("That is more than a year away."), "far")
    if first_on.weekday() not in services.calendar().week:
        raise Refused(_("The support is closed on that weekday. Choose another."), "closed")
    for old in Series.objects.filter(team=team, ended_at=None):
        _drop(old)
    series = Series.objects.create(
        team=team, first_on=first_on, at=at, every=every, place=texts.one_line(place, 120).text, began_at=now()
    )
    record(SeriesSet(team=team.pk, series=series.pk))
    _plan(series)
    _settle(team)
    return series


@command
def end_series(actor: Actor, series: Series) -> Series:
    """The team meets no more. Questions keep their balls and their times."""
    if series.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    _drop(series)
    record(SeriesEnded(team=series.team_id, series=series.pk))
    _settle(series.team)
    return series


def _drop(series: Series) -> None:
    series.ended_at = now()
    series.save(update_fields=["ended_at"])
    series.meetings.filter(starts_at__gt=now(), held_at=None).delete()


@command
def plan_meetings(actor: Actor, series: Series) -> Series:
    """See that the next dates are known. Refused (``unchanged``) when they are."""
    if series.ended_at or not _plan(series):
        raise Refused(_("That is already so."), "unchanged")
    record(MeetingsPlanned(team=series.team_id, series=series.pk))
    _settle(series.team)
    return series


def _plan(series: Series) -> int:
    """Make the rows that are missing; public holidays and closed days are there too, skipped. How many were made."""
    calendar, made = services.calendar(), 0
    coming = Meeting.objects.coming().filter(series=series, starts_at__gt=now()).count()
    last = series.meetings.aggregate(last=Max("slot"))["last"]
    yesterday = timezone.localdate(now()) - timedelta(days=1)
    for slot in rules.slots(series.first_on, series.every, max(last or yesterday, yesterday)):
        starts_at = timezone.make_aware(datetime.combine(slot, series.at))
        if coming >= AHEAD or made >= MOST_SKIPPED:
            break
        if starts_at <= now():
            continue
        is_open = bool(calendar.hours(slot))
        Meeting.objects.create(
            series=series, team_id=series.team_id, slot=slot, starts_at=starts_at, is_skipped=not is_open,
            cancelled_at=None if is_open else now(),
        )  # fmt: skip
        made += 1
        coming += is_open
    return made


@command
def move_meeting(actor: Actor, meeting: Meeting, *, starts_at: datetime) -> Meeting:
    """To another day or time; one that was cancelled or skipped is held after all. Its questions' balls follow."""
    if meeting.held_at:
        raise Refused(_("The meeting has been held."), "held")
    if starts_at <= now():
        raise Refused(_("That time has passed."), "past")
    if starts_at > now() + FAR:
        raise Refused(_("That is more than a year away."), "far")
    if starts_at == meeting.starts_at and not meeting.cancelled_at:
        raise Refused(_("That is already so."), "unchanged")
    meeting.starts_at, meeting.cancelled_at, meeting.is_skipped = starts_at, None, False
    meeting.save(update_fields=["starts_at", "cancelled_at", "is_skipped"])
    record(MeetingMoved(team=meeting.team_id, meeting=meeting.pk))
    _settle(meeting.team)
    return meeting


@command
def cancel_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """Not this time. What was on it moves to the next."""
    if meeting.held_at or meeting.cancelled_at:
        raise Refused(_("That is already so."), "unchanged")
    meeting.cancelled_at = now()
    meeting.save(update_fields=["cancelled_at"])
    record(MeetingCancelled(team=meeting.team_id, meeting=meeting.pk))
    if not meeting.series.ended_at:
        _plan(meeting.series)
    _settle(meeting.team)
    return meeting


@command
def close_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """It is over: what was not taken up goes on to the next meeting."""
    if meeting.held_at or meeting.cancelled_at:
        raise Refused(_("That is already so."), "unchanged")
    if meeting.starts_at > now():
        raise Refused(_("The meeting has not begun."), "not_yet")
    left = list(AgendaItem.objects.open().filter(meeting=meeting).select_related("case", "meeting").order_by("pk"))
    cases = {case.pk: case for case in locked(item.case for item in left if item.case)}
    for item in left:
        carry(item, cases.get(item.case_id))
    meeting.held_at = now()
    meeting.save(update_fields=["held_at"])
    record(MeetingHeld(team=meeting.team_id, meeting=meeting.pk))
    return meeting


def _settle(team: Team) -> None:
    """Every open question is on a meeting to come, and its ball due then."""
    items = list(AgendaItem.objects.open().filter(team=team).select_related("case"))
    for item in items:
        if item.case is None:
            place(item)
    for case in locked(item.case for item in items if item.case):
        put_right(case)
