"""An incident is declared, in one step, and its facts are kept true."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.incidents import rules
from bollkoll.incidents.commands.linking import attach
from bollkoll.incidents.commands.owed import give, must_be_seen, must_stand, put_right
from bollkoll.incidents.commands.reporting import begin_reports
from bollkoll.incidents.events import Declared, FactsChanged, LeadTaken, SeveritySet
from bollkoll.incidents.models import Incident, ProcessStep, Proposal
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service

State = Incident.State
UNCHANGED: Any = object()


@command
def declare(
    actor: Actor,
    subject: None = None,
    *,
    title: str = "",
    state: str = State.ONGOING,
    severity: int | None = None,
    services: Iterable[Service] = (),
    environments: Iterable[Environment] = (),
    institutions: Iterable[Institution] = (),
    is_everywhere: bool = False,
    started_at: datetime | None = None,
    lead: Person | None = None,
    communicator: Person | None = None,
    cases: Iterable[Case] = (),
    proposal: Proposal | None = None,
    origin: str = "",
    once: str = "",
) -> Incident:
    """Declare an incident and return it, with its process, its balls and its cases. Nothing need be known but that it is.

    ``severity`` may be unknown, ``lead`` nobody yet: both are then balls. ``proposal``: the burst it is declared from,
    whose cases come along. ``once``: the form's key; the same again raises ``AlreadyDone``.
    """
    services, cases = list(services), list(cases)
    form = claim(actor.person, "declare", once, Incident, title, severity, services, lead, proposal)
    if proposal is not None:
        proposal = Proposal.objects.select_for_update(no_key=True, of=("self",)).get(pk=proposal.pk)
        if proposal.state != Proposal.State.OPEN:
            raise Refused(_said_of(proposal), "decided")
        services = services or [proposal.service]
        started_at = started_at or proposal.first_at
        cases = list({case.pk: case for case in [*cases, *proposal.cases.all()]}.values())
    holder = give(lead, Commitment.Step.RESTORE) if lead else balls.coordinator_or_desk()
    step = Commitment.Step.RESTORE if lead else Commitment.Step.LEAD
    within = rules.LOOK_WITHIN if lead else rules.LEAD_WITHIN
    ball = balls.Ball(step=step, look_again_at=now() + within, is_look_chosen=True, **holder)
    incident = Incident.objects.create(
        subject=balls.open_subject(Subject.Kind.INCIDENT, ball),
        title=_line(title) or _title_of(services),
        state=state if state in (State.SUSPECTED, State.ONGOING) else State.ONGOING,
        severity=severity,
        lead=holder.get("person") if lead else None,
        communicator=communicator,
        is_everywhere=is_everywhere,
        origin=origin or _origin(proposal, cases),
        started_at=min(started_at or now(), now()),
        declared_at=now(),
        declared_by=actor.person,
    )
    incident.services.set(services)
    incident.environments.set(environments)
    incident.institutions.set(institutions)
    ProcessStep.objects.bulk_create(
        ProcessStep(incident=incident, kind=kind, order=order, due_at=now() + within if within else None)
        for order, (kind, within) in enumerate(rules.PROCESS.items())
    )
    keep(form, incident)
    told = Person.objects.second_line().filter(is_coordinator=True).values_list("pk", flat=True)
    record(Declared(incident=incident, told=tuple(dict.fromkeys([*told, *([lead.pk] if lead else [])]))))
    if incident.lead is not None:
        record(LeadTaken(incident=incident, person=incident.lead.pk), actor=Actor(incident.lead, actor.via))
    if severity is not None:
        record(SeveritySet(incident=incident, severity=severity))
    if proposal is not None:
        proposal.state, proposal.incident = Proposal.State.DECLARED, incident
        proposal.decided_at, proposal.decided_by = now(), actor.person
        proposal.save()
        incident.institutions.add(*proposal.institutions.all())
    for case in cases:
        if not hasattr(case, "incident_link"):
            attach(actor, incident, case)
    begin_reports(incident)
    put_right(incident)
    return incident


def _said_of(proposal: Proposal) -> str:
    if proposal.incident is None or proposal.decided_by is None:
        return _("Somebody has already decided about this proposal.")
    return _("%(name)s has already declared incident #%(number)s of this.") % {
        "name": proposal.decided_by.name, "number": proposal.incident.number,
    }  # fmt: skip


def _origin(proposal: Proposal | None, cases: list[Case]) -> str:
    if proposal is not None:
        return Incident.Origin.PROPOSAL
    return Incident.Origin.CASE if cases else Incident.Origin.OBSERVED


def _line(title: str) -> str:
    return masked(texts.one_line(title, 200).text)


def _title_of(services: list[Service]) -> str:
    return rules.first_words([row.name_sv for row in services], [], "", "").title_sv[:200]


@command
def change_facts(
    actor: Actor,
    incident: Incident,
    *,
    title: str = UNCHANGED,
    services: Iterable[Service] = UNCHANGED,
    environments: Iterable[Environment] = UNCHANGED,
    institutions: Iterable[Institution] = UNCHANGED,
    is_everywhere: bool = UNCHANGED,
    started_at: datetime = UNCHANGED,
    seen: int | None = None,
) -> Incident:
    """What it is about, where and since when, as it is known now. What is not given stays.

    ``seen``: what the page had seen; refused (``changed``) when somebody has changed it since.
    """
    must_stand(incident)
    lists = (("services", services), ("environments", environments), ("institutions", institutions))
    places = [name for name, rows in lists if rows is not UNCHANGED and name != "environments"]
    must_be_seen(incident, seen, meanwhile.FACTS + (meanwhile.PLACES if places else ()))
    if started_at is not UNCHANGED and started_at and incident.resolved_at and started_at > incident.resolved_at:
        raise Refused(_("It began before it was resolved: look at the time."), "time")
    changed = [name for name, rows in lists if rows is not UNCHANGED]
    plain = (("title", title), ("is_everywhere", is_everywhere), ("started_at", started_at))
    changed = [*(name for name, value in plain if value is not UNCHANGED), *changed]
    if not changed:
        raise Refused(_("That is already so."), "unchanged")
    if title is not UNCHANGED:
        incident.title = _line(title) or incident.title
    if is_everywhere is not UNCHANGED:
        incident.is_everywhere = is_everywhere
    if started_at is not UNCHANGED and started_at:
        incident.started_at = min(started_at, now())
    incident.save(update_fields=["title", "is_everywhere", "started_at"])
    for name, rows in lists:
        if rows is not UNCHANGED:
            getattr(incident, name).set(rows)
    record(FactsChanged(incident=incident, changed=tuple(changed)))
    put_right(incident)
    return incident


@command
def set_severity(actor: Actor, incident: Incident, *, severity: int, seen: int | None = None) -> Incident:
    """Say how severe it is, or that it is otherwise than was said. Clocks of reports begin by it. ``seen``: as above."""
    must_stand(incident)
    must_be_seen(incident, seen, meanwhile.SEVERITY, incident.get_severity_display())
    if severity not in Incident.Severity.values:
        raise Refused(_("Choose a severity."), "severity")
    if incident.severity == severity:
        raise Refused(_("That is already so."), "unchanged")
    before, incident.severity = incident.severity, severity
    incident.save(update_fields=["severity"])
    record(SeveritySet(incident=incident, severity=severity, before=before))
    begin_reports(incident)
    put_right(incident)
    return incident
