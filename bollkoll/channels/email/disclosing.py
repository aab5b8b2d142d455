"""What mail has of a case: who was told what, when and with what result, and what came in.

The words of a mail to the reporter are those of the dialogue; raw mail stays in the house.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.email.models import DigestItem, InboundMail
from bollkoll.log.disclosing import Group, Section, about_person, in_case, items
from bollkoll.log.models import Delivery
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@in_case(order=75)
def told(actor: Actor, case: Case) -> Iterator[Section]:
    rows = Delivery.objects.filter(topic=case.topic).select_related("person").order_by("made_at", "pk")
    yield Section(
        "told",
        _("Who was told"),
        items(
            rows,
            ("at", _("When"), "made_at"),
            ("to", _("To"), "address"),
            ("subject", _("Subject"), "subject"),
            ("state", _("How it went"), "get_work_display"),
        ),
        Group.HISTORY,
    )
    came = InboundMail.objects.filter(case=case).order_by("received_at", "pk")
    yield Section(
        "mails",
        _("Mails that came in"),
        items(
            came,
            ("at", _("When"), "received_at"),
            ("from", _("From"), "sender_address"),
            ("subject", _("Subject"), "subject"),
            ("outcome", _("How it went"), "get_outcome_display"),
            ("sha256", "SHA-256", "sha256"),
        ),
        Group.HISTORY,
    )


@about_person(Delivery, InboundMail, DigestItem, order=75)
def of_person(actor: Actor, person: Person) -> Iterator[Section]:
    """What they were sent and what came from them; of a protected case that the actor does not see, nothing."""
    hidden = Case.objects.exclude(pk__in=Case.objects.visible_to(actor).values("pk"))
    topics = [f"case:{key}" for key in hidden.values_list("pk", flat=True)]
    sent = Delivery.objects.filter(person=person.pk).exclude(topic__in=topics).order_by("made_at", "pk")
    yield Section(
        "sent",
        _("What they were sent"),
        items(
            sent,
            ("at", _("When"), "made_at"),
            ("to", _("To"), "address"),
            ("subject", _("Subject"), "subject"),
            ("state", _("How it went"), "get_work_display"),
            text="text",
        ),
    )
    came = InboundMail.objects.filter(person=person).exclude(case__in=hidden.values("pk")).order_by("received_at", "pk")
    columns = (
        ("at", _("When"), "received_at"),
        ("from", _("From"), "sender_address"),
        ("subject", _("Subject"), "subject"),
    )
    yield Section("came", _("Mails that came in"), items(came, *columns))
    settled = InboundMail.objects.filter(settled_by=person).order_by("settled_at")
    yield Section("settled", _("Held mails they dealt with"), items(settled, ("at", _("When"), "settled_at")))
    waiting = DigestItem.objects.filter(person=person).order_by("made_at")
    yield Section("digest", _("News for their daily mail"), items(waiting, ("at", _("When"), "made_at")))
