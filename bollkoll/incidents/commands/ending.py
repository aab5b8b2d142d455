"""How far it has come: it goes on, it works and is watched, it is resolved, it is closed."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.incidents.commands.declaring import set_severity
from bollkoll.incidents.commands.owed import must_stand, put_right
from bollkoll.incidents.commands.process import mark_done
from bollkoll.incidents.commands.room import drop_task, withdraw_decision
from bollkoll.incidents.commands.telling import wait_again
from bollkoll.incidents.events import Closed, Confirmed, MonitoringBegun, Reopened, Resolved
from bollkoll.incidents.models import Decision, Incident, Participant, ProcessStep, Review, Task
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

State = Incident.State
HOLDS: list[Callable[[Incident], str]] = []


def holds_open(ask: Callable[[Incident], str]) -> Callable[[Incident], str]:
    """Register what keeps an incident from being closed: it answers in words what is to be done first, or nothing."""
    HOLDS.append(ask)
    return ask


def _must_be(incident: Incident, *states: str) -> None:
    must_stand(incident)
    if incident.state not in states:
        raise Refused(
            _("The incident is %(state)s, so that cannot be done.") % {"state": incident.get_state_display()}, "state"
        )


@command
def confirm(actor: Actor, incident: Incident) -> Incident:
    """It is no suspicion any more, or it did not work after all: it goes on."""
    _must_be(incident, State.SUSPECTED, State.MONITORING)
    incident.state = State.ONGOING
    incident.save(update_fields=["state"])
    record(Confirmed(incident=incident))
    put_right(incident)
    return incident


@command
def begin_monitoring(actor: Actor, incident: Incident) -> Incident:
    """It seems to work again, and is watched."""
    _must_be(incident, State.SUSPECTED, State.ONGOING)
    incident.state = State.MONITORING
    incident.save(update_fields=["state"])
    record(MonitoringBegun(incident=incident))
    put_right(incident)
    return incident


@command
def resolve(
    actor: Actor,
    incident: Incident,
    *,
    drop: Iterable[Task] = (),
    withdraw: Iterable[Decision] = (),
    reason: str = "",
    severity: int | None = None,
) -> Incident:
    """Everything works. What is owed now is the final answer to everybody who waits for one.

    Open tasks and questions go on as balls of those who have them, until they are done; those named are released, for a
    ``reason`` that is kept. Requests to join that nobody has answered are of no use any more. ``severity``: how severe it
    was, when nobody had said.
    """
    _must_be(incident, *Incident.UNRESOLVED)
    if severity is not None:
        incident = set_severity(actor, incident, severity=severity)
    dropped = Task.objects.filter(incident=incident, done_at=None, pk__in=[row.pk for row in drop])
    withdrawn = Decision.objects.filter(incident=incident, answered_at=None, pk__in=[row.pk for row in withdraw])
    line = masked(texts.one_line(reason, 200).text)
    if not line and (dropped.exists() or withdrawn.exists()):
        raise Refused(_("Say why it is not needed."), "empty")
    incident.state, incident.resolved_at = State.RESOLVED, now()
    incident.save(update_fields=["state", "resolved_at"])
    for row in ProcessStep.objects.filter(incident=incident, done_at=None):
        is_done = row.kind == ProcessStep.Kind.INFORM
        outcome = ProcessStep.Outcome.DONE if is_done else ProcessStep.Outcome.SKIPPED
        mark_done(incident, row, actor, outcome, "" if is_done else _("resolved before it was done"), by_end=True)
    for task in list(dropped):
        drop_task(actor, incident, task=task, reason=line)
    for decision in list(withdrawn):
        withdraw_decision(actor, incident, decision=decision, reason=line)
    left = {"state": Participant.State.LEFT, "answered_at": now(), "left_at": now()}
    Participant.objects.filter(incident=incident, state=Participant.State.ASKED).update(**left)
    record(Resolved(incident=incident))
    put_right(incident)
    return incident


@command
def reopen(actor: Actor, incident: Incident) -> Incident:
    """It came back. Whoever has had the final answer waits for a new one; what they were told is kept. So is what the review
    says, which is to be looked through anew when it is over again."""
    _must_be(incident, State.RESOLVED, State.CLOSED)
    incident.state, incident.resolved_at, incident.closed_at = State.ONGOING, None, None
    incident.save(update_fields=["state", "resolved_at", "closed_at"])
    row = incident.process.filter(kind=ProcessStep.Kind.INFORM).first()
    if row is not None:
        row.done_at, row.done_by, row.outcome, row.due_at = None, None, "", None
        row.save(update_fields=["done_at", "done_by", "outcome", "due_at"])
    wait_again(incident)
    Review.objects.filter(incident=incident).update(done_at=None, done_by=None)
    record(Reopened(incident=incident))
    put_right(incident)
    return incident


@command
def close(actor: Actor, incident: Incident, *, severity: int | None = None) -> Incident:
    """Everybody has the final answer. Refused while anybody waits for it (``waiting``), and for what an app above has
    registered (``held``).

    The review, its actions and the reports go on as balls: the incident owes nothing when they are done.
    """
    _must_be(incident, State.RESOLVED)
    waiting = incident.affected.waiting().count()
    if waiting:
        words = ngettext(
            "%(count)s reporter still waits for the final answer. Give it, or note how they were told.",
            "%(count)s reporters still wait for the final answer. Give it, or note how they were told.",
            waiting,
        )
        raise Refused(words % {"count": waiting}, "waiting")
    for asked in HOLDS:
        if held := asked(incident):
            raise Refused(held, "held")
    if severity is not None:
        incident = set_severity(actor, incident, severity=severity)
    incident.state, incident.closed_at = State.CLOSED, now()
    incident.save(update_fields=["state", "closed_at"])
    record(Closed(incident=incident))
    put_right(incident)
    return incident
