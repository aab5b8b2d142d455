"""Who may: machines take mail in and send it; agents look after what is held; each person their own mail.

A mail that belongs to a case is the case's: whoever may not see the case (a protected one) may do nothing with its
mail.
"""

from bollkoll.cases.policy import may_see
from bollkoll.channels.email.models import InboundMail
from bollkoll.people.actor import Actor


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


accept = process = hold = _machine
mark_sent = mark_failed = mark_bounced = mark_cancelled = mark_delayed = send_digest = put_down_mended = (
    answer_stranger
) = _machine


def _keeps(actor: Actor, mail: InboundMail) -> bool:
    return actor.is_agent and (mail.case is None or may_see(actor, mail.case))


replay = let_in = add_to_case = discard = restore = _keeps
