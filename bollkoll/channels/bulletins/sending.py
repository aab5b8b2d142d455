"""Sending copies: in small batches under a lease, over one connection, each finished as soon as it has gone.

Two lanes take turns: the most urgent and newest bulletin, and the oldest. So a second notice in the middle of ten
thousand mails goes out at once at half the pace or more, and nothing starves. A worker that is killed leaves its batch
to the next; only the one message in flight may go again, with the same Message-ID.
"""

import itertools
import smtplib
from datetime import timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bollkoll.channels.bulletins import commands, links, rules, webhooks
from bollkoll.channels.bulletins.drawing import KEEP_MARK
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription
from bollkoll.channels.email import envelope, references
from bollkoll.channels.email.sending import Trouble, hand_over
from bollkoll.log.acting import Refused
from bollkoll.log.leases import claim_some, due, finish, give_up, is_anything_due, put_back, renew
from bollkoll.people.actor import SYSTEM

BATCH = 25
LEASE_FOR = timedelta(minutes=2)
SENDS_WITHIN = timedelta(seconds=45)
"""The longest that one message may take, the mail server's patience included: a lease with less left is renewed."""
LOOKED_BACK = timedelta(days=14)

_turns = itertools.count()


def send_mails(worker: str, *, lease_for: timedelta = LEASE_FOR) -> bool:
    """Send the next batch. False when nothing is due."""
    batch = _claim(worker, Subscription.Channel.MAIL, BATCH, lease_for)
    if not batch:
        return False
    connection = get_connection()
    try:
        for copy in batch:
            if _is_ours(copy, lease_for):
                _send_one(copy, connection)
    finally:
        _close(connection)
    return True


def call_webhooks(worker: str) -> bool:
    """Tell the next webhook. One at a time: each may be slow."""
    batch = _claim(worker, Subscription.Channel.WEBHOOK, 1, LEASE_FOR)
    for copy in batch:
        answer = webhooks.post(copy)
        if answer.is_taken:
            _sent(copy, answer.said)
        elif answer.is_gone:
            _never(copy, answer.said, no_such=True)
        else:
            _not_now(copy, answer.said)
    return bool(batch)


def _claim(worker: str, channel: str, most: int, lease_for: timedelta) -> list[Copy]:
    if not is_anything_due(Copy, timezone.now()):
        return []
    bulletin = _next_bulletin(channel, newest=next(_turns) % 2 == 0)
    if bulletin is None:
        return []
    return claim_some(Copy, worker, most, lease_for=lease_for, channel=channel, bulletin=bulletin)


def _next_bulletin(channel: str, *, newest: bool) -> UUID | None:
    now = timezone.now()
    waiting = Copy.objects.filter(due(now), bulletin=OuterRef("pk"), channel=channel)
    rows = Bulletin.objects.filter(Exists(waiting), made_at__gt=now - LOOKED_BACK)
    order = ("urgency", "-made_at") if newest else ("made_at",)
    return rows.order_by(*order).values_list("pk", flat=True).first()


def _is_ours(copy: Copy, lease_for: timedelta) -> bool:
    """Still, and for as long as one message may take. The last of a batch has waited for those before it."""
    left = copy.leased_until - timezone.now() if copy.leased_until else timedelta(0)
    return left >= SENDS_WITHIN or renew(copy, lease_for)


def _send_one(copy: Copy, connection) -> None:
    subscription = Subscription.objects.get(pk=copy.subscription_id)
    if not subscription.is_active:
        finish(copy, result="ended")
        return
    trouble = hand_over(message(copy, subscription, connection))
    if trouble is None:
        _sent(copy, "sent")
    elif trouble.is_final:
        _never(copy, trouble.said, no_such=trouble.is_recipient and _is_no_such_mailbox(trouble))
        _close(connection)
    else:
        _close(connection)  # the next begins with a new one
        _not_now(copy, trouble.said)


def _is_no_such_mailbox(trouble: Trouble) -> bool:
    return any(code in trouble.said for code in rules.NO_SUCH_MAILBOX)


def _sent(copy: Copy, said: str) -> None:
    finish(copy, result=said[:200])
    if Subscription.objects.filter(pk=copy.subscription_id, failing_since__isnull=False).exists():
        _try(commands.mark_reached, copy.subscription)


def _not_now(copy: Copy, said: str) -> None:
    if not put_back(copy, said):
        _try(commands.mark_failing, copy.subscription)


def _never(copy: Copy, said: str, *, no_such: bool) -> None:
    give_up(copy, said)
    if no_such:
        _try(commands.mark_unreachable, copy.subscription, copy=copy, why=said)
    else:
        _try(commands.mark_failing, copy.subscription)


def _try(command, subscription: Subscription, **arguments) -> None:
    try:
        command(SYSTEM, subscription, **arguments)
    except Refused:
        return  # it is so already


def _close(connection) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None  # the server had gone already


def message(copy: Copy, subscription: Subscription, connection) -> EmailMultiAlternatives:
    """The mail as it goes out. Threads hold together by the notice (RFC 5322 §3.6.4); one click leaves (RFC 8058)."""
    words = copy.bulletin.words.get(subscription.language) or copy.bulletin.words["sv"]
    keep, leave = links.keep_url(subscription.pk), links.leave_url(subscription.pk)
    root = f"<notice.{copy.bulletin.notice.hex}@{references.domain()}>"
    headers = envelope.headers_of(copy.pk, machine="auto-generated") | {
        "Message-ID": references.message_id(copy.pk, None),
        "In-Reply-To": root,
        "References": root,
        "List-Id": f"<notices.{references.domain()}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
    }
    envelope_from = headers.pop("Return-Path")
    mail = EmailMultiAlternatives(
        subject=words["subject"], body=words["text"].replace(KEEP_MARK, keep), from_email=envelope_from,
        to=[subscription.address], headers=headers, connection=connection,
    )  # fmt: skip
    mail.attach_alternative(words["html"].replace(KEEP_MARK, keep), "text/html")
    return mail
