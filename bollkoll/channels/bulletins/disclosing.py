"""What subscriptions have of a person: those by an address of theirs."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.channels.bulletins.models import Copy, Subscription
from bollkoll.log.disclosing import Section, about_person, items
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@about_person(Subscription, order=90)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    keys = [person.email_key, *person.aliases.values_list("key", flat=True)]
    rows = Subscription.objects.filter(address_key__in=keys).order_by("asked_at")
    yield Section(
        "subscriptions",
        _("Subscriptions"),
        items(
            rows,
            ("address", _("E-mail"), "address"),
            ("by", _("By"), "get_channel_display"),
            ("at", _("Asked for"), "asked_at"),
            ("confirmed", _("Confirmed"), "confirmed_at"),
            ("to", _("Ended"), "ended_at"),
        ),
    )
    sent = Copy.objects.filter(subscription__in=rows).select_related("bulletin").order_by("due_at")
    columns = (("at", _("When"), "finished_at"), ("title", _("Title"), "bulletin.title"))
    yield Section("notices", _("Notices that were sent to them"), items(sent, *columns))
