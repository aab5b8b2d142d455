"""Reading versions: the calendar, one version, what is to be told of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case, Message
from bollkoll.development import rules
from bollkoll.development.models import Issue, IssueLink, Release, Telling, Version
from bollkoll.development.models.releases import production_pk
from bollkoll.development.queries.issues import counted
from bollkoll.people.actor import Actor
from bollkoll.services.models import Environment

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Period:
    """A quarter, or a year, of the calendar; ``before`` and ``after`` are the names of its neighbours."""

    first: date
    last: date

    @property
    def is_year(self) -> bool:
        return (self.last - self.first).days > 100

    @property
    def name(self) -> str:
        return self._named(self.first)

    def _named(self, day: date) -> str:
        return str(day.year) if self.is_year else f"{day.year}-Q{(day.month + 2) // 3}"

    @property
    def before(self) -> str:
        return self._named(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return self._named(self.last + timedelta(days=1))

    @property
    def quarter(self) -> int:
        return (self.first.month + 2) // 3


def period(asked: str, today: date | None = None) -> Period:
    """``2026-Q4`` or ``2026``; by default, and for anything strange, the quarter of today."""
    year, _dash, part = asked.partition("-Q")
    if year.isascii() and year.isdigit() and 1990 <= int(year) <= 2200:
        if not part and "-" not in asked:
            return Period(date(int(year), 1, 1), date(int(year), 12, 31))
        if part in ("1", "2", "3", "4"):
            return Period(*rules.quarter(date(int(year), int(part) * 3, 1)))
    return Period(*rules.quarter(today or timezone.localdate()))


@dataclass
class Line:
    """A version in the calendar: one cell per environment, in their order, with its release if there is one."""

    version: Version
    cells: list[tuple[Environment, Release | None]]
    is_next: bool = False


def environments() -> list[Environment]:
    return list(Environment.objects.order_by("order", "pk"))


def _with_releases(rows):
    releases = Release.objects.select_related("environment").order_by("environment__order")
    return (
        rows.dated()
        .annotate(issue_count=Count("issues", distinct=True))
        .prefetch_related(Prefetch("releases", queryset=releases))
    )


def lines(rows: Iterable[Version], columns: list[Environment]) -> list[Line]:
    """In the order of when they reach production, or the first environment they are planned for."""
    found = []
    for version in rows:
        known = {release.environment_id: release for release in version.releases.all()}
        found.append(Line(version, [(column, known.get(column.pk)) for column in columns]))
    found.sort(key=lambda line: (_day(line.version), line.version.name))
    return found


def _day(version: Version) -> date:
    days = [timezone.localdate(r.actual_at) if r.actual_at else r.planned_on for r in version.releases.all()]
    there = timezone.localdate(version.production_at) if version.production_at else version.production_on
    return there or min((day for day in days if day), default=date.max)


def calendar(span: Period, columns: list[Environment]) -> list[Line]:
    """Versions that come, or came, to some environment in the period."""
    start = timezone.make_aware(datetime.combine(span.first, time()))
    end = timezone.make_aware(datetime.combine(span.last + timedelta(days=1), time()))
    within = Release.objects.filter(
        Q(actual_at__gte=start, actual_at__lt=end) | Q(actual_at=None, planned_on__range=(span.first, span.last))
    )
    rows = lines(_with_releases(Version.objects.filter(pk__in=within.values("version"))), columns)
    coming = next_version()
    for line in rows:
        line.is_next = coming is not None and line.version.pk == coming.pk
    return rows


def without_dates(columns: list[Environment]) -> list[Line]:
    return lines(_with_releases(Version.objects.filter(releases=None)), columns)


def version(pk: int) -> Version:
    """With its releases and dates. Raises ``Version.DoesNotExist``."""
    return _with_releases(Version.objects).get(pk=pk)


def next_version() -> Version | None:
    """The one that is planned to come into production first, of those that are not there."""
    rows = Version.objects.dated().filter(production_at=None, production_on__isnull=False)
    return rows.order_by("production_on", "pk").first()


def production() -> Environment | None:
    return Environment.objects.filter(pk=production_pk()).first()


def issues_of(actor: Actor, row: Version):
    visible = Case.objects.visible_to(actor).open()
    return counted(Issue.objects.whole().filter(fixed_in=row), visible).order_by("tracker__prefix", "number")


def unfinished(row: Version) -> QuerySet[Issue]:
    """Issues that are to be fixed in the version and are not done."""
    left = (Issue.Status.OPEN, Issue.Status.IN_PROGRESS)
    return Issue.objects.filter(fixed_in=row, status__in=left).order_by("tracker__prefix", "number")


# What is to be told


@dataclass
class Draft:
    """A case that waits to be told, with its drafted answer in the reporter's language."""

    telling: Telling
    issues: list[Issue]
    text: str = ""
    is_ticked: bool = True
    on_its_way: Message | None = None
    """An answer that tells and has not gone out yet."""

    @property
    def case(self) -> Case:
        return self.telling.case

    @property
    def language(self) -> str:
        return self.case.reporter.language


