"""What falls due of incidents, and what the auditor asks of them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import Finding, check
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import commands, rules
from bollkoll.incidents.models import (
    Action,
    Decision,
    Incident,
    Participant,
    ProcessStep,
    Proposal,
    Report,
    Said,
    Task,
    Told,
)
from bollkoll.incidents.queries import noticing
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK

AT_ONCE = 100


@watch("incidents.notice_bursts", due=noticing.noticed, every=timedelta(seconds=20))
def notice_bursts(found: noticing.Noticed) -> None:
    if found.proposal is None:
        commands.propose(CLOCK, None, service=found.service, cases=found.cases, burst=found.burst)
    else:
        commands.extend(CLOCK, found.proposal, cases=found.cases, burst=found.burst)


@watch("incidents.lapse", due=noticing.lapsed, every=timedelta(minutes=5))
def lapse(proposal: Proposal) -> None:
    commands.lapse(CLOCK, proposal)


def _nagging() -> list[Incident]:
    now = timezone.now()
    late = Q(lead=None, declared_at__lte=now - rules.LEAD_WITHIN)
    late |= Q(severity=None, declared_at__lte=now - rules.SEVERITY_WITHIN)
    unpublished = ProcessStep.objects.filter(incident=OuterRef("pk"), kind="publish", done_at=None, due_at__lte=now)
    silent = Q(nagged_at=None) | Q(nagged_at__lte=now - rules.NAG_AGAIN_AFTER)
    rows = Incident.objects.unresolved().annotate(unpublished=Exists(unpublished))
    return list(rows.filter(silent).filter(late | Q(unpublished=True))[:AT_ONCE])


@watch("incidents.nag", due=_nagging, every=timedelta(seconds=20))
def nag(incident: Incident) -> None:
    """Until the lead, the severity and the first notice exist."""
    commands.nag(CLOCK, incident)


def _to_release() -> list[Said]:
    waiting = Told.objects.filter(at=None, message=None, release_at__lte=timezone.now())
    return list(Said.objects.filter(pk__in=waiting.values("said")).select_related("incident")[:AT_ONCE])


@watch("incidents.release_told", due=_to_release)
def release_told(said: Said) -> None:
    commands.release_told(CLOCK, said.incident, said=said)


# The audit

NO_BALL = Q(ball=None) | Q(ball__ended_at__isnull=False)


@check("incident.at_odds", _("{subject} says another thing of itself than its ball does."))
def incidents_at_odds() -> Iterator[Finding]:
    """Who leads holds the ball; while nobody leads somebody is to take the lead; who waits for the final answer is owed it."""
    step = "subject__main__step"
    waiting = Q(affected__final_at=None, affected__isnull=False)
    wrong = Q(state__in=Incident.UNRESOLVED, lead=None) & ~Q(**{step: "lead"})
    wrong |= Q(state__in=Incident.UNRESOLVED, lead__isnull=False) & ~Q(**{step: "restore"})
    wrong |= Q(state="resolved") & waiting & ~Q(**{step: "final_answer"})
    wrong |= Q(state="closed", merged_into=None) & waiting
    wrong |= ~Q(state="closed") & Q(subject__is_open=False)
    for pk in Incident.objects.filter(wrong).values_list("pk", flat=True).distinct():
        yield Finding(key=str(pk), subject=pk)


@check("incident.part_without_ball", _("Something is open in {subject}, and nobody holds its ball."))
def parts_without_ball() -> Iterator[Finding]:
    going = Q(incident__subject__is_open=True, incident__merged_into=None)
    unresolved = Q(incident__state__in=Incident.UNRESOLVED)
    open_steps = Q(done_at=None, kind__in=("publish", "reproduce"), due_at__isnull=False)
    owed = [
        ("task", Task.objects.filter(going, NO_BALL, done_at=None)),
        ("decision", Decision.objects.filter(going, NO_BALL, answered_at=None)),
        ("participant", Participant.objects.filter(going, NO_BALL, state=Participant.State.ASKED)),
        ("action", Action.objects.filter(going, NO_BALL, done_at=None)),
        ("report", Report.objects.filter(going, NO_BALL, decided_at=None)),
        ("step", ProcessStep.objects.filter(going, unresolved, open_steps, NO_BALL)),
    ]
    for name, rows in owed:
        for pk, incident in rows.values_list("pk", "incident"):
            yield Finding(key=f"{name}:{pk}", subject=incident)
    severe = Commitment.objects.open().filter(step="severity", subject=OuterRef("pk"))
    for pk in Incident.objects.unresolved().filter(~Exists(severe), severity=None).values_list("pk", flat=True):
        yield Finding(key=f"severity:{pk}", subject=pk)
