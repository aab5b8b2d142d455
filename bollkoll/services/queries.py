"""Reading what the support is: itself, its hours, what it tells before one sends."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from bollkoll.kit import hours
from bollkoll.kit.once import once_a_page
from bollkoll.log.acting import now
from bollkoll.people.models import Absence, Employment, Person
from bollkoll.services import rules
from bollkoll.services.models import (
    Calendar,
    CalendarException,
    Environment,
    Freeze,
    Membership,
    Organisation,
    SeasonNotice,
    Service,
    StaffingPeriod,
    StaffingPeriodQuerySet,
    Target,
    Team,
)
from bollkoll.services.rules import Acute

ANNOUNCED_FOR = timedelta(days=28)
"""How long before it begins a period is told of: weeks ahead (domain §3)."""


@once_a_page
def organisation() -> Organisation:
    """The support itself; an unsaved one with defaults before ``bollkoll init`` has run."""
    return Organisation.objects.filter(pk=1).first() or Organisation(
        pk=1, name_sv="Support", support_address="support@example.invalid"
    )


def _intervals(pairs: list) -> tuple[tuple[time, time], ...]:
    return tuple((_time(start), _time(end)) for start, end in pairs)


def _time(text: str) -> time:
    hour, minute = text.replace(":", ".").split(".")
    return time(int(hour), int(minute))


@once_a_page
def calendar() -> hours.Calendar:
    """The support's opening hours as arithmetic; the defaults of the domain when none are stored. One query."""
    stored = Calendar.objects.filter(is_default=True).order_by("pk")
    rows = list(stored.values_list("pk", "week", "holidays", "exceptions__day", "exceptions__hours"))
    if not rows:
        return hours.Calendar()
    first, of_week, holidays, *_none = rows[0]
    exceptions = {day: _intervals(pairs) for pk, _week, _holidays, day, pairs in rows if pk == first and day}
    week = {int(day): _intervals(pairs) for day, pairs in of_week.items()}
    country = "SE" if holidays else ""
    return hours.Calendar(week=week or hours.Calendar().week, exceptions=exceptions, country=country)


def working_hours_from_now(
    count: float, at: datetime | None = None, *, kind: str = "", acute: Acute = Acute.NO, person: Person | None = None
) -> datetime:
    """The moment that is ``count`` working hours after ``at`` (default now), in UTC.

    ``kind``: days when such cases are not handled do not count, unless the case is ``acute`` enough. ``person``: only
    their own hours count, and not their absences. Where that leaves no time at all within a year (somebody is away for
    long), the nearest wider calendar is asked instead, so that there always is an answer.
    """
    at = at or now()
    return first_answer(calendars(kind, acute, person, at), lambda one: one.add(at, timedelta(hours=count)))


def look_again(
    at: datetime | None = None, *, kind: str = "", acute: Acute = Acute.NO, person: Person | None = None
) -> datetime:
    """When a ball is looked at again when nobody has said."""
    return working_hours_from_now(organisation().look_again_within, at, kind=kind, acute=acute, person=person)


def first_look(at: datetime | None = None, *, kind: str = "", acute: Acute = Acute.NO) -> datetime:
    """When somebody is to have looked at what nobody has taken."""
    return working_hours_from_now(organisation().first_look_within, at, kind=kind, acute=acute)


def calendars(
    kind: str = "", acute: Acute = Acute.NO, person: Person | None = None, at: datetime | None = None
) -> list[hours.Calendar]:
    """The calendars that count for a kind of case and a person, the narrowest first and the support's own last."""
    found = [calendar()]
    since = timezone.localdate(at) - timedelta(days=1) if at else timezone.localdate() - timedelta(days=1)
    if kind and (shut := closed_for(kind, acute, since)):
        found.insert(0, found[0].closed_for(shut))
    if person is not None:
        employment = Employment.objects.filter(person=person).first()
        week = {int(day): _intervals([pair]) for day, pair in (employment.hours if employment else {}).items() if pair}
        away = Absence.objects.filter(person=person, last_day__gte=since).values_list("first_day", "last_day")
        found.insert(0, found[0].of_somebody(week, away))
    return found


def first_answer(among: list[hours.Calendar], ask: Callable[[hours.Calendar], datetime]) -> datetime:
    """What the first calendar says that has working time at all; an ordinary week when none has, so that no search is
    endless and nothing is ever left without a time."""
    for one in (*among, hours.Calendar()):
        try:
            return ask(one)
        except hours.NoWorkingTime:
            continue
    raise AssertionError("unreachable: an ordinary week opens every week")


