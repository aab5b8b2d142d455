"""What falls due in cases: answers to send, waiting that is over, silence after a solution, things left lying about."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.models import Attachment, Case, Draft, Message, Once, Presence
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import CLOCK

LOOSE_FOR = timedelta(days=1)
"""A file that was sent up and is part of nothing is kept this long; a draft that names it keeps it longer."""
ONCE_FOR = timedelta(days=7)
DRAFT_FOR = timedelta(days=60)
PRESENCE_FOR = timedelta(minutes=5)
AT_ONCE = 200


def _answers() -> QuerySet[Message]:
    rows = Message.objects.filter(kind=Message.Kind.ANSWER, released_at=None, release_at__lte=timezone.now())
    return rows.select_related("case__subject").order_by("release_at")[:AT_ONCE]


@watch("cases.release_answer", due=_answers)
def release_answer(message: Message) -> None:
    commands.release_answer(CLOCK, message.case, message=message)


def _waited() -> QuerySet[Case]:
    waiting = (Case.State.WAITING_REPORTER, Case.State.WAITING_THIRD_LINE)
    return _looked_for(waiting)


def _silent() -> QuerySet[Case]:
    return _looked_for((Case.State.SOLVED,))


def _looked_for(states: Iterable[str]) -> QuerySet[Case]:
    rows = Case.objects.open().filter(state__in=states, subject__main__look_again_at__lte=timezone.now())
    return rows.select_related("subject__main").order_by("subject__main__look_again_at")[:AT_ONCE]


@watch("cases.remind", due=_waited, every=timedelta(seconds=20))
def remind(case: Case) -> None:
    commands.remind(CLOCK, case)


@watch("cases.close_silent", due=_silent, every=timedelta(minutes=1))
def close_silent(case: Case) -> None:
    commands.close_silent(CLOCK, case)


def _loose() -> list[Attachment]:
    old = Attachment.objects.filter(message=None, added_at__lte=timezone.now() - LOOSE_FOR)
    files = list(old.order_by("added_at")[:AT_ONCE])
    owners = {file.owner_id for file in files}
    kept = {
        key
        for fields in Draft.objects.filter(person__in=owners).values_list("fields", flat=True)
        for key in ([fields["files"]] if isinstance(fields.get("files"), str) else fields.get("files") or [])
    }
    return [file for file in files if str(file.pk) not in kept]


@watch("cases.remove_file", due=_loose, every=timedelta(minutes=10))
def remove_file(file: Attachment) -> None:
    commands.remove_file(CLOCK, file)


@watch("cases.sweep", due=lambda: [timezone.now()], every=timedelta(minutes=5))
def sweep(now) -> None:
    """Presence of pages that were closed without a word, keys of forms long sent, drafts that nobody came back to."""
    with housekeeping("sweep"):
        Presence.objects.filter(seen_at__lt=now - PRESENCE_FOR).delete()
        Once.objects.filter(at__lt=now - ONCE_FOR).delete()
        Draft.objects.filter(saved_at__lt=now - DRAFT_FOR).delete()
