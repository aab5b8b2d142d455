"""What operating information does when something else changes: names, hours and institutions stand on the public pages."""

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.incidents.commands.ending import holds_open
from bollkoll.incidents.models import Incident
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands
from bollkoll.status.models import Notice
from bollkoll.status.queries.first import disturbing

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


@subscriber("status.come_back", ["people.absence_removed"])
def come_back(event: Event) -> None:
    """They are here after all: what they have promised the world, and nobody has spoken of since, is theirs again."""
    theirs = Q(communicator=event.data["person"]) | Q(checker=event.data["person"])
    with act(SYSTEM, cause=event):
        for notice in Notice.objects.filter(theirs, subject__is_open=True).select_related("subject"):
            try:
                commands.stand_in(SYSTEM, notice)
            except Refused:
                continue


@holds_open
def goes_on_in_public(incident: Incident) -> str:
    """No incident is closed while the world is told that it goes on."""
    notice = disturbing(incident).first()
    words = _("Notice #%(number)s still tells the world that it goes on. Publish there that it is over, or cancel it.")
    return words % {"number": notice.number} if notice else ""