def handled_from(kind: str, acute: Acute = Acute.NO) -> datetime | None:
    """When cases of a kind are handled again, while a staffing period leaves them for later; nothing when they are handled as
    soon as the support is open."""
    narrow, *wider = calendars(kind, acute)
    if not wider:
        return None
    at = now()
    try:
        begins, opens = narrow.next_open(at), wider[-1].next_open(at)
    except hours.NoWorkingTime:
        return None
    return begins if begins > opens else None


def closed_for(kind: str, acute: Acute = Acute.NO, since: date | None = None) -> tuple[hours.Stretch, ...]:
    """When cases of a kind are not handled, from a day on (default today). One query."""
    rows = StaffingPeriod.objects.of(kind).filter(last_day__gte=since or timezone.localdate())
    return rules.closed_stretches(kind, rows.values_list("kind", "level", "first_day", "last_day"), acute)


def services() -> QuerySet[Service]:
    return Service.objects.filter(ended_at=None).select_related("team", "specialist")


def environments() -> QuerySet[Environment]:
    return Environment.objects.all()


def freezes(what: str = "") -> QuerySet[Freeze]:
    """What may not be done now; ``what``: of that kind."""
    return Freeze.objects.standing().select_related("set_by").filter(**({"what": what} if what else {}))


def desk_team() -> Team:
    """Second line itself: the team that holds what nobody has taken."""
    return Team.objects.filter(line=2, ended_at=None).order_by("pk")[0]


@dataclass(frozen=True)
class Told:
    """Something that reporters are told before they send: a period of the staffing calendar, or free words.

    ``kinds``: what it is about; none means everything. ``stage``: ``now`` or ``ahead`` for a period, ``words`` for a notice.
    ``text`` is in the reader's language.
    """

    kinds: tuple[str, ...]
    row: StaffingPeriod | SeasonNotice
    stage: str

    @property
    def text(self) -> str:
        return self.row.text

    @property
    def names(self) -> list[str]:
        """The kinds in words."""
        return [rules.kind_in_words(kind) for kind in self.kinds]


def _told_of_periods(rows: Iterable[list[StaffingPeriod]], day: date) -> list[Told]:
    """Those that go on first, then those ahead. ``rows``: those that are told together."""
    told = [
        Told(
            tuple(row.kind for row in same),
            same[0],
            "now" if same[0].first_day <= day else "ahead",
        )
        for same in rows
    ]
    return sorted(told, key=lambda one: (one.stage == "ahead", one.row.first_day, [_place(kind) for kind in one.kinds]))


def _told_in_words(rows: Iterable[SeasonNotice]) -> list[Told]:
    return [Told((row.kind,) if row.kind else (), row, "words") for row in rows]


def _announced(day: date) -> StaffingPeriodQuerySet:
    """Periods that are told of on a day: those that go on, and those that begin, or whose last day to send is, soon."""
    soon = day + ANNOUNCED_FOR
    return StaffingPeriod.objects.filter(Q(first_day__lte=soon) | Q(order_before__lte=soon), last_day__gte=day)


def notices(kind: str = "", day: date | None = None) -> list[Told]:
    """What is told reporters of a kind of case today: how it is staffed now and soon, then free words. Two queries.

    What is said of orders is not told of a sort of order of which another thing is said for just those days.
    """
    day = day or timezone.localdate()
    words = SeasonNotice.objects.on(day).filter(Q(kind="") | Q(kind=rules.general(kind)))
    rows = list(_announced(day).of(kind))
    own = [row.stretch for row in rows if row.kind == kind]
    told = [row for row in rows if row.kind == kind or rules.without(row.stretch, own)]
    return [*_told_of_periods(([row] for row in told), day), *_told_in_words(words)]


def default_calendar() -> Calendar | None:
    return Calendar.objects.filter(is_default=True).first()


def coming_exceptions(row: Calendar, day: date | None = None) -> QuerySet[CalendarException]:
    return row.exceptions.filter(day__gte=day or timezone.localdate())


def coming_holidays(days: int = 200, day: date | None = None) -> list[tuple[date, str]]:
    """Public holidays ahead that would otherwise be open, with their Swedish names."""
    hours_of, first = calendar(), day or timezone.localdate()
    ahead = (first + timedelta(days=n) for n in range(days))
    named = ((one, hours_of.holiday(one)) for one in ahead)
    return [(one, name) for one, name in named if name and hours_of.week.get(one.weekday()) and not hours_of.hours(one)]


