"""Who leads, and who speaks for it."""

from django.utils.translation import gettext as _

from bollkoll.incidents.commands.owed import must_be_seen, must_stand, put_right
from bollkoll.incidents.events import CommunicatorSet, LeadHandedOver, LeadTaken
from bollkoll.incidents.models import Incident, Note
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


def _must_lead(person: Person) -> Person:
    """The person as they are now. Raises :class:`Refused` when they cannot lead today."""
    person = Person.objects.get(pk=person.pk)
    if not person.is_agent:
        raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, "not_agent")
    if people.is_away(person):
        raise Refused(_("%(name)s is away today.") % {"name": person}, "away")
    return person


@command
def take_lead(actor: Actor, incident: Incident) -> Incident:
    """I lead it from now on. Refused when somebody does: they hand it over, with a summary."""
    must_stand(incident)
    if actor.person is None or incident.is_closed:
        raise Refused(_("Nobody can take the lead of it now."), "closed")
    if incident.lead_id == actor.person_id:
        raise Refused(_("You lead it already."), "unchanged")
    if incident.lead is not None:
        words = _("%(name)s leads it. Ask for a hand-over, which has a summary.")
        raise Refused(words % {"name": incident.lead}, "taken")
    incident.lead = _must_lead(actor.person)
    incident.save(update_fields=["lead"])
    record(LeadTaken(incident=incident, person=incident.lead.pk))
    put_right(incident)
    return incident


@command
def hand_over_lead(actor: Actor, incident: Incident, *, person: Person, summary: str, seen: int | None = None) -> Note:
    """``person`` leads from now on. The summary is written down: where it stands, what is under way, what comes next.

    Whoever leads hands over; somebody else may when the lead is away or does not answer, which the timeline shows.
    ``seen``: what the page had seen; refused (``changed``) when somebody else leads since.
    """
    must_stand(incident)
    must_be_seen(incident, seen, meanwhile.LEAD, incident.lead or _("nobody"))
    if incident.is_closed:
        raise Refused(_("The incident is closed."), "closed")
    text = masked(texts.clean(summary)).strip()
    if not text:
        raise Refused(_("Write a summary: whoever takes over begins with it."), "empty")
    if incident.lead_id == person.pk:
        raise Refused(_("%(name)s leads it already.") % {"name": person}, "unchanged")
    incident.lead = _must_lead(person)
    incident.save(update_fields=["lead"])
    entry = Note.objects.create(
        incident=incident, kind=Note.Kind.HAND_OVER, author=actor.person, text=text, at=now()
    )  # fmt: skip
    record(LeadHandedOver(incident=incident, person=person.pk, entry=entry.pk, told=(person.pk,)))
    put_right(incident)
    return entry


@command
def set_communicator(actor: Actor, incident: Incident, *, person: Person | None, seen: int | None = None) -> Incident:
    """Who writes what the world and the reporters are told. Nobody: whoever leads does that too."""
    must_stand(incident)
    must_be_seen(incident, seen, meanwhile.COMMUNICATOR, incident.communicator or _("whoever leads"))
    if incident.communicator_id == (person.pk if person else None):
        raise Refused(_("That is already so."), "unchanged")
    incident.communicator = _must_lead(person) if person else None
    incident.save(update_fields=["communicator"])
    key = person.pk if person else None
    record(CommunicatorSet(incident=incident, person=key, told=(key,) if key else ()))
    put_right(incident)
    return incident
