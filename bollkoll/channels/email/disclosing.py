"""What mail has of a case: who was told what, when and with what result, and what came in.

The words of a mail to the reporter are those of the dialogue; raw mail stays in the house.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.channels.email.models import InboundMail
from bollkoll.log.disclosing import Group, Section, in_case, items
from bollkoll.log.models import Delivery
from bollkoll.people.actor import Actor


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
