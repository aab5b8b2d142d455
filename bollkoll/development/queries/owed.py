"""What a case owes because of versions and meetings, and which ball stands for it now."""

from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from bollkoll.cases.models import Case, Merge
from bollkoll.commitments.models import Commitment
from bollkoll.development.models import AgendaItem, Meeting, Telling, Version
from bollkoll.log.acting import now
from bollkoll.services import queries as services
from bollkoll.services.models import Team

WORKING_DAYS = 5
"""When a team has no meetings, a question lifted to it is looked at again after so many working days."""
MOST_PASSED = 50


def wanted_versions(case: Case) -> list[Version]:
    """Versions in production that fix something the case is linked to. A merged case is told through the other."""
    if case.merged_into_id:
        return []
    return list(Version.objects.in_production().filter(issues__links__case=case).distinct().order_by("pk"))


def merged_into(case: Case) -> list[UUID]:
    """The cases that go on in this one, and those that go on in them."""
    found: list[UUID] = []
    last = [case.pk]
    while last:
        last = list(Case.objects.filter(merged_into__in=last).values_list("pk", flat=True))
        found += last
    return found


def unsettled_cases(version: Version):
    """Cases whose reporters a version concerns, or concerned, and those that they go on in."""
    linked = Case.objects.filter(issue_links__issue__fixed_in=version) | Case.objects.filter(tellings__version=version)
    last = found = set(linked.values_list("pk", flat=True))
    while last:
        last = set(Case.objects.filter(merged__in=last).values_list("pk", flat=True)) - found
        found = found | last
    return Case.objects.filter(pk__in=found).order_by("pk")


def next_meeting(team: Team | int) -> Meeting | None:
    """The first meeting to come that is neither cancelled nor over."""
    return Meeting.objects.coming().filter(team=team, starts_at__gt=now()).first()


def without_meetings() -> datetime:
    """When a question is looked at again that is lifted to a team without meetings: the fifth working day, as it opens."""
    calendar = services.calendar()
    ahead = calendar.opening_days(timezone.localdate(now()) + timedelta(days=1))
    day = list(islice(ahead, WORKING_DAYS))[-1]
    return calendar.intervals(day)[0][0]


def present_ball(row: Telling | AgendaItem) -> Commitment | None:
    """The ball of a row as it is now: passed on by whatever command, it is another commitment with the same step.

    What follows a ball that was passed was made at the moment when that ended, in the same case or in the one that it went
    along to; of several, the one with the same note.
    """
    ball = row.ball
    for _turn in range(MOST_PASSED):
        if ball is None or ball.ended_at is None or ball.end != Commitment.End.PASSED:
            return ball
        heirs = Commitment.objects.filter(subject__in=_cases_after(ball), step=ball.step, made_at=ball.ended_at)
        taken = set(type(row).objects.filter(ball__in=heirs).exclude(pk=row.pk).values_list("ball", flat=True))
        free = [heir for heir in heirs.exclude(pk=ball.pk).order_by("pk") if heir.pk not in taken]
        same = [heir for heir in free if heir.note == ball.note] or free
        if not same:
            return ball
        ball = same[0]
    return ball


def _cases_after(ball: Commitment) -> list[UUID]:
    """The case of a ball that was passed on, and that which it was merged into or parted from in that moment."""
    assert ball.ended_at is not None
    there = Merge.objects.filter(source=ball.subject_id, merged_at=ball.ended_at).values_list("target", flat=True)
    back = Merge.objects.filter(target=ball.subject_id, undone_at=ball.ended_at).values_list("source", flat=True)
    return [ball.subject_id, *there, *back]
