"""What falls due on the telephone: personal data that has had its time."""

from datetime import datetime, timedelta

from django.utils import timezone

from bollkoll.channels.phone.models import Call, Ring
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping

RINGS_KEPT_FOR = timedelta(days=7)
NUMBERS_KEPT_FOR = timedelta(days=90)


@watch("phone.sweep", due=lambda: [timezone.now()], every=timedelta(hours=1))
def sweep(now: datetime) -> None:
    """What the exchange told goes after a week, the number of a call after three months. Who called stays in the log."""
    with housekeeping("sweep"):
        Ring.objects.filter(came_at__lt=now - RINGS_KEPT_FOR).delete()
        Call.objects.filter(began_at__lt=now - NUMBERS_KEPT_FOR).exclude(number="").update(number="")
