"""What falls due: the next dates of each series. What the auditor asks: whether each of our obligations has its ball."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import Finding, check
from bollkoll.development import commands
from bollkoll.development.commands.meetings import AHEAD
from bollkoll.development.models import AgendaItem, Series, Telling
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK


def _short() -> QuerySet[Series]:
    """Active series with fewer dates to come than there should be."""
    ahead = Q(meetings__starts_at__gt=timezone.now(), meetings__cancelled_at=None, meetings__held_at=None)
    rows = Series.objects.filter(ended_at=None, team__ended_at=None).annotate(ahead=Count("meetings", filter=ahead))
    return rows.filter(ahead__lt=AHEAD).order_by(F("pk"))


@watch("development.plan_meetings", due=_short, every=timedelta(minutes=1))
def plan_meetings(series: Series) -> None:
    commands.plan_meetings(CLOCK, series)


NO_BALL = Q(ball=None) | Q(ball__ended_at__isnull=False)


@check(
    "telling.without_ball",
    _("A version is in production, and nobody holds the ball to tell the reporter of {subject}."),
)
def tellings_without_ball() -> Iterator[Finding]:
    owed = Telling.objects.open().filter(NO_BALL, Q(case__subject__is_open=True) | Q(is_wrong=True))
    for pk, case in owed.values_list("pk", "case"):
        yield Finding(key=str(pk), subject=case)


@check("question.without_ball", _("A question was lifted to a team from {subject}, and nobody holds its ball."))
def questions_without_ball() -> Iterator[Finding]:
    lifted = AgendaItem.objects.open().filter(NO_BALL, case__subject__is_open=True)
    for pk, case in lifted.values_list("pk", "case"):
        yield Finding(key=str(pk), subject=case)
