"""Cases of an incident, and reporters who are affected without one."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.incidents.commands.owed import goes_on_as, must_stand, owes_again, put_right
from bollkoll.incidents.commands.telling import tell_story_so_far
from bollkoll.incidents.events import AlsoAffected, CaseLinked, CaseUnlinked, NotAffected
from bollkoll.incidents.models import Affected, Incident, IncidentCase, Told
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution

KNOWN_IN_PORTAL = (Incident.State.ONGOING, Incident.State.MONITORING, Incident.State.RESOLVED)


@command
def link_case(actor: Actor, incident: Incident, *, case: Case) -> IncidentCase:
    """The incident is the reason of the case. Its reporter stands in the ledger, and gets the story so far when the others
    have been told something already."""
    must_stand(incident)
    while case.merged_into is not None:
        case = case.merged_into
    if not may_see(actor, case):
        raise NotAllowed("incidents.link_case")
    link = attach(actor, incident, case)
    put_right(incident)
    return link


def attach(actor: Actor, incident: Incident, case: Case) -> IncidentCase:
    """Link the case. Inside the command of whoever calls."""
    held = IncidentCase.objects.filter(case=case).select_related("incident__subject").first()
    if held is not None:
        if held.incident_id == incident.pk:
            raise Refused(_("The case is already linked."), "unchanged")
        words = _("The case belongs to incident %(number)s. Remove it there first.")
        raise Refused(words % {"number": held.incident.number}, "taken")
    link = IncidentCase.objects.create(incident=incident, case=case, linked_by=actor.person, linked_at=now())
    affected = affected_by(incident, case)
    if not case.subject.is_protected:
        incident.institutions.add(case.institution_id)
        if case.service_id and incident.is_unresolved:
            incident.services.add(case.service_id)
    record(CaseLinked(incident=incident, case=str(case.pk), is_protected=case.subject.is_protected))
    tell_story_so_far(incident, affected)
    return link


def affected_by(incident: Incident, case: Case) -> Affected:
    """The row of the case's reporter: their own without a case gets it, if there is one."""
    row = Affected.objects.filter(incident=incident, person=case.reporter_id, case=None).first()
    if row is None:
        row = Affected(incident=incident, person_id=case.reporter_id, added_at=now())
    row.institution_id, row.case = case.institution_id, case
    if case.state in (Case.State.SOLVED, Case.State.CLOSED):
        row.final_at = case.solved_at or case.closed_at or now()
    else:  # whatever they were told before, they ask again
        row.final_at, row.final_by_hand = None, ""
    row.save()
    if row.final_at is None:
        owes_again(incident)
    return row


@command
def unlink_case(actor: Actor, incident: Incident, *, case: Case) -> None:
    """It was another matter. A reporter who has been told something stays in the ledger without the case."""
    must_stand(incident)
    link = IncidentCase.objects.filter(incident=incident, case=case).first()
    if link is None:
        raise Refused(_("They are not linked."), "unchanged")
    if not may_see(actor, case):
        raise NotAllowed("incidents.unlink_case")
    link.delete()
    for row in Affected.objects.filter(incident=incident, case=case):
        let_go(row)
    record(CaseUnlinked(incident=incident, case=str(case.pk), is_protected=case.subject.is_protected))
    put_right(incident)


def let_go(row: Affected) -> None:
    """The row loses its case; without anything told it goes altogether."""
    other = Affected.objects.filter(incident=row.incident_id, person=row.person_id, case=None).first()
    if not row.told.exists():
        row.delete()
    elif other is None:
        row.case = None
        row.save(update_fields=["case"])
    else:
        _join_told(row, other)


def become_one(row: Affected, into: Affected) -> None:
    """One reporter in two rows is in one: waiting when they waited in either, with all that they have been told."""
    if row.final_at is None or into.final_at is None:
        into.final_at, into.final_by_hand = None, ""
    elif row.final_at > into.final_at:
        into.final_at, into.final_by_hand = row.final_at, row.final_by_hand
    into.is_unreached |= row.is_unreached
    into.save()
    _join_told(row, into)


def _join_told(row: Affected, into: Affected) -> None:
    """What was told by one row is told by the other; the first goes."""
    known = set(into.told.values_list("said", flat=True))
    Told.objects.filter(affected=row).exclude(said__in=known).update(affected=into)
    row.delete()


@command
def also_affected(
    actor: Actor, incident: Incident, *, institution: Institution | None = None, is_told: bool = False
) -> Affected:
    """ "I am affected too": a row in the ledger instead of one more case. They are told as the others are. Of a merged
    incident: in the one that goes on.

    While it is resolved and not closed they wait for the final answer as the others do. ``is_told``: a notice still says
    that it goes on, so they may say it also when it is closed, which it then is no longer. Else refused (``over``).
    """
    incident = goes_on_as(incident)
    if not is_told and incident.state not in KNOWN_IN_PORTAL:
        raise Refused(_("The disturbance is over. Report a fault if it does not work for you."), "over")
    own = [role.institution for role in actor.roles]
    place = institution if institution in own else own[0]
    if actor.person is None or Affected.objects.filter(incident=incident, person=actor.person_id).exists():
        raise Refused(_("We know already that you are affected."), "unchanged")
    row = Affected.objects.create(incident=incident, person=actor.person, institution=place, added_at=now())
    incident.institutions.add(place)
    owes_again(incident)
    record(AlsoAffected(incident=incident, affected=row.pk))
    tell_story_so_far(incident, row)
    put_right(incident)
    return row


@command
def not_affected(actor: Actor, incident: Incident) -> None:
    """It works for them again, or always did: they need hear no more. A row of a case stays."""
    incident = goes_on_as(incident)
    row = Affected.objects.filter(incident=incident, person=actor.person_id, case=None).first()
    if row is None:
        raise Refused(_("That is already so."), "unchanged")
    key = row.pk
    row.delete()
    record(NotAffected(incident=incident, affected=key))
    put_right(incident)
