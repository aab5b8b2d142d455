"""Telling a webhook: one signed POST (Standard Webhooks 1.0), to an address of the public internet, following nothing.

Where we connect was chosen by a stranger, so the name is resolved once, every address of it must be public, and the
connection goes to one of those (``kit.network``). Hosts that the operator names in ``BOLLKOLL_WEBHOOK_HOSTS`` are
trusted: an institution's own network may stand beside ours.
"""

import http.client
import json
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from bollkoll.channels.bulletins import rules
from bollkoll.channels.bulletins.models import Copy
from bollkoll.kit.network import NotPublic, public_addresses

PATIENCE_SECONDS = 10
READ_AT_MOST = 2000


@dataclass(frozen=True)
class Answer:
    """What became of it: taken (2xx), gone for good (410), or something to try again."""

    status: int
    said: str

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == http.client.GONE


def trusted_hosts() -> set[str]:
    return {host.strip().casefold() for host in settings.CONFIG.webhook_hosts.split(",") if host.strip()}


def is_allowed(url: str) -> bool:
    """Whether an address has the form of a webhook that we would call: https, or http on a trusted host."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
        assert parts.port is None or parts.port
    except (ValueError, AssertionError):
        return False
    if not host or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in trusted_hosts())


def post(copy: Copy) -> Answer:
    """Send a copy. Never raises: what goes wrong is the answer."""
    subscription, message_id = copy.subscription, f"msg_{copy.pk.hex}"
    body = json.dumps(copy.bulletin.payload, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = int(time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Bollkoll",
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": rules.signed(subscription.secret, message_id, stamp, body),
    }
    try:
        connection = _connect(subscription.url)
        try:
            parts = urlsplit(subscription.url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body=body, headers=headers)
            response = connection.getresponse()
            response.read(READ_AT_MOST)
            return Answer(response.status, f"{response.status} {response.reason}"[:200])
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, NotPublic, ValueError) as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:200])


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if host.casefold() in trusted_hosts():
        address = host
    elif parts.scheme == "https":
        address = public_addresses(host, port)[0]
    else:
        raise NotPublic("Only https.")
    sock = socket.create_connection((address, port), timeout=PATIENCE_SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
    if parts.scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except OSError:
            sock.close()
            raise
    connection.sock = sock
    return connection
