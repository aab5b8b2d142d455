"""Telling reporters that a version with something for them is in production."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.development.commands.owed import close_again, corrected, locked, put_down
from bollkoll.development.events import Told
from bollkoll.development.models import Telling
from bollkoll.development.rules import told_mark
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor


@command
def say_told(actor: Actor, telling: Telling) -> Telling:
    """The reporter knows already: it was said by telephone, or need not be said. The ball ends, and a
    case that was opened for it alone is closed again."""
    (case,) = locked([telling.case])
    if telling.told_at or telling.withdrawn_at:
        raise Refused(_("That is already so."), "unchanged")
    _told(case, telling, None)
    close_again(case)
    record(Told(case=case, version=telling.version_id))
    return telling


@command
def tell(actor: Actor, case: Case, *, message: Message) -> Case:
    """An answer has gone out. Whoever wrote it said that it tells the reporter of these versions, and those balls end.

    That it names a version is not enough: it may say that it did not help. Refused (``unchanged``) when it tells of
    nothing that was to be told.
    """
    rows = Telling.objects.open().filter(case=case).select_related("version", "ball")
    told = [row for row in rows if told_mark(row.version_id) in message.marks]
    if not told or message.kind != Message.Kind.ANSWER or message.released_at is None:
        raise Refused(_("That is already so."), "unchanged")
    for row in told:
        _told(case, row, message)
        record(Told(case=case, version=row.version_id), actor=Actor(message.author) if message.author else None)
    return case


def _told(case: Case, row: Telling, message: Message | None) -> None:
    if row.is_wrong:
        corrected(row)
    else:
        row.told_at, row.message = now(), message
        row.save(update_fields=["told_at", "message"])
    put_down(row, Commitment.End.KEPT)
