"""Two incidents are one, or one is two: nobody is lost, neither of cases, reporters, those who are in, nor what is to be done."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.commands.declaring import declare
from bollkoll.incidents.commands.owed import put_right
from bollkoll.incidents.events import MergedInto, SplitOff
from bollkoll.incidents.models import (
    Affected,
    Decision,
    Incident,
    IncidentCase,
    Participant,
    Proposal,
    Report,
    Said,
    Task,
    Told,
)
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Service

State = Incident.State


@command
def merge(actor: Actor, incident: Incident, *, target: Incident) -> Incident:
    """It is the same as ``target``, which goes on with everything: cases, reporters and what they have been told, those
    who are in, open questions and tasks. Notes and the timeline are read in both."""
    if incident.pk == target.pk or incident.merged_into_id or target.merged_into_id:
        raise Refused(_("These cannot be merged."), "merged")
    if incident.is_closed or target.is_closed:
        raise Refused(_("A closed incident is not merged."), "closed")
    IncidentCase.objects.filter(incident=incident).update(incident=target)
    _move_affected(incident, target, Affected.objects.filter(incident=incident))
    Said.objects.filter(incident=incident).update(incident=target)
    for model in (Participant, Decision, Task):
        model.objects.filter(incident=incident).update(incident=target, ball=None)
    known = Report.objects.filter(incident=target).values("rule")
    Report.objects.filter(incident=incident).exclude(rule__in=known).update(incident=target, ball=None)
    Proposal.objects.filter(incident=incident).update(incident=target)
    for name in ("services", "environments", "institutions"):
        getattr(target, name).add(*getattr(incident, name).all())
    target.is_everywhere |= incident.is_everywhere
    target.started_at = min(target.started_at, incident.started_at)
    severities = [one.severity for one in (incident, target) if one.severity]
    target.severity = min(severities, default=None)
    if incident.first_notice_at and not target.first_notice_at:
        target.first_notice_at = incident.first_notice_at
    if target.lead is None:
        target.lead = incident.lead
    target.communicator = target.communicator or incident.communicator
    target.save()
    incident.merged_into, incident.state = target, State.CLOSED
    incident.resolved_at, incident.closed_at = incident.resolved_at or now(), now()
    incident.save()
    record(MergedInto(incident=incident, target=target))
    put_right(incident)
    put_right(target)
    return target


def _move_affected(incident: Incident, target: Incident, rows: Iterable[Affected]) -> None:
    """Those who are in both by name become one, with all that they have been told."""
    for row in rows:
        same = Affected.objects.filter(incident=target, person=row.person_id, case=None).first()
        if row.case_id is None and same is not None:
            known = set(same.told.values_list("said", flat=True))
            Told.objects.filter(affected=row).exclude(said__in=known).update(affected=same)
            row.delete()
        else:
            row.incident = target
            row.save(update_fields=["incident"])


@command
def split(
    actor: Actor,
    incident: Incident,
    *,
    title: str,
    cases: Iterable[Case] = (),
    services: Iterable[Service] = (),
    lead: Person | None = None,
    once: str = "",
) -> Incident:
    """There were two. The new one gets the cases that are named, and their reporters with all that they have been told.
    Those who are in this one stay here."""
    if incident.is_closed:
        raise Refused(_("The incident is closed."), "closed")
    chosen = [case.pk for case in cases]
    moved = list(IncidentCase.objects.filter(incident=incident, case__in=chosen))
    services = list(services) or list(incident.services.all())
    made: Incident = declare(
        actor, title=title, services=services, environments=list(incident.environments.all()), lead=lead,
        started_at=incident.started_at, origin=Incident.Origin.SPLIT, once=once,
    )  # fmt: skip
    made.split_from = incident
    made.save(update_fields=["split_from"])
    IncidentCase.objects.filter(pk__in=[link.pk for link in moved]).update(incident=made)
    keys = [link.case_id for link in moved]
    places = Affected.objects.filter(incident=incident, case__in=keys)
    made.institutions.add(*places.values_list("institution", flat=True))
    places.update(incident=made)
    record(SplitOff(incident=incident, made=made))
    put_right(incident)
    put_right(made)
    return made
