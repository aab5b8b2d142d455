"""Reading a team: its people, cases, trends, meetings and agenda. A protected case is nowhere for those not named."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from bollkoll.cases.models import Case, Draft
from bollkoll.cases.queries import drafts
from bollkoll.development.models import AgendaItem, Issue, Meeting, Said, Series, Version
from bollkoll.development.queries.issues import counted
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence
from bollkoll.services import queries as services
from bollkoll.services.models import Membership, Team

WEEKS = 12
MOST_CASES = 12
MOST_WITHDRAWN = 12
SHOWN_FOR = timedelta(weeks=2)
"""How long a question that was withdrawn is still shown under the agenda."""
NEAR = timedelta(minutes=59)
"""Meetings that begin so near each other collide: most last an hour."""


def teams(actor: Actor) -> QuerySet[Team]:
    """Teams whose pages the actor may open: the desk all, third line its own."""
    rows = Team.objects.filter(ended_at=None)
    if actor.is_agent or actor.is_machine:
        return rows
    if not actor.is_third_line:
        return rows.none()
    return rows.filter(memberships__person=actor.person_id).distinct()


def people(team: Team) -> list[Membership]:
    rows = Membership.objects.filter(team=team, person__ended_at=None).select_related("person")
    return list(rows.order_by("-part", "person__sort"))


def open_cases(actor: Actor, team: Team) -> QuerySet[Case]:
    """Open cases of the team's services, or with the team, that the actor may see."""
    theirs = Q(service__team=team) | Q(third_line_team=team)
    return Case.objects.visible_to(actor).open().filter(theirs)


@dataclass(frozen=True)
class Week:
    """Cases of one week, from Monday."""

    monday: date
    opened: int
    solved: int

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week


def trend(actor: Actor, team: Team) -> list[Week]:
    """Opened and solved cases of the team's services in each of the last weeks, this one too; two queries."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    since = timezone.make_aware(datetime.combine(mondays[0], time()))
    cases = Case.objects.visible_to(actor).filter(service__team=team, merged_into=None)

    def per_week(moment: str) -> dict[date, int]:
        rows = cases.filter(**{f"{moment}__gte": since}).annotate(week=TruncWeek(moment)).order_by()
        counted_rows = rows.values("week").annotate(count=Count("pk")).values_list("week", "count")
        return {timezone.localdate(week): count for week, count in counted_rows}

    opened, solved = per_week("opened_at"), per_week("solved_at")
    return [Week(day, opened.get(day, 0), solved.get(day, 0)) for day in mondays]


def working_on(actor: Actor, team: Team):
    visible = Case.objects.visible_to(actor).open()
    rows = Issue.objects.whole().filter(team=team, status=Issue.Status.IN_PROGRESS)
    return counted(rows, visible).order_by("tracker__prefix", "number")


def in_version(actor: Actor, team: Team, version: Version | None):
    """The team's issues in a version."""
    if version is None:
        return []
    visible = Case.objects.visible_to(actor).open()
    return counted(Issue.objects.whole().filter(team=team, fixed_in=version), visible).order_by(
        "tracker__prefix", "number"
    )


# Meetings


def series(team: Team) -> Series | None:
    return Series.objects.filter(team=team, ended_at=None).first()


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """Meetings that the actor may open."""
    return Meeting.objects.filter(team__in=teams(actor)).select_related("team", "series")


def colliding(team: Team, dates: list[datetime], but: Meeting | None = None) -> list[Meeting]:
    """Meetings to come within an hour of one of those times, of the team or of one that shares people with it. A series of
    the team itself is none: it is replaced. ``but``: not this one."""
    people = Membership.objects.filter(team=team).values("person")
    shared = Membership.objects.filter(person__in=people).values("team")
    near = Q(pk=None)
    for at in dates:
        near |= Q(starts_at__gt=at - NEAR, starts_at__lt=at + NEAR)
    rows = Meeting.objects.coming().filter(near, team__in=shared)
    rows = rows.exclude(team=team) if but is None else rows.exclude(pk=but.pk)
    return list(rows.select_related("team").order_by("starts_at")[:3])


@dataclass
class Date:
    """A meeting as it is listed, with the public holiday that its day was meant for."""

    meeting: Meeting
    holiday: str = ""

    @property
    def has_begun(self) -> bool:
        """Its time has come, and nobody has closed it."""
        return self.meeting.starts_at <= timezone.now()

    @property
    def is_moved(self) -> bool:
        return timezone.localdate(self.meeting.starts_at) != self.meeting.slot


def dates(team: Team) -> list[Date]:
    """Dates to come, cancelled ones too, after those that have begun and are not closed."""
    now = timezone.now()
    begun = Q(cancelled_at=None, held_at=None)
    rows = Meeting.objects.filter(team=team, held_at=None).filter(begun | Q(starts_at__gt=now))
    calendar = services.calendar()
    return [
        Date(row, (calendar.holiday(row.slot) or "") if row.is_skipped else "")
        for row in rows.select_related("series").order_by("starts_at")
    ]


