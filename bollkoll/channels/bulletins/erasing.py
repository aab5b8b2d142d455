"""What becomes of subscriptions by a person's addresses: they end, and the address is forgotten."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from bollkoll.channels.bulletins.commands.ending import end_and_forget
from bollkoll.channels.bulletins.models import Subscription
from bollkoll.kit.text import fold_key
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, erases
from bollkoll.people.models import Person


@erases(gettext_lazy("Subscriptions by their addresses"), Subscription, order=45)
def subscriptions(person: Person, traces: Traces) -> Iterator[Change]:
    keys = [fold_key(address) for address in traces.addresses]
    yield Change(Subscription.objects.filter(address_key__in=keys), each=end_and_forget)
