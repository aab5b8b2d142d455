"""A burst is proposed, goes on, comes to nothing, or is dismissed. It becomes an incident by ``declare`` alone."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.events import Dismissed, Extended, Lapsed, Proposed
from bollkoll.incidents.models import Proposal
from bollkoll.incidents.rules import Burst
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Service

State = Proposal.State


def _fill(proposal: Proposal, burst: Burst, cases: list[Case]) -> None:
    moments = [case.opened_at for case in cases]
    proposal.count, proposal.minutes = burst.count, burst.minutes
    proposal.mean, proposal.chance = burst.mean, burst.chance
    proposal.first_at = min([*moments, *([proposal.first_at] if proposal.first_at else [])])
    proposal.last_at = max(moments)
    proposal.save()
    proposal.cases.add(*cases)
    proposal.institutions.add(*{case.institution_id for case in cases})


@command
def propose(actor: Actor, subject: None = None, *, service: Service, cases: Iterable[Case], burst: Burst) -> Proposal:
    """These cases look like something acute. The incident managers are told; nothing else happens by itself."""
    if Proposal.objects.filter(service=service, state=State.OPEN).exists():
        raise Refused(_("That is already so."), "unchanged")
    found = list(cases)
    proposal = Proposal(service=service, found_at=now())
    _fill(proposal, burst, found)
    told = Person.objects.second_line().present().filter(is_coordinator=True).values_list("pk", flat=True)
    record(Proposed(proposal=proposal, count=len(found), told=tuple(told)))
    return proposal


@command
def extend(actor: Actor, proposal: Proposal, *, cases: Iterable[Case], burst: Burst) -> Proposal:
    """More of the same has come. Refused (``unchanged``) when it has not."""
    found = list(cases)
    known = set(proposal.cases.values_list("pk", flat=True))
    if proposal.state != State.OPEN or known >= {case.pk for case in found}:
        raise Refused(_("That is already so."), "unchanged")
    _fill(proposal, burst, found)
    record(Extended(proposal=proposal, count=len(found)))
    return proposal


@command
def lapse(actor: Actor, proposal: Proposal) -> Proposal:
    """Nothing more has come for long, and nobody has said anything."""
    if proposal.state != State.OPEN:
        raise Refused(_("Somebody has already decided about this proposal."), "decided")
    proposal.state, proposal.decided_at = State.LAPSED, now()
    proposal.save(update_fields=["state", "decided_at"])
    record(Lapsed(proposal=proposal))
    return proposal


@command
def dismiss(actor: Actor, proposal: Proposal, *, reason: str = "") -> Proposal:
    """It is nothing acute. Proposed again when a good many more have come."""
    if proposal.state != State.OPEN:
        raise Refused(_("Somebody has already decided about this proposal."), "decided")
    proposal.state, proposal.decided_at, proposal.decided_by = State.DISMISSED, now(), actor.person
    proposal.reason = texts.one_line(reason, 200).text
    proposal.save()
    record(Dismissed(proposal=proposal))
    return proposal
