"""The pipe: what a mail server hands over on standard input (``bollkoll mail deliver``).

Exit codes are those of sysexits.h, which Postfix, Exim and Sendmail read.
"""

import logging

from bollkoll.channels.email import storing
from bollkoll.channels.email.models import InboundMail

logger = logging.getLogger(__name__)

EX_OK, EX_DATAERR, EX_TEMPFAIL = 0, 65, 75


def deliver(raw: bytes, sender: str, recipient: str) -> int:
    """Store a message: 0 when it is safe, 75 when the mail server should try again, 65 when there is nothing in it.

    ``sender``: the envelope's sender; empty when not known, ``<>`` or ``MAILER-DAEMON`` for the null sender.
    ``recipient``: one address, or several with commas.
    """
    if not raw.strip():
        logger.error("there is no message on standard input")
        return EX_DATAERR
    recipients = [each.strip() for each in recipient.split(",") if each.strip()]
    sender = "<>" if sender.strip().upper() in ("<>", "MAILER-DAEMON") else sender.strip()
    try:
        storing.store(raw, source=InboundMail.Source.PIPE, envelope_from=sender, envelope_to=recipients)
    except Exception as error:  # whatever it is, the mail server keeps the message and tries again
        logger.error("mail could not be stored: %s: %s", type(error).__name__, error)
        return EX_TEMPFAIL
    return EX_OK
