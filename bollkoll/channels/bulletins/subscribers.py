"""What has been published goes to those who subscribe."""

from uuid import UUID

from bollkoll.channels.bulletins import commands, drawing
from bollkoll.channels.bulletins.models import Copy
from bollkoll.channels.bulletins.rules import NO_SUCH_MAILBOX
from bollkoll.channels.email import returns
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM
from bollkoll.status import queries as status


@subscriber("bulletins.note", ["status.update_published"])
def note(event: Event) -> None:
    """One bulletin for each update. History that is brought in from elsewhere is told nobody."""
    if event.via == "import":
        return
    notice = status.public_notice(event.data["notice"])
    update = next((one for one in notice["updates"] if one["id"] == event.data["update"]), None) if notice else None
    if notice is None or update is None:
        return
    with act(SYSTEM, cause=event):
        try:
            commands.note(
                SYSTEM, None, event=event, notice=UUID(notice["id"]), update=UUID(update["id"]), kind=notice["kind"],
                title=notice["title"]["sv"], concerns=drawing.concerns(notice),
                payload=drawing.payload(notice, update),
            )  # fmt: skip
        except Refused:
            return


def _knows(key: UUID) -> bool:
    return Copy.objects.filter(pk=key).exists()


def _came_back(key: UUID, why: str, is_final: bool) -> None:
    """A mailbox that is not there gets no more; a full one may have room tomorrow."""
    copy = Copy.objects.select_related("subscription").get(pk=key)
    try:
        if is_final and any(code in why for code in NO_SUCH_MAILBOX):
            commands.mark_unreachable(SYSTEM, copy.subscription, copy=copy, why=why)
        elif is_final:
            commands.mark_failing(SYSTEM, copy.subscription)
    except Refused:
        return


returns.owner(_knows, _came_back)
