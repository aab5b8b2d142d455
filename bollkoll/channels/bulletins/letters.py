"""What the mailbox of a subscription is told about the subscription itself. One letter, one delivery in the outbox."""

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.channels.bulletins import links, rules
from bollkoll.channels.bulletins.models import Subscription
from bollkoll.channels.email import envelope, references
from bollkoll.channels.email.letters import Letter
from bollkoll.kit.ids import uuid7
from bollkoll.log.acting import is_history, now
from bollkoll.log.models import Delivery
from bollkoll.services import queries as services
from bollkoll.ui import dates

MOST_A_DAY = 3
"""So many letters of one sort to one mailbox within a day: others may write its address into our form."""


def confirm(row: Subscription) -> Delivery | None:
    """Asks the mailbox whether it wants what somebody has asked for on its behalf."""
    with translation.override(row.wanted["language"] if row.wanted else row.language):
        name = services.organisation().name
        letter = Letter(
            heading=_("Do you want to get operating information?"),
            paragraphs=[
                _("Somebody, we hope you, has asked %(support)s to send operating information here.")
                % {"support": name}
            ],
            closing=[
                _("If it was not you, do nothing: then nothing is sent, and the address is forgotten in two days.")
            ],
            subject=_("Confirm your subscription to operating information"),
        )
        if row.is_webhook:
            letter.paragraphs.append(_("It is to be sent to the webhook %(url)s.") % {"url": row.url})
        letter.links = [(_("See what was asked for, and confirm"), links.confirm_url(row))]
        return _send(row, "confirm", letter)


def leaving(row: Subscription) -> Delivery | None:
    """Tells all readers of a shared mailbox that one of them wants no more."""
    with translation.override(row.language):
        assert row.leaving_at is not None
        letter = Letter(
            heading=_("Somebody who reads this mailbox wants no more operating information"),
            paragraphs=[
                _("Several people read it, so one of you cannot decide for the others. Nothing more is sent from "
                  "%(when)s, unless somebody says before then that you want to go on.")
                % {"when": dates.exact(row.leaving_at, row.language)}
            ],
            links=[(_("Go on getting it"), links.keep_url(row.pk))],
            subject=_("Shall operating information stop?"),
        )  # fmt: skip
        return _send(row, "leaving", letter)


def narrowing(row: Subscription) -> Delivery | None:
    """Tells all readers of a shared mailbox that one of them wants less."""
    with translation.override(row.language):
        assert row.leaving_at is not None
        letter = Letter(
            heading=_("Somebody who reads this mailbox wants less operating information"),
            paragraphs=[
                _("Several people read it, so one of you cannot decide for the others. The new choice holds from "
                  "%(when)s, unless somebody says before then that you want to keep what you get now.")
                % {"when": dates.exact(row.leaving_at, row.language)}
            ],
            links=[(_("See the new choice, or keep what you get now"), links.keep_url(row.pk))],
            subject=_("Shall this mailbox get less operating information?"),
        )  # fmt: skip
        return _send(row, "leaving", letter)


def chosen_anew(row: Subscription) -> Delivery | None:
    """Tells all readers of a shared mailbox that what they get has changed."""
    with translation.override(row.language):
        letter = Letter(
            heading=_("What operating information this mailbox gets has been changed"),
            paragraphs=[_("One of those who read it has chosen anew. Look at the choice if it was not you.")],
            links=[(_("See and change the choice"), links.keep_url(row.pk))],
            subject=_("Your subscription to operating information has been changed"),
        )
        return _send(row, "chosen", letter)


def webhook_failing(row: Subscription) -> Delivery | None:
    with translation.override(row.language):
        days = rules.GIVE_UP_AFTER.days
        letter = Letter(
            heading=_("Your webhook does not answer"),
            paragraphs=[
                _("We have tried to send operating information to %(url)s for many hours. We go on trying with each "
                  "new notice; if it still fails after %(days)s days, the subscription ends.")
                % {"url": row.url, "days": days}
            ],
            links=[(_("See and change the choice"), links.keep_url(row.pk))],
            subject=_("Your webhook does not answer"),
        )  # fmt: skip
        return _send(row, "failing", letter)


def _send(row: Subscription, sort: str, letter: Letter) -> Delivery | None:
    """Put it in the outbox, unless the mailbox has had enough of that sort today, or it is history."""
    prefix = f"bulletins:{sort}:{row.pk.hex}:"
    today = Delivery.objects.filter(key__startswith=prefix, made_at__gt=now() - rules.ONE_DAY)
    if is_history() or today.count() >= MOST_A_DAY:
        return None
    made_id = uuid7()
    headers = envelope.headers_of(made_id, machine="auto-generated")
    text, html = envelope.render(letter)
    return envelope.store(
        made_id, f"{prefix}{made_id.hex}", references.message_id(made_id, None), row.address, letter.subject, text,
        html, headers, topic=f"subscription:{row.pk.hex}",
    )  # fmt: skip
