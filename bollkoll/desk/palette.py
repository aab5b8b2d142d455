"""The command palette: pages, saved views, cases, institutions and people, each only when the actor may know of it."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bollkoll.cases import search
from bollkoll.cases.models import SavedView
from bollkoll.development.queries import issues as development
from bollkoll.kit.text import fold_key, one_line, sort_key
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.ui.panels import fill, places

MOST_OF_EACH = 5
MOST_CASES = 8

Entry = dict[str, str]


def find(request: Request, typed: str) -> list[Entry]:
    """What to offer for what was typed; nothing for less than two characters."""
    words = one_line(typed, 100).text
    if len(words) < 2:
        return []
    actor = request.actor
    return [
        *_pages(request, words),
        *chain.from_iterable(fill("palette", request, words=words)),
        *_views(actor, words),
        *_cases(actor, words),
        *_issues(actor, words),
        *_institutions(actor, words),
        *_people(actor, words),
    ]


def _entry(label: str, url: str, icon: str, hint: str = "") -> Entry:
    return {"label": label, "hint": hint, "url": url, "icon": icon}


def _pages(request: Request, words: str) -> Iterator[Entry]:
    wanted = fold_key(words)
    for link in [*places(request), *fill("user.menu", request)]:
        if wanted in fold_key(str(link.label)):
            yield _entry(str(link.label), link.url, link.icon)


def _views(actor: Actor, words: str) -> Iterator[Entry]:
    views = SavedView.objects.filter(person=actor.person) | SavedView.objects.filter(is_shared=True)
    wanted = fold_key(words)
    found = [view for view in views.order_by("name")[:200] if wanted in fold_key(view.name)]
    for view in found[:MOST_OF_EACH]:
        yield _entry(view.name, f"{reverse('cases:list')}?{view.query}", "star", _("saved view"))


def _cases(actor: Actor, words: str) -> Iterator[Entry]:
    for found in search.search(actor, words, MOST_CASES):
        title = "".join(piece for piece, _is_hit in found.title)
        hint = f"#{found.case.number} · {found.case.institution.code}"
        yield _entry(title, reverse("cases:case", args=[found.case.number]), "inbox", hint)


def _institutions(actor: Actor, words: str) -> Iterator[Entry]:
    wanted = fold_key(words)
    found = [i for i in people.institutions(actor) if wanted in fold_key(i.name) or wanted == fold_key(i.code)]
    for institution in found[:MOST_OF_EACH]:
        url = f"{reverse('cases:list')}?{urlencode({'institution': institution.code, 'view': 'all'})}"
        yield _entry(institution.name, url, "building", institution.code)


def _people(actor: Actor, words: str) -> Iterator[Entry]:
    key = sort_key(words)
    if not key:
        return
    found = people.persons(actor).filter(ended_at=None, sort__contains=key).order_by("sort")
    for person in found[:MOST_OF_EACH]:
        filters = {"assignee": person.pk} if person.line == 2 else {"reporter": person.pk, "view": "all"}
        hint = person.get_line_display() if person.line else person.title
        yield _entry(person.name, f"{reverse('cases:list')}?{urlencode(filters)}", "person", str(hint))


def _issues(actor: Actor, words: str) -> Iterator[Entry]:
    """Development issues by key or words of their title."""
    for issue in development.issues(actor, development.Asked(view="all", q=words))[:MOST_OF_EACH]:
        hint = f"{issue.key} · {issue.get_status_display()}"
        yield _entry(issue.title or issue.key, reverse("development:issue", args=[issue.key]), "bug", hint)
