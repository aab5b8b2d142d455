"""What falls due: planned work to announce, begin and end, promises, dates of series. What the auditor asks of notices."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import Finding, check
from bollkoll.commitments.models import Commitment
from bollkoll.log.clock import watch
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Absence
from bollkoll.status import commands, rules
from bollkoll.status.commands.owed import owed
from bollkoll.status.commands.series import wanted_days
from bollkoll.status.models import Notice, Publication, Series

State, Kind = Notice.State, Notice.Kind
BEHIND = timedelta(minutes=10)
AT_ONCE = 100


def _rows(*conditions: Q | Exists, **more: object) -> QuerySet[Notice]:
    return Notice.objects.select_related("subject").filter(*conditions, **more).order_by("starts_at")[:AT_ONCE]


def _to_announce() -> Iterable[Notice]:
    return _rows(published_at=None, state=State.SCHEDULED, announce_at__lte=timezone.now())


@watch("status.announce", due=_to_announce)
def announce(notice: Notice) -> None:
    commands.announce(CLOCK, notice)


def _to_begin() -> Iterable[Notice]:
    return _rows(
        published_at__isnull=False, state=State.SCHEDULED, begins_itself=True, starts_at__lte=timezone.now()
    )  # fmt: skip


@watch("status.begin", due=_to_begin)
def begin(notice: Notice) -> None:
    commands.begin(CLOCK, notice, text_sv=rules.BEGUN["sv"], text_en=rules.BEGUN["en"])


def _to_end() -> Iterable[Notice]:
    itself = Q(kind=Kind.INFORMATION, state=State.ONGOING) | Q(state=State.UNDER_WAY, ends_itself=True)
    return _rows(itself, expected_end_at__lte=timezone.now(), published_at__isnull=False)


@watch("status.end_information", due=_to_end)
def end_information(notice: Notice) -> None:
    commands.end_information(CLOCK, notice)


@watch("status.remind", due=lambda: _rows(remind_at__lte=timezone.now(), owed_at__isnull=False))
def remind(notice: Notice) -> None:
    commands.remind(CLOCK, notice)


@watch("status.escalate", due=lambda: _rows(owed_at__lte=timezone.now(), escalated_at=None))
def escalate(notice: Notice) -> None:
    commands.escalate(CLOCK, notice)


def _to_alarm() -> Iterable[Notice]:
    now = timezone.now()
    first = Q(alarmed_at=None, owed_at__lte=now - rules.ALARM_AFTER)
    again = Q(alarmed_at__lte=now - rules.ALARM_EVERY)
    return _rows(first | again, owed_at__isnull=False, escalated_at__isnull=False)


@watch("status.alarm", due=_to_alarm, every=timedelta(seconds=5))
def alarm(notice: Notice) -> None:
    commands.alarm(CLOCK, notice)


def _short() -> list[Series]:
    """Series with fewer dates to come than there should be."""
    rows = Series.objects.filter(ended_at=None).prefetch_related("skips", "notices")
    return [row for row in rows if set(wanted_days(row)) - {notice.slot for notice in row.notices.all()}]


@watch("status.plan_dates", due=_short, every=timedelta(minutes=1))
def plan_dates(series: Series) -> None:
    commands.plan_dates(CLOCK, series)


def _left() -> Iterable[Notice]:
    """Notices with a ball of somebody who has left the desk or is away today."""
    held = Commitment.objects.open().filter(subject=OuterRef("pk"), holder="person")
    lost = Q(person__ended_at__isnull=False) | ~Q(person__line=2)
    lost |= Q(person__in=Absence.objects.on().values("person"))
    return _rows(Exists(held.filter(lost)), subject__is_open=True)


@watch("status.stand_in", due=_left, every=timedelta(seconds=20))
def stand_in(notice: Notice) -> None:
    commands.stand_in(CLOCK, notice)


@check("notice.not_owed", _("{subject} goes on, and nobody holds what it has promised."))
def promises_of_nobody() -> Iterator[Finding]:
    """A promise to the world whose subject is closed."""
    for notice in Notice.objects.exclude(state__in=rules.OVER).filter(subject__is_open=False).select_related("subject"):
        if owed(notice):
            yield Finding(key=str(notice.pk), subject=notice.pk)


@check("publication.behind", _("The public pages are not brought to “{key}”: what is read there is old."))
def places_behind() -> Iterator[Finding]:
    late = Publication.objects.filter(done__lt=F("wanted"), wanted_at__lt=timezone.now() - BEHIND)
    for place in late:
        yield Finding(key=place.label)
