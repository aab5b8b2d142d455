"""Mail comes in: accepted, read, held."""

from collections.abc import Sequence
from uuid import UUID

from bollkoll.channels.email.commands import becoming
from bollkoll.channels.email.commands.claims import Claim, prove
from bollkoll.channels.email.events import Accepted, Held, Processed
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.channels.email.routing import Decision
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.leases import finish
from bollkoll.people.actor import SYSTEM, Actor

Outcome, Reason = InboundMail.Outcome, InboundMail.Reason


@command
def accept(
    actor: Actor,
    subject: None = None,
    *,
    mail_id: UUID,
    path: str,
    sha256: str,
    size: int,
    source: str,
    recipients_key: str,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    mailbox: str = "",
    uidvalidity: int | None = None,
    uid: int | None = None,
) -> InboundMail:
    """Take responsibility for a message whose file is safe (``storing.store`` has written it)."""
    mail = InboundMail.objects.create(
        id=mail_id, path=path, sha256=sha256, size=size, source=source, received_at=now(), due_at=now(),
        envelope_from=envelope_from[:1000], envelope_to="\n".join(envelope_to), recipients_key=recipients_key,
        mailbox=mailbox, uidvalidity=uidvalidity, uid=uid,
    )  # fmt: skip
    record(Accepted(mail=mail, source=source), actor=SYSTEM)
    return mail


@command
def process(actor: Actor, mail: InboundMail, *, claim: Claim, decision: Decision, parsed: ParsedMail) -> InboundMail:
    """Carry out what was decided about a message, once: the claim on it is fenced by its attempt.

    Called in an act of the person who wrote it. Raises :class:`Refused` when the cases' own rules say no; the caller
    holds it.
    """
    prove(mail, claim)
    became = becoming.carry_out(mail, parsed, decision)
    _settle(mail, decision, outcome=decision.outcome, message=became.message, case=became.case or decision.case)
    record(Processed(mail=mail, outcome=decision.outcome, reason=decision.reason), actor=SYSTEM)
    return mail


@command
def hold(actor: Actor, mail: InboundMail, *, claim: Claim, decision: Decision, explanation: str = "") -> InboundMail:
    """Keep it for a person to look at, with the reason. Nothing is lost and the others go on."""
    prove(mail, claim)
    _settle(mail, decision, outcome=Outcome.HELD, case=decision.case, explanation=explanation[:500])
    record(Held(mail=mail, reason=decision.reason), actor=SYSTEM)
    return mail


def _settle(mail: InboundMail, decision: Decision, **changes) -> None:
    changes = {
        "reason": decision.reason,
        "person": decision.person,
        "delivery": decision.delivery,
        "copy_of": decision.copy_of,
        "settled_at": now(),
        "settled_by": None,
        **changes,
    }
    if not finish(mail, **changes):
        raise Refused("somebody else is reading the message", "not_ours")
    for name, value in changes.items():
        setattr(mail, name, value)
