"""Entries of the dialogue that the steps of an order make: they are there at once, and move no ball."""

from collections.abc import Sequence
from typing import Any

from bollkoll.cases.commands.dialogue import _write
from bollkoll.cases.events import Answered, Noted, Replied
from bollkoll.cases.models import Attachment, Case, Message
from bollkoll.log.acting import now, record
from bollkoll.people.actor import Actor


def write(actor: Actor, case: Case, kind: str, text: str, files: Sequence[Attachment] = ()) -> Message:
    """Write in a case within the act of whoever owns the procedure, whose policy has been asked already.

    An answer goes to the reporter at once, a note stays inside; a reply wakes nobody, since the step goes on by itself.
    """
    more: dict[str, Any] = {"release_at": now()} if kind == Message.Kind.ANSWER else {}
    message = _write(actor, case, kind, text, files, released_at=now(), **more)
    if kind == Message.Kind.ANSWER:
        record(Answered(case=case, message=message, then=Message.Then.KEEP), actor=actor)
    elif kind == Message.Kind.REPLY:
        record(Replied(case=case, message=message), actor=actor)
    else:
        record(Noted(case=case, message=message), actor=actor)
    if kind != Message.Kind.NOTE:
        case.last_contact_at = now()
        case.save(update_fields=["last_contact_at"])
    return message
