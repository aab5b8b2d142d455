"""Finding issues, with as much of their cases as the actor may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q

from bollkoll.cases.models import Case
from bollkoll.cases.queries import rare
from bollkoll.development import rules
from bollkoll.development.models import AgendaItem, Issue, IssueLink, Telling, Tracker, Version
from bollkoll.kit.once import once_a_page
from bollkoll.kit.text import one_line
from bollkoll.people.actor import Actor

Status = Issue.Status
VIEWS = {
    "ongoing": (Status.OPEN, Status.IN_PROGRESS),
    "done": (Status.DONE,),
    "not_done": (Status.NOT_DONE,),
    "all": tuple(Status.values),
}


@dataclass(frozen=True)
class Asked:
    """What a list of issues is narrowed by; what is unknown in an address is passed over."""

    view: str = "ongoing"
    q: str = ""
    team: int | None = None
    version: int | None = None

    def at(self, **changed: Any) -> str:
        """The address of the list with something else asked for."""
        asked = {"view": self.view, "q": self.q, "team": self.team, "version": self.version} | changed
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.team or self.version)


def read(given: Mapping[str, str]) -> Asked:
    view = given.get("view", "")
    return Asked(
        view=view if view in VIEWS else "ongoing",
        q=one_line(given.get("q", ""), 100).text,
        team=_number(given.get("team", "")),
        version=_number(given.get("version", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def issues(actor: Actor, asked: Asked):
    """The issues asked for, the latest first, with ``open_cases``: how many the actor sees that are open."""
    visible = Case.objects.visible_to(actor).open()
    rows = Issue.objects.whole().filter(status__in=VIEWS[asked.view])
    if asked.q:
        found = rules.issue_key(asked.q)
        words = Q(title__icontains=asked.q) | Q(key__icontains=asked.q)
        rows = rows.filter(words | Q(key=f"{found[0]}-{found[1]}") if found else words)
    if asked.team:
        rows = rows.filter(team=asked.team)
    if asked.version:
        rows = rows.filter(fixed_in=asked.version)
    return counted(rows, visible).order_by("-added_at", "-pk")


def counted(rows, visible):
    seen = IssueLink.objects.filter(case__in=visible.values("pk")).values("pk")
    return rows.annotate(open_cases=Count("links", filter=Q(links__in=seen), distinct=True))


def issue(key: str) -> Issue:
    """The issue with this key. Raises ``Issue.DoesNotExist``."""
    return Issue.objects.whole().get(key=key.upper())


def cases_of(actor: Actor, row: Issue) -> list[Case]:
    """The cases it concerns that the actor may see: the open ones first, then the latest."""
    found = Case.objects.visible_to(actor).for_list().filter(issue_links__issue=row)
    shown = dict(IssueLink.objects.filter(issue=row).values_list("case", "is_shown"))
    cases = list(found.order_by("-subject__is_open", "-opened_at"))
    for case in cases:
        case.is_issue_shown = shown[case.pk]  # type: ignore[attr-defined]
    return cases


rare("issues", lambda case: IssueLink.objects.filter(case=case))
rare("tellings", lambda case: Telling.objects.open().filter(case=case))
rare("lifted", lambda case: AgendaItem.objects.filter(case=case))


def links(case: Case) -> list[IssueLink]:
    """The case's issues in the order they were linked, with what their rows show."""
    if not case.may_have("issues"):
        return []
    rows = IssueLink.objects.filter(case=case).select_related("issue__tracker")
    dated = Version.objects.dated()
    return list(rows.prefetch_related(Prefetch("issue__fixed_in", queryset=dated)))


def shown_links(case: Case) -> list[IssueLink]:
    """Those that the reporter may see."""
    return [link for link in links(case) if link.is_shown]


@once_a_page
def to_tell_in(case: Case) -> list[Telling]:
    """Versions in production of which the case's reporter is still to be told."""
    if not case.may_have("tellings"):
        return []
    return list(Telling.objects.open().filter(case=case).select_related("version"))


def lifted_from(case: Case) -> list[AgendaItem]:
    """Questions lifted from the case that are open, then the latest answered."""
    if not case.may_have("lifted"):
        return []
    rows = AgendaItem.objects.filter(case=case).select_related("team", "meeting", "lifted_by")
    return list(rows.order_by("-lifted_at")[:4])


def trackers():
    return Tracker.objects.annotate(count=Count("issues"))
