"""Signed links: the only key to a subscription. They prove that the holder has read a mail that went to the mailbox."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bollkoll.channels.bulletins.models import Subscription

CONFIRM, KEEP = "bollkoll.bulletins.confirm", "bollkoll.bulletins.keep"


def token(subscription: UUID, salt: str) -> str:
    return signing.Signer(salt=salt).sign(subscription.hex)


def read(text: str, salt: str) -> UUID | None:
    """The subscription that a link names; ``None`` when we did not make it."""
    try:
        return UUID(signing.Signer(salt=salt).unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def confirm_url(subscription: Subscription) -> str:
    return _absolute("confirm", token(subscription.pk, CONFIRM))


def keep_url(subscription: UUID) -> str:
    """The page where a subscription is seen, changed and left."""
    return _absolute("subscription", token(subscription, KEEP))


def leave_url(subscription: UUID) -> str:
    return _absolute("leave", token(subscription, KEEP))


def _absolute(name: str, text: str) -> str:
    return settings.CONFIG.base_url + reverse(f"bulletins:{name}", args=[text])
