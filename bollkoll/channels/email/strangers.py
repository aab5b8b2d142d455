"""The answer to unknown senders."""

import hashlib

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.channels.email import envelope, letters, references, rules
from bollkoll.channels.email.letters import Letter
from bollkoll.channels.email.models import InboundMail
from bollkoll.kit import text as texts
from bollkoll.kit.ids import uuid7
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import now
from bollkoll.log.models import Delivery
from bollkoll.services import queries as services


def write_to_stranger(mail: InboundMail) -> Delivery | None:
    """The bilingual answer to an unknown sender; nothing when they, or too many others, have had one lately."""
    address = mail.sender_address
    whom = f"email:stranger:{hashlib.sha256(address.encode()).hexdigest()[:32]}:"
    answered = Delivery.objects.filter(key__startswith="email:stranger:")
    if answered.filter(key__startswith=whom, made_at__gt=now() - rules.STRANGER_ANSWER_EVERY).exists():
        return None
    if answered.filter(made_at__gt=now() - rules.FLOOD_WINDOW * 6).count() >= rules.STRANGER_ANSWERS_PER_HOUR:
        return None
    made_id = uuid7()
    headers = envelope.headers_of(made_id, machine=envelope.MACHINES["stranger"])
    if mail.header_id:
        headers["In-Reply-To"] = headers["References"] = mail.header_id
    organisation = services.organisation()
    texts_of: list[str] = []
    for language in ("sv", "en"):
        with translation.override(language):
            own_words = organisation.who_may
            texts_of += [
                _("Thank you for your mail. %(support)s is the support of those who support others: only registered "
                  "contacts at the institutions can write to us, so nobody here will answer it.")
                % {"support": organisation.name},
                _("Are you a student, teacher or member of staff? Then turn to the support at your own institution. "
                  "They know your matter best, and take it further to us when they need to."),
                own_words,
            ]  # fmt: skip
    with translation.override("sv"):
        letter = Letter(
            heading=f"{organisation.name_sv} / {organisation.name_en or organisation.name_sv}", paragraphs=texts_of
        )
        letter.links = [(_("Who may write to us"), letters.absolute(reverse("portal:about")))]
        text, html = envelope.render(letter)
    subject = texts.one_line(f"Sv: {masked(rules.bare_subject(mail.subject))}", 200)[0]
    return envelope.store(
        made_id,
        f"{whom}{now():%Y-%m-%dT%H:%M}",
        references.message_id(made_id, None),
        address,
        subject,
        text,
        html,
        headers,
    )
