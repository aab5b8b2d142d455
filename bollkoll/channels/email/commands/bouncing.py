"""A mail of ours that came back."""

from bollkoll.channels.email.commands.outbound import mark_bounced, mark_delayed
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.log.models import Delivery
from bollkoll.people.actor import SYSTEM


def returned(delivery: Delivery, parsed: ParsedMail) -> None:
    """Write down what a returned mail says of the one we sent. ``failed`` is for good, whatever its status;
    ``delayed`` is not.
    """
    bounce = parsed.bounce
    status = bounce.status if bounce else ""
    why = " ".join(filter(None, [status, bounce.diagnostic if bounce else ""])) or "returned"
    if bounce is not None and bounce.action == "delayed":
        mark_delayed(SYSTEM, delivery, why=f"delayed {why}")
    else:
        mark_bounced(SYSTEM, delivery, why=why)
