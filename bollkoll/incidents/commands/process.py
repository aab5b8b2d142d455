"""The process: each step has somebody and a time; the notices of status tick two of them."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import rules
from bollkoll.incidents.commands.owed import goes_on_as, must_be_seen, must_stand, put_right
from bollkoll.incidents.events import Informed, Nagged, StepAssigned, StepEnded, StepFinished, StepSkipped
from bollkoll.incidents.models import Incident, ProcessStep
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

Kind, Outcome = ProcessStep.Kind, ProcessStep.Outcome


def _step(incident: Incident, kind: str) -> ProcessStep:
    row = incident.process.filter(kind=kind).first()
    if row is None:
        raise Refused(_("There is no such step."), "step")
    return row


@command
def assign_step(
    actor: Actor,
    incident: Incident,
    *,
    kind: str,
    person: Person,
    due_at: datetime | None = None,
    seen: int | None = None,
) -> ProcessStep:
    """Somebody does the step, by the time given (else that of the process). ``seen``: what the page had seen."""
    must_stand(incident)
    row = _step(incident, kind)
    if not row.is_open:
        raise Refused(_("The step is done."), "done")
    must_be_seen(incident, seen, meanwhile.STEP, row.owner or "", step=kind)
    code = Commitment.Step.REPRODUCE if kind == Kind.REPRODUCE else Commitment.Step.PUBLISH
    if not balls.may_hold(Person.objects.get(pk=person.pk), code):
        raise Refused(_("%(name)s cannot do that.") % {"name": person}, "cannot")
    row.owner, row.due_at = person, due_at or row.due_at
    row.save(update_fields=["owner", "due_at"])
    record(StepAssigned(incident=incident, step=kind, person=person.pk, told=(person.pk,)))
    put_right(incident)
    return row


@command
def finish_step(actor: Actor, incident: Incident, *, kind: str) -> ProcessStep:
    """It is done. *Keep informing* goes on until the incident is resolved."""
    return _end(actor, incident, kind, Outcome.DONE, "")


@command
def skip_step(actor: Actor, incident: Incident, *, kind: str, reason: str) -> ProcessStep:
    """It is not needed, for a reason that is kept."""
    line = texts.one_line(reason, 200).text
    if not line:
        raise Refused(_("Say why it is not needed."), "empty")
    return _end(actor, incident, kind, Outcome.SKIPPED, line)


def _end(actor: Actor, incident: Incident, kind: str, outcome: str, reason: str) -> ProcessStep:
    must_stand(incident)
    row = _step(incident, kind)
    if not row.is_open:
        raise Refused(_("The step is done."), "done")
    if kind == Kind.INFORM and incident.is_unresolved and outcome == Outcome.DONE:
        raise Refused(_("It goes on until the incident is resolved."), "goes_on")
    mark_done(incident, row, actor, outcome, reason)
    put_right(incident)
    return row


def mark_done(
    incident: Incident,
    row: ProcessStep,
    actor: Actor,
    outcome: str = Outcome.DONE,
    reason: str = "",
    *,
    by_end: bool = False,
) -> None:
    """The step is over; ``by_end``: because the incident is. Inside the command of whoever calls."""
    row.done_at, row.done_by, row.outcome, row.reason = now(), actor.person, outcome, reason
    row.save(update_fields=["done_at", "done_by", "outcome", "reason"])
    fact = StepEnded if by_end else StepFinished if outcome == Outcome.DONE else StepSkipped
    record(fact(incident=incident, step=row.kind))


def done_by_doing(actor: Actor, incident: Incident, kind: str) -> None:
    """What was done in the room was what a step asked for."""
    row = incident.process.filter(kind=kind, done_at=None).first()
    if row is not None:
        mark_done(incident, row, actor)


@command
def follow_notice(
    actor: Actor,
    incident: Incident,
    *,
    at: datetime,
    next_update_at: datetime | None,
    is_first: bool,
    is_resolved: bool,
) -> Incident:
    """A notice of the incident was published, updated or resolved, in the same act: *publish* is done, and *keep informing*
    is due when the next update was promised. Of a merged incident: in the one that goes on."""
    incident = goes_on_as(incident)
    if incident.first_notice_at is None:
        incident.first_notice_at = at
        incident.save(update_fields=["first_notice_at"])
    done_by_doing(actor, incident, Kind.PUBLISH)
    row = incident.process.filter(kind=Kind.INFORM).first()
    if row is not None and row.is_open:
        row.due_at = None if is_resolved else next_update_at
        row.save(update_fields=["due_at"])
    promised = next_update_at.isoformat() if next_update_at else None
    record(Informed(incident=incident, is_first=is_first, is_resolved=is_resolved, promised=promised))
    put_right(incident)
    return incident


@command
def nag(actor: Actor, incident: Incident) -> Incident:
    """Remind of what should exist by now: a lead, a severity, the first notice. Run by the clock, again and again."""
    missing = missing_now(incident, now())
    again = incident.nagged_at and incident.nagged_at > now() - rules.NAG_AGAIN_AFTER
    if not missing or again:
        raise Refused(_("It is not due yet."), "not_due")
    incident.nagged_at = now()
    incident.save(update_fields=["nagged_at"])
    coordinators = Person.objects.second_line().present().filter(is_coordinator=True).values_list("pk", flat=True)
    people = [*coordinators, incident.lead_id, incident.communicator_id]
    told = tuple(dict.fromkeys(key for key in people if key))
    record(Nagged(incident=incident, missing=tuple(missing), told=told))
    return incident


def missing_now(incident: Incident, at: datetime) -> list[str]:
    """What should exist at ``at`` and does not: ``lead``, ``severity``, ``publish``."""
    if not incident.is_unresolved:
        return []
    since, missing = incident.declared_at, []
    if incident.lead_id is None and since + rules.LEAD_WITHIN <= at:
        missing.append("lead")
    if incident.severity is None and since + rules.SEVERITY_WITHIN <= at:
        missing.append("severity")
    publish = incident.process.filter(kind=Kind.PUBLISH, done_at=None).first()
    if publish is not None and publish.due_at and publish.due_at <= at:
        missing.append("publish")
    return missing
