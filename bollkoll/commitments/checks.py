"""What the auditor asks of the register itself, and of the machinery that keeps its promises."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import Finding, check
from bollkoll.commitments.models import Commitment, Offer, Subject
from bollkoll.log import clock, subscribers
from bollkoll.log.models import Cursor, Delivery, Event
from bollkoll.people.models import Absence, Person
from bollkoll.services.models import Membership

LATE = timedelta(minutes=10)
"""How long a delivery or a subscriber may stand still. What backs off after a failure has a due time ahead, and moves."""


@check("subject.without_ball", _("{subject} is open and nobody holds its ball."))
def subjects_without_ball() -> Iterator[Finding]:
    lost = Q(main=None) | Q(main__ended_at__isnull=False) | ~Q(main__subject=F("pk"))
    for pk in Subject.objects.filter(is_open=True).filter(lost).values_list("pk", flat=True):
        yield Finding(key=str(pk), subject=pk)


@check("ball.on_closed", _("{subject} is closed, yet something is still owed."))
def balls_on_closed() -> Iterator[Finding]:
    for pk, subject in Commitment.objects.open().filter(subject__is_open=False).values_list("pk", "subject"):
        yield Finding(key=str(pk), subject=subject)


@check("ball.without_holder", _("Nobody can act on a ball of {subject}: its holder has left or was never there."))
def balls_without_holder() -> Iterator[Finding]:
    # Whoever works in second line answers for the desk's team, a member of it or not.
    staffed = Membership.objects.filter(team=OuterRef("team"), person__ended_at=None)
    lost = (
        Q(holder="person", person=None)
        | Q(holder="person", person__ended_at__isnull=False)
        | Q(holder="team", team=None)
        | Q(holder="team", team__ended_at__isnull=False)
        | (Q(holder="team") & ~Q(team__line=2) & ~Exists(staffed))
        | (Q(holder="reporter") & (Q(person__isnull=False) | Q(team__isnull=False)))
        | ~Q(holder__in=Commitment.Holder.values)
    )
    if not Person.objects.second_line().exists():
        lost |= Q(holder="team", team__line=2)
    for pk, subject in Commitment.objects.open().filter(lost).values_list("pk", "subject"):
        yield Finding(key=str(pk), subject=subject)


@check("ball.holder_away", _("{person} holds a ball of {subject}, is away, and nobody stands in."))
def balls_of_absent() -> Iterator[Finding]:
    stood_in_for = Absence.objects.stood_in_for().filter(person=OuterRef("person"))
    held = Commitment.objects.open().filter(holder="person", person__in=Absence.objects.on().values("person"))
    for pk, subject, person in held.filter(~Exists(stood_in_for)).values_list("pk", "subject", "person"):
        yield Finding(key=str(pk), subject=subject, person=person)


@check("ball.without_time", _("A ball of {subject} has no time to be looked at again."))
def balls_without_time() -> Iterator[Finding]:
    for pk, subject in Commitment.objects.open().filter(look_again_at=None).values_list("pk", "subject"):
        yield Finding(key=str(pk), subject=subject)


@check("offer.not_accepted", _("{subject} was passed on, not accepted in time, and nobody has been given it."))
def offers_left_standing() -> Iterator[Finding]:
    late = Offer.objects.open().filter(accept_by__lt=timezone.now() - LATE)
    for pk, subject in late.values_list("pk", "subject"):
        yield Finding(key=str(pk), subject=subject)


@check("delivery.stands_still", _("{count} messages to send have stood still for more than ten minutes."))
def deliveries_standing_still() -> Iterator[Finding]:
    late = timezone.now() - LATE
    still = Delivery.objects.pending().filter(due_at__lt=late).filter(Q(leased_until=None) | Q(leased_until__lt=late))
    count = still.count()
    if count:
        yield Finding(key="deliveries", count=count)


@check("subscriber.behind", _("What happens is not followed up: “{key}” does not keep up."))
def subscribers_behind() -> Iterator[Finding]:
    positions = dict(Cursor.objects.values_list("name", "position"))
    late = timezone.now() - LATE
    for name in subscribers.REGISTRY:
        waiting = Event.objects.filter(pk__gt=positions.get(name, 0)).order_by("pk")
        oldest = waiting.values_list("recorded_at", flat=True).first()
        if oldest is not None and oldest < late:
            yield Finding(key=name)


@check("clock.fails", _("What falls due is not done: “{key}” fails."))
def clocks_failing() -> Iterator[Finding]:
    names = [f"clock:{name}" for name in clock.REGISTRY]
    for name in Cursor.objects.filter(name__in=names, failed_at__isnull=False).values_list("name", flat=True):
        yield Finding(key=name.removeprefix("clock:"))
