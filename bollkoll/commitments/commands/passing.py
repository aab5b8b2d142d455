"""Passing the main ball. Whoever offers it holds it until it is accepted; called inside the commands of its owners."""

from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.commitments.commands.register import Ball, hold, move
from bollkoll.commitments.models import Commitment, Offer, Subject
from bollkoll.log.acting import Refused, now
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Team

State = Offer.State


def offer(
    subject: Subject,
    *,
    sender: Person | None,
    person: Person | None = None,
    team: Team | None = None,
    accept_by: datetime | None = None,
) -> Offer:
    """Offer the main ball to a person or a team. ``accept_by``: by default the organisation's working hours from now.

    Raises :class:`Refused` (``offered``) while it is on offer already.
    """
    hold(subject)
    if (standing := open_offer(subject)) is not None:
        raise Refused(_("It is already offered to %(name)s. Take that back first.") % {"name": standing.to}, "offered")
    within = services.organisation().accept_within
    return Offer.objects.create(
        subject=subject, ball=subject.main, sender=sender, person=person, team=team,  # type: ignore[misc]
        offered_at=now(), accept_by=accept_by or services.working_hours_from_now(within),
    )  # fmt: skip


def open_offer(subject: Subject) -> Offer | None:
    """The one that stands, if any."""
    return Offer.objects.open().filter(subject=subject).select_related("sender", "person", "team").first()


def accept(subject: Subject, ball: Ball, *, by: Person | None) -> Offer:
    """The ball is theirs from now on. Raises :class:`Refused` (``ended``) when somebody was faster or it was taken back."""
    hold(subject)
    standing = must_be_open(subject)
    end_offer(standing, State.ACCEPTED, by=by)
    move(subject, ball, end=Commitment.End.PASSED)
    return standing


def must_be_open(subject: Subject) -> Offer:
    """The offer that stands. Raises :class:`Refused` (``ended``), with what became of the last one."""
    if (standing := open_offer(subject)) is not None:
        return standing
    last = Offer.objects.filter(subject=subject).select_related("ended_by").order_by("-ended_at").first()
    if last is not None and last.state == State.ACCEPTED and last.ended_by:
        raise Refused(_("%(name)s has already accepted it.") % {"name": last.ended_by}, "ended")
    raise Refused(_("It is no longer on offer."), "ended")


def end_offer(standing: Offer, state: str, *, by: Person | None = None) -> None:
    """End an offer; whoever holds the ball goes on holding it."""
    standing.state, standing.ended_at, standing.ended_by = state, now(), by
    standing.save(update_fields=["state", "ended_at", "ended_by"])
