"""Letters to those who have no account: whom an order was for, at the address that the orderer gave."""

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.channels.email import envelope, references
from bollkoll.channels.email.letters import Letter
from bollkoll.kit.ids import uuid7
from bollkoll.log.models import Delivery, Event
from bollkoll.orders.models import Order
from bollkoll.orders.queries.whom import user_address
from bollkoll.services import queries as services


def tell_user(event: Event) -> Delivery | None:
    """That what was ordered for them is done, and by whom it was ordered. Nothing of a protected order."""
    order = (
        Order.objects.filter(pk=event.data["case"]).select_related("version", "case__subject", "case__reporter").first()
    )
    if order is None or order.user_id is not None or order.case.subject.is_protected:
        return None
    address = user_address(order)
    if not address:
        return None
    made_id = uuid7()
    with translation.override(order.case.reporter.language):
        subject = _("What was ordered for you is done")
        letter = Letter(
            heading=subject,
            paragraphs=[
                f"{order.version.title} · {order.case.institution}",
                _("It was ordered by %(name)s, to whom you turn with questions.") % {"name": order.case.reporter.name},
                _("You cannot reply to this mail, since you have no account at %(support)s.")
                % {"support": services.organisation().name},
            ],
        )
        text, html = envelope.render(letter)
    return envelope.store(
        made_id, f"email:{event.pk}:user", references.message_id(made_id, None), address, subject, text, html,
        envelope.headers_of(made_id, machine="auto-generated"), event=event, topic=order.topic,
    )  # fmt: skip
