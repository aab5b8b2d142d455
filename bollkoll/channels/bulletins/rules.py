"""What a subscription asks for, and how one is left. No database."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from bollkoll.kit.personal import is_functional

KINDS = ("disturbance", "planned", "information")
URGENCY = {kind: place for place, kind in enumerate(KINDS)}
"""The lower, the sooner it goes out."""

CONFIRM_WITHIN = timedelta(hours=48)
"""Whoever has not confirmed by then never asked; nothing of the address is kept."""
LEAVE_AFTER = timedelta(days=7)
"""How long the readers of a shared mailbox have to say that they want to go on."""
FORGET_AFTER = timedelta(days=30)
"""How long the address of a subscription that has ended is kept, so that one can say why mail stopped."""
GIVE_UP_AFTER = timedelta(days=3)
"""How long a webhook may fail before its subscription ends."""
ONE_DAY = timedelta(hours=24)
NO_SUCH_MAILBOX = ("5.1.1", "5.1.2", "5.1.6", "5.1.10")
"""Status codes of a mailbox that is not there (RFC 3463 §3.2); a full one may have room tomorrow."""

_MANY = re.compile(r"(?:[a-z]+-)?(?:lista?|alla|all|exp|servicedesk)(?:-[a-z]+)?")


def looks_shared(address: str) -> bool:
    """Whether a mailbox is probably read by several: all of its name says what it is for, and nothing who it is."""
    local, _at, domain = address.casefold().partition("@")
    return is_functional(local, domain) or bool(_MANY.fullmatch(local))


def wants(chosen: dict[str, Any], notice: dict[str, Any]) -> bool:
    """Whether a subscription is for a notice: in each respect everything, or something that the notice concerns.

    ``chosen`` has ``kinds``, ``services``, ``environments`` and ``institutions``, lists of keys, empty for all.
    ``notice`` has the same names; an empty list there concerns everybody too.
    """
    return all(_meet(chosen.get(name) or (), notice.get(name) or ()) for name in RESPECTS)


def narrows(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether something that came before comes no more."""
    return any(
        after.get(name) and (not before.get(name) or not set(before[name]) <= set(after[name])) for name in RESPECTS
    )


RESPECTS = ("kinds", "services", "environments", "institutions")


def _meet(wanted: Collection[str], concerned: Iterable[str]) -> bool:
    concerned = set(concerned)
    return not wanted or not concerned or not concerned.isdisjoint(wanted)


# Signatures of webhooks, as Standard Webhooks 1.0 has them, so that its libraries verify ours.


def signed(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,<base64 of HMAC-SHA256 over id.timestamp.body>``. ``secret`` is ``whsec_`` and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
