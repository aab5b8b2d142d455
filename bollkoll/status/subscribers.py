"""What operating information does when something else changes: names, hours and institutions stand on the public pages."""

from bollkoll.log.acting import act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands

NAMED = [
    "services.organisation_changed",
    "services.hours_changed",
    "services.service_changed",
    "services.environment_added",
    "services.environment_changed",
    "people.institution_added",
    "people.institution_changed",
]


@subscriber("status.publish_names", NAMED)
def publish_names(event: Event) -> None:
    """The pages are made anew. What comes by import is history; the worker makes them all the same in a while."""
    if event.via == "import":
        return
    with act(SYSTEM, cause=event):
        commands.want_publishing(SYSTEM, None)
