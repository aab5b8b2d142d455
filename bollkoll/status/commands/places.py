"""Asking that the public pages be made anew, wherever they are published."""

from django.db.models import Case, F, Value, When

from bollkoll.log.acting import command, now, record
from bollkoll.log.models import Work
from bollkoll.people.actor import Actor
from bollkoll.status.events import PublishingWanted
from bollkoll.status.models import Publication


@command
def want_publishing(actor: Actor, subject: None = None) -> None:
    """Make the public pages anew though nothing was said: names or hours have changed, or somebody asks for it."""
    want()
    record(PublishingWanted())


def want() -> None:
    """Every place is behind from now on. One that is being written is written again afterwards (``publishing``)."""
    at = now()
    waiting = Work.Stage.WAITING
    Publication.objects.update(
        wanted=F("wanted") + 1,
        wanted_at=Case(When(done=F("wanted"), then=Value(at)), default=F("wanted_at")),
        due_at=Case(When(work=Work.Stage.CLAIMED, then=F("due_at")), default=Value(at)),
        attempt=Case(When(work=Work.Stage.CLAIMED, then=F("attempt")), default=Value(0)),
        work=Case(When(work=Work.Stage.CLAIMED, then=F("work")), default=Value(waiting)),
    )
