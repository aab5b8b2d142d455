"""Which files the site is made of, and what each is made from, so that only what has changed is made again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation

from bollkoll.status.site import addresses, drawing, lists, statuspage
from bollkoll.status.site.calendars import Calendars
from bollkoll.status.site.feeds import Feeds
from bollkoll.status.site.history import History
from bollkoll.status.site.pages import Pages
from bollkoll.status.site.reading import LANGUAGES, Notice, read
from bollkoll.status.site.situation import Scope, Situation
from bollkoll.status.site.telling import Edition

HERE = Path(__file__).parent


class File(NamedTuple):
    """``key`` is a digest of everything that it is made from; empty: make it each time."""

    path: str
    key: str
    make: Callable[[], bytes]


@cache
def our_version() -> str:
    """A digest of what draws the site: code, templates, styles and Swedish words."""
    whole = hashlib.sha256()
    catalogues = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.mo")]
    sources = [path for path in HERE.rglob("*") if path.suffix in (".py", ".html", ".css", ".js")]
    for path in sorted([*sources, *catalogues]):
        if "tests" not in path.parts:
            whole.update(path.read_bytes())
    return whole.hexdigest()


def digest(*of: Any) -> str:
    return hashlib.sha256(json.dumps(of, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def files(picture: Mapping[str, Any]) -> Iterator[File]:
    """Every file of the site of a picture, the ones that others refer to first."""
    seen = read(picture)
    history = History(seen)
    editions = []
    for name in drawing.ASSETS:
        path, content = drawing.asset(name)
        yield File(path, path, partial(bytes, content))
    banner = (HERE / "assets" / "banner.js").read_bytes()
    yield File("banner.js", digest("banner", hashlib.sha256(banner).hexdigest()), partial(bytes, banner))
    around = [picture.get(name) for name in ("organisation", "services", "environments", "institutions")]
    names = digest(our_version(), around, history.last.isoformat()[:4])
    notices = {
        str(one["id"]): digest(one) for one in picture.get("notices") or () if isinstance(one, dict) and one.get("id")
    }
    for language in LANGUAGES:
        edition = Edition(seen, language, history, names, notices)
        editions.append(edition)
        with translation.override(language):
            for file in _edition(edition, names, notices):
                yield file._replace(make=_in_language(language, file.make))
    for missing in (False, True):
        page = lists.root_page(editions, missing=missing)
        yield File(page.file, "", partial(bytes, page.content))


def _in_language(language: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    def made() -> bytes:
        with translation.override(language):
            return make()

    return made


def _edition(edition: Edition, names: str, notices: dict[str, str]) -> Iterator[File]:
    language, picture = edition.language, edition.picture
    pages, feeds = Pages(edition), Feeds(edition)
    calendars, api = Calendars(feeds), statuspage.Api(edition)
    for notice in picture.notices:
        yield from _notice(pages, notice, digest(names, language, notices[notice.id]))
    for scope in edition.scopes():
        folder = addresses.scope(language, scope.kind, scope.key)
        scope_key = scope.kind, scope.key, scope.name
        told = digest(names, language, *scope_key, [(n.id, notices[n.id]) for n in feeds.of(scope)])
        yield File(f"{folder}feed.atom", told, partial(feeds.atom, scope))
        yield File(f"{folder}feed.rss", told, partial(feeds.rss, scope))
        yield File(f"{folder}feed.json", told, partial(feeds.json, scope))
        work = digest(names, language, *scope_key, [notices[notice.id] for notice in calendars.of(scope)])
        yield File(f"{folder}planned.ics", work, partial(calendars.calendar, scope))
        situation = Situation(picture, language, scope)
        now = digest(names, language, *scope_key, [notices[notice.id] for notice in situation.open])
        yield File(f"{folder}banner.html", now, partial(_banner_page, pages, scope))
        yield File(f"{folder}banner.json", now, partial(_banner, edition, situation))
    for where in (language, "") if language == "sv" else (language,):
        for name, content in api.files().items():
            path = f"{where}/{addresses.API}/{name}".lstrip("/")
            yield File(path, "", partial(bytes, content))
    if language == "sv":
        for name, content in statuspage.history_feeds(feeds).items():
            yield File(name, "", partial(bytes, content))
    chapters = lists.chapters(pages)
    for number, chapter in enumerate(chapters, start=1):
        path = f"{addresses.place(language, 'history', page=number)}index.html"
        # The first has the strips, which grow while something is open.
        told = digest(names, len(chapters), edition.whole.now().level, [notices[notice.id] for notice in chapter])
        key = "" if number == 1 else digest(language, number, told)
        yield File(path, key, partial(_history_page, pages, number, chapter, len(chapters)))
    for page in (lists.planned(pages), lists.subscribe(pages), lists.institutions(pages)):
        yield File(page.file, "", partial(bytes, page.content))
    for scope in reversed(edition.scopes()):
        page = pages.now(scope)
        yield File(page.file, "", partial(bytes, page.content))


def _notice(pages: Pages, notice: Notice, key: str) -> Iterator[File]:
    """Its pages: the first, and further ones when very much has been said."""
    drawn: list[bytes] = []

    def page(number: int) -> bytes:
        if not drawn:
            drawn.extend(page.content for page in lists.notice(pages, notice))
        return drawn[number - 1]

    for number in range(1, lists.pages_of(pages, notice) + 1):
        path = f"{addresses.notice(pages.language, notice.id, number)}index.html"
        yield File(path, key, partial(page, number))


def _history_page(pages: Pages, number: int, chapter: list[Notice], of: int) -> bytes:
    return lists.history(pages, number, chapter, of).content


def _banner_page(pages: Pages, scope: Scope) -> bytes:
    return lists.banner(pages, scope).content


def _banner(edition: Edition, situation: Situation) -> bytes:
    """What the script on other sites asks for: small, and says whether there is anything to show."""
    now, scope = situation.now(is_answer=False), situation.scope
    return json.dumps(
        {
            "show": not situation.is_quiet,
            "level": now.level,
            "title": edition.title,
            "sentence": now.sentence,
            "detail": now.detail,
            "url": "./",
            "language": edition.language,
            "about": scope.name,
        },
        ensure_ascii=False,
    ).encode()
