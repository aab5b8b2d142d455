"""Cases of an incident that are merged, and merged cases that are separate again: everybody is answered in a case of their
own, or by mail, and nobody leaves the ledger by it."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.commands.linking import affected_by, become_one, let_go
from bollkoll.incidents.commands.owed import goes_on_as, put_right
from bollkoll.incidents.commands.telling import tell_story_so_far
from bollkoll.incidents.events import CaseFollowed, CaseRestored
from bollkoll.incidents.models import Affected, Incident, IncidentCase
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor


@command
def follow_case_merge(actor: Actor, incident: Incident, *, case: Case, target: Case) -> Incident:
    """The case was merged into ``target``: what is linked is that one, unless it is linked already. A reporter whose case the
    target is not waits without a case. What was done is kept in the event, for :func:`follow_case_unmerge`."""
    link = IncidentCase.objects.filter(incident=incident, case=case).first()
    if link is None or case.merged_into_id != target.pk:
        raise Refused(_("That is already so."), "unchanged")
    is_moved = not IncidentCase.objects.filter(case=target).exists()
    row, brought = Affected.objects.filter(incident=incident, case=case).first(), None
    if is_moved:
        link.case = target
        link.save(update_fields=["case"])
    else:
        link.delete()
    if row is not None:
        row = _stays(row, target, is_moved=is_moved)
    if is_moved and not Affected.objects.filter(case=target).exists():
        known = set(incident.affected.values_list("pk", flat=True))
        theirs = affected_by(incident, target)
        brought = theirs.pk if theirs.pk not in known else None
        tell_story_so_far(incident, theirs)
    record(
        CaseFollowed(
            incident=incident, case=str(case.pk), is_protected=case.subject.is_protected, target=str(target.pk),
            affected=row.pk if row else None, brought=brought, is_moved=is_moved,
        )
    )  # fmt: skip
    put_right(incident)
    return incident


def _stays(row: Affected, target: Case, *, is_moved: bool) -> Affected | None:
    """The row after the merge; none when the reporter stands there by the target already."""
    others = Affected.objects.filter(incident=row.incident_id, person=row.person_id)
    theirs, loose = others.filter(case=target).first(), others.filter(case=None).first()
    if theirs is not None:
        become_one(row, theirs)
        return None
    if is_moved and row.person_id == target.reporter_id:
        row.case = target
    elif loose is not None:
        become_one(row, loose)
        return loose
    else:
        row.case = None
    row.save(update_fields=["case"])
    return row


@command
def follow_case_unmerge(
    actor: Actor,
    incident: Incident,
    *,
    case: Case,
    target: Case,
    affected: int | None,
    brought: int | None,
    is_moved: bool,
) -> Incident:
    """The merge was undone: the case is linked again, and its reporter stands there by it, with what they have been told.
    ``affected``, ``brought``, ``is_moved``: as :class:`CaseFollowed` has them. Refused (``unchanged``) when either case has
    been linked or unlinked since."""
    incident = goes_on_as(incident)
    if case.merged_into_id or IncidentCase.objects.filter(case=case).exists():
        raise Refused(_("That is already so."), "unchanged")
    link = IncidentCase.objects.filter(incident=incident, case=target).first()
    if is_moved and link is None:
        raise Refused(_("That is already so."), "unchanged")
    rows = Affected.objects.filter(incident=incident, person=case.reporter_id)
    row = rows.filter(pk=affected).first() if affected else None
    if is_moved and link is not None:
        link.case = case
        link.save(update_fields=["case"])
        _leaves(incident, target, row, brought)
    else:
        IncidentCase.objects.create(incident=incident, case=case, linked_by=actor.person, linked_at=now())
    if row is not None and row.case_id in (None, target.pk):
        row.case = case
        row.save(update_fields=["case"])
    else:
        affected_by(incident, case)
    record(CaseRestored(incident=incident, case=str(case.pk), is_protected=case.subject.is_protected))
    put_right(incident)
    return incident


def _leaves(incident: Incident, target: Case, row: Affected | None, brought: int | None) -> None:
    """The target is not of the incident any more. Who stood there before stays, without a case."""
    theirs = Affected.objects.filter(incident=incident, case=target).first()
    if theirs is None or theirs == row:
        return
    if theirs.pk == brought:
        let_go(theirs)
    else:
        theirs.case = None
        theirs.save(update_fields=["case"])
