"""What falls due: the next dates of each series."""

from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from bollkoll.development import commands
from bollkoll.development.commands.meetings import AHEAD
from bollkoll.development.models import Series
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
