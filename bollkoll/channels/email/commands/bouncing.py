"""A mail of ours that came back."""

from uuid import UUID

from bollkoll.channels.email import returns
from bollkoll.channels.email.commands.outbound import mark_bounced, mark_delayed
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.log.models import Delivery
from bollkoll.people.actor import SYSTEM


def returned(delivery: Delivery, parsed: ParsedMail) -> None:
    """Write down what a returned mail says of the one we sent. ``failed`` is for good, whatever its status;
    ``delayed`` is not.
    """
    if _is_delayed(parsed):
        mark_delayed(SYSTEM, delivery, why=f"delayed {_why(parsed)}")
    else:
        mark_bounced(SYSTEM, delivery, why=_why(parsed))


def returned_to_its_owner(key: UUID, parsed: ParsedMail) -> None:
    """The same of a mail that was no delivery to a person: whoever sent it decides."""
    owner = returns.find(key)
    if owner is not None:
        owner.came_back(key, _why(parsed), not _is_delayed(parsed))


def _is_delayed(parsed: ParsedMail) -> bool:
    return parsed.bounce is not None and parsed.bounce.action == "delayed"


def _why(parsed: ParsedMail) -> str:
    bounce = parsed.bounce
    return " ".join(filter(None, [bounce.status, bounce.diagnostic] if bounce else [])) or "returned"
