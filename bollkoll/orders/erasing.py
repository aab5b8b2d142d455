"""What becomes of a person's orders: what was filled in and done stays without the name; what they signed is ended."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.kit.text import fold_key
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, Hinder, erases, hinders, stays
from bollkoll.orders.models import Asked, DutyHolder, Order, OrderTypeVersion, Run, Signature
from bollkoll.people.models import Person


@hinders
def goes_on(person: Person) -> Iterator[Hinder]:
    if DutyHolder.objects.filter(person=person, ended_at=None).exists():
        yield Hinder(_("The person has a duty in orders: give it to somebody else first."), reverse("orders:duties"))
    if Order.objects.running().filter(user=person).exists():
        yield Hinder(
            _("An order for the person is under way: let it end, or stop it, first."), reverse("orders:orders")
        )


@erases(
    gettext_lazy("What they signed"),
    Signature,
    fate=Fate.NAMELESS,
    why=gettext_lazy("That an undertaking was there when a permission was given stays, without the address."),
    order=34,
)
def signatures(person: Person, traces: Traces) -> Iterator[Change]:
    keys = [fold_key(address) for address in traces.addresses]
    mine = Signature.objects.filter(email_key__in=keys)
    address = f"erased-{person.pk}@erased.invalid"
    yield Change(mine.filter(ended_at=None), {"email_key": address, "ended_at": timezone.now()})
    yield Change(mine.exclude(ended_at=None), {"email_key": address})


@erases(
    gettext_lazy("Orders of theirs and for them, and what they did in orders"),
    *(Order, Run, Asked),
    fate=Fate.NAMELESS,
    why=gettext_lazy("Orders are official documents; name, addresses and telephone go from what was filled in."),
    order=35,
)
def orders(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Order.objects.filter(Q(case__reporter=person) | Q(user=person)), each=lambda row: None)
    yield Change(Run.objects.filter(Q(claimed_by=person) | Q(done_by=person)), each=lambda row: None)
    yield Change(
        Asked.objects.filter(Q(person=person) | Q(instead_of=person) | Q(decided_by=person)), each=lambda row: None
    )


@stays(
    gettext_lazy("Duties that have ended, order types that they changed"),
    *(DutyHolder, OrderTypeVersion),
    why=gettext_lazy("What was decided by whom must be possible to follow; nothing but the number tells who it was."),
    order=63,
)
def duties(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(DutyHolder.objects.filter(person=person))
    yield Change(OrderTypeVersion.objects.filter(changed_by=person))
