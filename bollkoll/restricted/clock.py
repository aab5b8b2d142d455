"""What falls due: protected data whose time is over."""

from datetime import timedelta

from bollkoll.cases.models import Case
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK
from bollkoll.restricted import commands, queries

AT_ONCE = 100


def _over():
    return Case.objects.filter(pk__in=queries.due_secrets().values("case")).order_by("closed_at")[:AT_ONCE]


@watch("restricted.dispose_secrets", due=_over, every=timedelta(minutes=10))
def dispose_secrets(case: Case) -> None:
    commands.dispose_secrets(CLOCK, case)
