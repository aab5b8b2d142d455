"""What falls due in cases: answers to send, waiting that is over, silence after a solution, things left lying about."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import commands, queries
from bollkoll.cases.models import Attachment, Case, Draft, Message, Once, Presence, Question
from bollkoll.cases.queries import reporters
from bollkoll.commitments.audit import Finding, check
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log.clock import watch
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Absence, Person

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
    return _looked_for(waiting)[:AT_ONCE]


def _silent() -> QuerySet[Case]:
    promised = Exists(queries.promised_beside(OuterRef("subject")))
    return _looked_for((Case.State.SOLVED,)).exclude(promised)[:AT_ONCE]


def _looked_for(states: Iterable[str]) -> QuerySet[Case]:
    rows = Case.objects.open().filter(state__in=states, subject__main__look_again_at__lte=timezone.now())
    rows = rows.exclude(subject__main__step__in=Commitment.PROCEDURE)  # orders remind in their own way
    return rows.select_related("subject__main").order_by("subject__main__look_again_at")


@watch("cases.remind", due=_waited, every=timedelta(seconds=20))
def remind(case: Case) -> None:
    commands.remind(CLOCK, case)


@watch("cases.close_silent", due=_silent, every=timedelta(minutes=1))
def close_silent(case: Case) -> None:
    commands.close_silent(CLOCK, case)


def _left_by_absent() -> list[tuple[Case, Person]]:
    """Cases with a ball that somebody holds who is away today; asked of the register's own index."""
    away = Absence.objects.on().values("person")
    held = Commitment.objects.open().filter(holder="person", person__in=away, subject__kind="case")
    held = held.exclude(step__in=Commitment.PROCEDURE)
    pairs = list(held.order_by("due_at").values_list("subject", "person").distinct()[:AT_ONCE])
    cases = Case.objects.open().select_related("subject").in_bulk([subject for subject, _person in pairs])
    people = Person.objects.in_bulk([person for _subject, person in pairs])
    return [(cases[subject], people[person]) for subject, person in dict.fromkeys(pairs) if subject in cases]


@watch("cases.stand_in", due=_left_by_absent, every=timedelta(seconds=30))
def stand_in(left: tuple[Case, Person]) -> None:
    case, person = left
    commands.stand_in(CLOCK, case, person=person)


def _not_accepted() -> list[Case]:
    """Offered to somebody who has not accepted in time, or who is not here."""
    gone = (
        Q(person__ended_at__isnull=False)
        | Q(person__line=Person.Line.NONE)
        | Q(person__in=Absence.objects.on().values("person"))
    )
    offers = Offer.objects.open().filter(Q(accept_by__lte=timezone.now()) | gone, subject__kind="case")
    subjects = list(offers.order_by("accept_by").values_list("subject", flat=True)[:AT_ONCE])
    return list(Case.objects.open().select_related("subject__main").filter(pk__in=subjects))


@watch("cases.lapse_offer", due=_not_accepted, every=timedelta(seconds=30))
def lapse_offer(case: Case) -> None:
    """Nobody drops what is in the air: whoever stands in, else the incident manager, has it."""
    commands.lapse_offer(CLOCK, case)


def _unanswered() -> QuerySet[Question]:
    late = Question.objects.open().filter(ball__step=Commitment.Step.INPUT, ball__look_again_at__lte=timezone.now())
    return late.order_by("ball__look_again_at")[:AT_ONCE]


@watch("cases.chase", due=_unanswered, every=timedelta(seconds=30))
def chase(question: Question) -> None:
    """Third line is reminded once; then the agent gets the ball."""
    commands.chase(CLOCK, question)


@watch("cases.bring_into_sight", due=lambda: queries.out_of_sight()[:AT_ONCE], every=timedelta(seconds=30))
def bring_into_sight(case: Case) -> None:
    """Whoever saw it is away, also when the ball was not theirs."""
    commands.bring_into_sight(CLOCK, case)


def _unread() -> list[Case]:
    found = {
        case.pk: case for rows in (reporters.waits_unread(), reporters.may_be_followed()) for case in rows[:AT_ONCE]
    }
    return list(found.values())


@watch("cases.find_reader", due=_unread, every=timedelta(seconds=30))
def find_reader(case: Case) -> None:
    """Whoever reported it has left: somebody there reads on, and nothing waits for nobody."""
    commands.find_reader(CLOCK, case)


@check("case.reporter_gone", _("{subject} waits for a reply from somebody who has no account there any more."))
def waiting_for_nobody() -> Iterator[Finding]:
    for pk in reporters.waits_unread().values_list("pk", flat=True):
        yield Finding(key=str(pk), subject=pk)


@check("case.out_of_sight", _("{subject} is protected, and nobody who is at the desk today sees it."))
def out_of_sight() -> Iterator[Finding]:
    for pk in queries.out_of_sight().values_list("pk", flat=True):
        yield Finding(key=str(pk), subject=pk)


@check("case.at_odds", _("{subject} says that it is closed, but its ball is still held."))
def states_at_odds() -> Iterator[Finding]:
    for pk in Case.objects.filter(subject__is_open=True, state=Case.State.CLOSED).values_list("pk", flat=True):
        yield Finding(key=str(pk), subject=pk)


def _loose() -> list[Attachment]:
    old = Attachment.objects.loose().filter(added_at__lte=timezone.now() - LOOSE_FOR)
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
