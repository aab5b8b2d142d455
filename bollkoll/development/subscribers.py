"""What development does when something happens in cases, and once more when it happens here: it does not matter who was
first, a link or a version that came into production."""

from django.db.models import Q

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.development import commands
from bollkoll.development.models import AgendaItem, Telling, Version
from bollkoll.development.queries.owed import unsettled_cases
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.log.subscribers import subscriber
from bollkoll.people.actor import SYSTEM

OURS = (Commitment.Step.LIFT, Commitment.Step.TELL)


def _try(command, event: Event, case: Case, **arguments) -> None:
    try:
        with act(SYSTEM, cause=event):
            command(SYSTEM, case, **arguments)
    except Refused:
        return


@subscriber("development.tell", ["cases.answered"])
def tell(event: Event) -> None:
    """An answer that says that it tells of a version has told it."""
    case = Case.objects.filter(pk=event.data["case"], tellings__in=Telling.objects.open()).first()
    message = Message.objects.filter(pk=event.data["message"]).first()
    if case and message:
        _try(commands.tell, event, case, message=message)


CHANGES = ["cases.reopened", "cases.unmerged", "cases.protected", "cases.person_unnamed", "development.issue_linked"]


@subscriber("development.settle", CHANGES)
def settle(event: Event) -> None:
    """A case is open again, or concerns one issue more; or fewer see it, and a holder may be one who no longer does. What
    it was merged into may have had its questions."""
    for key in filter(None, (event.data.get("target"), event.data["case"])):
        for case in Case.objects.filter(pk=key):
            _try(commands.settle, event, case)


@subscriber("development.owe_still", ["cases.closed"])
def owe_still(event: Event) -> None:
    """Whoever was told of a version that is not there is owed that word, whoever closed the case."""
    for case in Case.objects.filter(
        pk=event.data["case"], tellings__in=Telling.objects.open().filter(is_wrong=True)
    ).distinct():
        _try(commands.settle, event, case)


@subscriber("development.follow_merge", ["cases.merged"])
def follow_merge(event: Event) -> None:
    """What the developers and the teams were asked goes on in the case that it was merged into."""
    case = Case.objects.filter(pk=event.data["case"], merged_into=event.data["target"]).first()
    if case and case.merged_into:
        _try(commands.follow_merge, event, case, target=case.merged_into)


@subscriber("development.follow_ball", ["commitments.ball_moved"])
def follow_ball(event: Event) -> None:
    """A ball of ours was passed on (somebody is away): know the new one, and give it the meeting's time."""
    if event.data.get("step") not in OURS:
        return
    stale = Q(lifted__in=AgendaItem.objects.open().filter(ball__ended_at__isnull=False))
    stale |= Q(tellings__in=Telling.objects.open().filter(ball__ended_at__isnull=False))
    for case in Case.objects.filter(stale, pk=event.data["subject"]).distinct():
        _try(commands.settle, event, case)


@subscriber("development.follow_version", ["development.version_arrived", "development.arrival_taken_back"])
def follow_version(event: Event) -> None:
    """Links that were made in the same moment are not missed."""
    for version in Version.objects.filter(pk=event.data["version"]):
        for case in unsettled_cases(version):
            _try(commands.settle, event, case)