def held(team: Team) -> list[Meeting]:
    return list(Meeting.objects.filter(team=team, held_at__isnull=False).order_by("-starts_at")[:5])


# The agenda


def items(actor: Actor) -> QuerySet[AgendaItem]:
    """Questions the actor may know of: those of their teams, none of a protected case that they may not see."""
    visible = Case.objects.visible_to(actor).values("pk")
    allowed = Q(case=None) | Q(case__subject__is_protected=False) | Q(case__in=visible)
    rows = AgendaItem.objects.filter(allowed, team__in=teams(actor))
    return rows.select_related("team", "case__subject", "case__institution", "lifted_by", "meeting")


@dataclass
class Shown:
    """A question as it is drawn. ``case`` is there only when the actor may see it."""

    item: AgendaItem
    case: Case | None
    said: list[Said]
    draft: Draft | None = None
    """What the reader has begun to note of it, where that is asked for."""
    is_away: bool = False
    """Whether whoever lifted it is away today: somebody else puts it."""

    @property
    def draft_key(self) -> str:
        return f"agenda:{self.item.pk}"

    @property
    def may_note(self) -> bool:
        """Whoever does not see the case cannot write in it."""
        return self.item.case_id is None or self.case is not None


def with_drafts(actor: Actor, shown: list[Shown]) -> list[Shown]:
    """The same, with what the actor has begun to note of each. One query."""
    kept = drafts(actor, [one.draft_key for one in shown])
    for one in shown:
        one.draft = kept.get(one.draft_key)
    return shown


def agenda(actor: Actor, rows: QuerySet[AgendaItem]) -> list[Shown]:
    """The questions with what was said of them and their cases as far as the actor sees those; four queries."""
    found = list(rows)
    keys = [item.case_id for item in found if item.case_id]
    seen = set(Case.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    said: dict[int, list[Said]] = {}
    for one in Said.objects.filter(item__in=found).select_related("author", "meeting"):
        said.setdefault(one.item_id, []).append(one)
    away = set(
        Absence.objects.on().filter(person__in=[item.lifted_by_id for item in found]).values_list("person", flat=True)
    )
    return [
        Shown(
            item, item.case if item.case_id in seen else None, said.get(item.pk, []),
            is_away=item.ended_at is None and item.lifted_by_id in away,
        )
        for item in found
    ]  # fmt: skip


def asked_of_teams(actor: Actor) -> QuerySet[AgendaItem]:
    """The actor's own questions without a case that no team has answered yet, by when they are taken up."""
    own = AgendaItem.objects.open().filter(case=None, lifted_by=actor.person_id)
    return own.select_related("team", "meeting").order_by("meeting__starts_at", "lifted_at", "pk")


def on_agenda(actor: Actor, team: Team) -> list[Shown]:
    """What is open, in the order it is taken up: by meeting, then as it was lifted."""
    rows = items(actor).filter(team=team, ended_at=None)
    return agenda(actor, rows.order_by("meeting__starts_at", "lifted_at", "pk"))


def withdrawn_lately(actor: Actor, team: Team) -> list[Shown]:
    """Questions that were taken off the agenda with something said of them: why, by somebody else than who lifted them."""
    rows = items(actor).filter(team=team, end=AgendaItem.End.WITHDRAWN, ended_at__gte=timezone.now() - SHOWN_FOR)
    return agenda(actor, rows.filter(said__isnull=False).distinct().order_by("-ended_at", "-pk")[:MOST_WITHDRAWN])


def at_meeting(actor: Actor, meeting: Meeting) -> list[Shown]:
    """What is to be taken up at a meeting, and what was."""
    spoken = Said.objects.filter(meeting=meeting).values("item")
    rows = items(actor).filter(Q(meeting=meeting, ended_at=None) | Q(pk__in=spoken) | Q(meeting=meeting))
    return agenda(actor, rows.distinct().order_by("ended_at", "lifted_at", "pk"))


def listed(actor: Actor) -> list[dict[str, Any]]:
    """The teams with their services, the next meeting, and how much is open; constant queries."""
    rows = list(teams(actor).prefetch_related("services").order_by("line", "name"))
    waiting = dict(
        items(actor).filter(ended_at=None).order_by().values_list("team").annotate(count=Count("pk", distinct=True))
    )
    coming: dict[int, Meeting] = {}
    for meeting in Meeting.objects.coming().filter(team__in=rows, starts_at__gt=timezone.now()):
        coming.setdefault(meeting.team_id, meeting)
    cases = Case.objects.visible_to(actor).open().filter(service__team__in=rows).order_by()
    counts = dict(cases.values_list("service__team").annotate(count=Count("pk")))
    mine = set(Membership.objects.filter(person=actor.person_id).values_list("team", flat=True))
    return [
        {
            "team": row,
            "services": [one for one in row.services.all() if one.ended_at is None],
            "meeting": coming.get(row.pk),
            "questions": waiting.get(row.pk, 0),
            "cases": counts.get(row.pk, 0),
            "is_mine": row.pk in mine,
        }
        for row in rows
    ]