def notices_today(day: date | None = None) -> list[Told]:
    """What is told today, whatever one writes about. Kinds with the same days and words are told together."""
    day = day or timezone.localdate()
    return [*_told_of_periods(together(_announced(day)), day), *_told_in_words(SeasonNotice.objects.on(day))]


def together(rows: Iterable[StaffingPeriod]) -> list[list[StaffingPeriod]]:
    """Periods that say the same of the same days, for several kinds: by their first day, and each by its kinds."""
    found: dict[tuple, list[StaffingPeriod]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _place(row.kind)):
        found[row.says].append(row)
    return sorted(found.values(), key=lambda same: (same[0].first_day, same[0].last_day, _place(same[0].kind)))


def _place(kind: str) -> tuple[int, str]:
    """Where a kind stands in lists."""
    return (rules.OFFERED.index(kind) if kind in rules.OFFERED else len(rules.OFFERED), kind)


def kinds() -> list[str]:
    """The kinds of the staffing calendar: those always offered, and sorts of orders that have a period."""
    known = set(StaffingPeriod.objects.order_by().values_list("kind", flat=True).distinct())
    return sorted({*rules.OFFERED, *known}, key=_place)


def periods_of(year: int) -> StaffingPeriodQuerySet:
    """Periods with a day in the year."""
    return StaffingPeriod.objects.touching(date(year, 1, 1), date(year, 12, 31))


def like(period: StaffingPeriod) -> list[StaffingPeriod]:
    """Other kinds' periods that say the same of the same days."""
    rows = StaffingPeriod.objects.filter(first_day=period.first_day, last_day=period.last_day).exclude(pk=period.pk)
    return sorted((row for row in rows if row.says == period.says), key=lambda row: _place(row.kind))


def summer_of(year: int) -> QuerySet[StaffingPeriod]:
    """Periods that have a day between Midsummer week and the end of August (weeks 25–35)."""
    return StaffingPeriod.objects.touching(date.fromisocalendar(year, 25, 1), date.fromisocalendar(year, 35, 7))


# Targets


@dataclass(frozen=True)
class Promise:
    """What a target promises: a first answer, or that it is solved."""

    at: datetime
    is_answer: bool


def targets() -> dict[tuple[str, int], Target]:
    return {(row.kind, row.priority): row for row in Target.objects.all()}


def promise(
    kind: str, priority: int | None, at: datetime, *, acute: Acute = Acute.NO, is_answered: bool = False
) -> Promise | None:
    """What is promised for a case that came in ``at`` by the target of its kind and priority, if there is one: a first
    answer, and once that is given that it is solved.

    Days when such cases are not handled do not count; one that comes in while it takes longer gets those days more.
    """
    rows = Target.objects.filter(kind__in={kind, rules.general(kind)}, priority__in={0, priority or 0})
    target = max(rows, key=lambda row: (row.kind == kind, row.priority), default=None)
    if target is None:
        return None
    within, days = (None if is_answered else target.answer_within), target.solve_within
    if not within and not days:
        return None
    among = calendars(kind, acute, at=at)
    at_first = (lambda one: one.add(at, timedelta(hours=within))) if within else (lambda one: one.add_days(at, days))
    due = first_answer(among, at_first)
    if more := _days_more(kind, acute, timezone.localdate(at)):
        due = first_answer(among, lambda one: one.add_days(due, more))
    return Promise(due, bool(within))


def _days_more(kind: str, acute: Acute, day: date) -> int:
    """Working days longer that it takes for what comes in on the day; nothing for what is acute."""
    if acute == Acute.JUDGED:
        return 0
    rows = list(StaffingPeriod.objects.of(kind).touching(day, day))
    row = max(rows, key=lambda row: row.kind == kind, default=None)
    return (row.extra_days or 0) if row else 0


def all_notices() -> QuerySet[SeasonNotice]:
    """Every notice, those that are shown or will be first."""
    return SeasonNotice.objects.order_by("-last_day", "-first_day")


def teams() -> QuerySet[Team]:
    """Present teams with their people, and the services they answer for."""
    memberships = Membership.objects.select_related("person").order_by("part", "person__sort")
    return Team.objects.filter(ended_at=None).prefetch_related(
        Prefetch("memberships", queryset=memberships.exclude(person__ended_at__isnull=False), to_attr="people"),
        Prefetch("services", queryset=Service.objects.filter(ended_at=None), to_attr="present_services"),
    )
