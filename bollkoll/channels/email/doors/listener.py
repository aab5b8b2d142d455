"""The listener: SMTP or LMTP from the mail server in front. It says 250 only when the message is safe on disk.

It takes mail for our own addresses only and relays nothing. It speaks no TLS and knows no logins: it listens on the
loopback, or on a network of its own with the mail server in front.
"""

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connections

from bollkoll import __version__
from bollkoll.channels.email import references, storing
from bollkoll.channels.email.models import InboundMail
from bollkoll.kit.mailserver import MailServer

logger = logging.getLogger(__name__)

TRY_AGAIN = "451 4.3.0 The message could not be stored now; try again later"


class Door:
    """What happens at each step of the protocol. The database is asked in threads, so that sessions do not wait on
    another.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802
        try:
            ours = await asyncio.to_thread(_with_connection, references.is_ours, address)
        except Exception as error:
            logger.error("a recipient could not be checked: %s: %s", type(error).__name__, error)
            return "451 4.3.0 Try again later"
        if not ours:
            return "550 5.1.1 There is no such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = bytes(envelope.original_content or b"")
        if not raw.strip():
            answer = "554 5.6.0 The message is empty"
        else:
            answer = await asyncio.to_thread(_with_connection, self._store, raw, envelope)
        # LMTP answers once for each recipient (RFC 2033 §4.2); they share one message and one fate.
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self.source == InboundMail.Source.LMTP else 1))

    def _store(self, raw: bytes, envelope: Envelope) -> str:
        try:
            mail = storing.store(
                raw, source=self.source, envelope_from=envelope.mail_from or "<>", envelope_to=envelope.rcpt_tos
            )
        except Exception as error:  # the sender keeps it and tries again
            logger.error("mail could not be stored: %s: %s", type(error).__name__, error)
            return TRY_AGAIN
        return f"250 2.0.0 OK kept as {mail.pk}"


def _with_connection(work: Any, *arguments: Any) -> Any:
    try:
        return work(*arguments)
    finally:
        connections.close_all()  # the thread may never be used again, and would keep its connection


class _LongLines:
    """RFC 5321 §4.5.3.1.6 lets a server refuse lines over 1,000 octets. Real mail breaks it, and what has come this far is
    kept: a line may be as long as a message.
    """

    line_length_limit = settings.CONFIG.max_message_mb * 1024 * 1024


class _Smtp(_LongLines, SMTP):
    pass


class _Lmtp(_LongLines, LMTP):
    pass


class _Controller(Controller):
    def __init__(self, door: Door, *, is_lmtp: bool, **more: Any) -> None:
        self.is_lmtp = is_lmtp
        super().__init__(door, **more)

    def factory(self) -> SMTP:
        return (_Lmtp if self.is_lmtp else _Smtp)(self.handler, **self.SMTP_kwargs)


def serve(url: str) -> Controller:
    """Listen at ``smtp://host:port`` or ``lmtp://host:port`` until ``stop()`` is called on what this returns."""
    place = MailServer(url)
    is_lmtp = place.scheme == "lmtp"
    controller = _Controller(
        Door(InboundMail.Source.LMTP if is_lmtp else InboundMail.Source.SMTP),
        is_lmtp=is_lmtp,
        hostname=place.host,
        port=place.port,
        data_size_limit=settings.CONFIG.max_message_mb * 1024 * 1024,
        enable_SMTPUTF8=True,
        decode_data=False,
        ident=f"Bollkoll {__version__}",
    )
    controller.start()
    logger.info("listening for mail at %s", url)
    return controller
