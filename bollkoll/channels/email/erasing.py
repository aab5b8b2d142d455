"""What becomes of a person's mail: of what they were sent the ledger stays without words and address; raw mail goes."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from bollkoll.channels.email.models import DigestItem, InboundMail
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, erases, known_by
from bollkoll.log.models import Delivery
from bollkoll.people.models import Person


@known_by
def wrote_as(person: Person) -> Iterator[tuple[str, str]]:
    """Names and addresses that their mails came under."""
    for name, address in (
        InboundMail.objects.filter(person=person).values_list("sender_name", "sender_address").distinct()
    ):
        yield "name", name
        yield "address", address


@erases(
    gettext_lazy("What they were sent"),
    Delivery,
    fate=Fate.NAMELESS,
    why=gettext_lazy("That somebody was told, when and with what result stays; address and words go."),
    order=40,
)
def sent(person: Person, traces: Traces) -> Iterator[Change]:
    theirs = Q(person=person.pk)
    for address in traces.addresses:
        theirs |= Q(address__iexact=address)
    rows = Delivery.objects.filter(theirs)
    blank = {"address": "", "subject": "", "text": "", "html": "", "headers": {}, "error": "", "result": ""}
    waiting = (Delivery.Stage.WAITING, Delivery.Stage.CLAIMED)
    yield Change(rows.filter(work__in=waiting), {**blank, "work": Delivery.Stage.CANCELLED})
    yield Change(rows.exclude(work__in=waiting), blank)


@erases(gettext_lazy("News for their daily mail"), DigestItem, order=41)
def digest(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(DigestItem.objects.filter(person=person))


@erases(
    gettext_lazy("Mails that came from them"),
    InboundMail,
    fate=Fate.NAMELESS,
    why=gettext_lazy("The raw mail and its sender go; that a mail came, when and what became of it stays."),
    order=42,
)
def came(person: Person, traces: Traces) -> Iterator[Change]:
    theirs = Q(person=person)
    for address in traces.addresses:
        theirs |= Q(sender_address__iexact=address) | Q(envelope_from__iexact=address)
    blank = {
        "sender_name": "", "sender_address": "", "envelope_from": "", "header_id": "", "flood_key": "", "path": "",
        "explanation": "", "error": "", "subject": "", "person": None,
    }  # fmt: skip
    yield Change(InboundMail.objects.filter(theirs), blank, files="path")
    yield Change(InboundMail.objects.filter(settled_by=person), {"settled_by": None})