@dataclass
class Drafts:
    """All of a version, and the common text of each language."""

    rows: list[Draft] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        return [one for one in LANGUAGES if any(row.language == one for row in self.rows)]


def common_text(language: str, is_wrong: bool = False) -> str:
    """What a reporter is told, with places to fill in, named in that language. ``is_wrong``: they were told too early."""
    said = _common_text(language, is_wrong)
    return rules.in_swedish(said) if language == "sv" else said


def _common_text(language: str, is_wrong: bool) -> str:
    with translation.override(language):
        if is_wrong:
            return _(
                "Hello {name},\n\n"
                "We wrote that version {version} was in production. That was wrong: it is not there yet.\n\n"
                "We write to you again when it is.\n\n"
                "Kind regards,\n{agent}"
            )
        return _(
            "Hello {name},\n\n"
            "Version {version} is now in production. It has what concerns your matter.\n\n"
            "{issues}\n\n"
            "Please try again, and write to us here if it does not work as it should.\n\n"
            "Kind regards,\n{agent}"
        )


def drafts(actor: Actor, row: Version, texts: dict[str, str] | None = None) -> Drafts:
    """Every case of the version that waits to be told and that the actor may see, open ones first."""
    rows = Telling.objects.open().filter(version=row, case__in=Case.objects.visible_to(actor).values("pk"))
    rows = rows.select_related("version", "case__subject", "case__institution", "case__reporter", "case__assignee")
    tellings = list(rows.order_by("-case__subject__is_open", "case__subject__number"))
    is_wrong = any(one.is_wrong for one in tellings)  # all of them, then: the version is not there
    known = {language: (texts or {}).get(language) or common_text(language, is_wrong) for language in LANGUAGES}
    shown = _shown_issues(row, [one.case_id for one in tellings])
    waiting = {message.case_id: message for message in on_their_way(row)}
    found = Drafts(texts=known)
    for one in tellings:
        on_its_way = waiting.get(one.case_id)
        is_ticked = one.case.is_open and on_its_way is None
        draft = Draft(one, shown.get(one.case_id, []), is_ticked=is_ticked, on_its_way=on_its_way)
        draft.text = _filled(actor, draft, known[draft.language])
        found.rows.append(draft)
    return found


def on_their_way(row: Version) -> list[Message]:
    """Answers that tell of the version and wait to go out, whoever wrote them."""
    waiting = Message.objects.filter(
        kind=Message.Kind.ANSWER,
        released_at=None,
        release_at__isnull=False,
        case__in=row.tellings.open().values("case"),
    )
    found = waiting.select_related("author", "case__subject").order_by("written_at")
    return [message for message in found if rules.told_mark(row.pk) in message.marks]


def draft(actor: Actor, one: Telling) -> Draft:
    """The drafted answer of one case."""
    made = Draft(one, _shown_issues(one.version, [one.case_id]).get(one.case_id, []))
    made.text = _filled(actor, made, common_text(made.language, one.is_wrong))
    return made


def _shown_issues(row: Version, keys: list) -> dict:
    """Case → the issues that its reporter may read of."""
    found: dict = {}
    links = IssueLink.objects.filter(case__in=keys, is_shown=True, issue__fixed_in=row).select_related("issue")
    for link in links.order_by("issue__key"):
        found.setdefault(link.case_id, []).append(link.issue)
    return found


def _filled(actor: Actor, draft: Draft, text: str) -> str:
    case = draft.case
    return rules.fill(
        text,
        {
            "name": case.reporter.first_name,
            "number": str(case.number),
            "title": case.title,
            "version": draft.telling.version.name,
            "issues": "\n".join(f"- {issue.key} {issue.title}".rstrip() for issue in draft.issues),
            "agent": actor.person.name if actor.person else "",
        },
    )


def waiting_to_be_told(actor: Actor, row: Version) -> tuple[int, int]:
    """How many open cases wait to be told, and how many closed ones have not been."""
    rows = Telling.objects.open().filter(version=row, case__in=Case.objects.visible_to(actor).values("pk"))
    is_open = Q(case__subject__is_open=True)
    counts = rows.aggregate(waiting=Count("pk", filter=is_open), closed=Count("pk", filter=~is_open))
    return counts["waiting"], counts["closed"]


def told(actor: Actor, row: Version) -> int:
    rows = Telling.objects.filter(version=row, told_at__isnull=False)
    return rows.filter(case__in=Case.objects.visible_to(actor).values("pk")).count()
