"""The other pages: a notice, history, planned work, choosing one's institution, feeds, and what stands on others' pages."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bollkoll.status.site import addresses, strips, vocabulary
from bollkoll.status.site.addresses import place
from bollkoll.status.site.drawing import SYMBOLS, Page, asset, draw
from bollkoll.status.site.pages import MOST_ROWS, SHOWN_COMING, Pages
from bollkoll.status.site.reading import Notice
from bollkoll.status.site.situation import Now, Scope, Situation
from bollkoll.status.site.telling import ROOT, Edition, ToldUpdate

OF_A_PAGE, OF_THE_FIRST = 60, 30
"""Notices on one page of the history; the first has the days of all services above them."""
LINKED, TOLD = 3, 2
"""Of each service's days on the page of the history: so many have a link in the bar, so many are told in words as well. Its
own page has more."""
MOST_TEXT = 16_000
"""Bytes of updates on one page of a notice: the earlier ones continue on the next."""


def chapters(pages: Pages) -> list[list[Notice]]:
    """The notices that are over, as they stand on the pages of the history."""
    over = [notice for notice in pages.picture.notices if notice.is_over]
    rest = range(OF_THE_FIRST, len(over), OF_A_PAGE)
    return [over[:OF_THE_FIRST], *(over[start : start + OF_A_PAGE] for start in rest)]


def history(pages: Pages, number: int, chapter: list[Notice], of: int) -> Page:
    months: dict[Any, list[SafeString]] = {}
    for told in pages.told(chapter):
        months.setdefault(_month(told.notice), []).append(pages.row(told))
    path, twin = (place(language, "history", page=number) for language in (pages.language, pages.edition.other))
    return pages.page(
        "history", path, twin, pages.edition.whole.now(), current="history", months=list(months.items()), number=number,
        strips=[strips.strip(pages, key, LINKED, TOLD) for key, _name in pages.services()] if number == 1 else [],
        counted=strips.counted(pages),
        numbers=[(n, ROOT + place(pages.language, "history", page=n)) for n in range(1, of + 1)],
        first=pages.edition.history.first, last=pages.edition.history.last,
    )  # fmt: skip


def _month(notice: Notice) -> Any:
    return notice.starts_at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def planned(pages: Pages) -> Page:
    coming = pages.told(list(pages.picture.coming))
    under_way = pages.told([notice for notice in pages.picture.open if notice.kind == "planned"])
    path, twin = (place(language, "planned") for language in (pages.language, pages.edition.other))
    return pages.page(
        "planned", path, twin, pages.edition.whole.now(), current="planned",
        cards=[pages.card(one) for one in [*under_way, *coming][: 2 * SHOWN_COMING]],
        more=[pages.row(one) for one in [*under_way, *coming][2 * SHOWN_COMING : 2 * MOST_ROWS]],
        calendar=ROOT + f"{pages.language}/planned.ics",
    )  # fmt: skip


def notice(pages: Pages, notice: Notice) -> Iterator[Page]:
    told = pages.edition.told(notice)
    now = Now(told.tone, told.icon, told.title)
    chunks = _chunks(told.updates)
    for number, updates in enumerate(chunks, start=1):
        path, twin = (addresses.notice(lang, notice.id, number) for lang in (pages.language, pages.edition.other))
        yield pages.page(
            "notice", path, twin, now, current="", told=told, updates=updates, number=number,
            earlier=ROOT + addresses.notice(pages.language, notice.id, number + 1) if number < len(chunks) else "",
        )  # fmt: skip


def pages_of(pages: Pages, notice: Notice) -> int:
    """How many pages a notice takes."""
    return len(_chunks(pages.edition.told(notice).updates))


def institutions(pages: Pages) -> Page:
    rows = []
    for one in pages.picture.institutions:
        scope = Scope("institution", one.key, one.name.named(pages.language))
        situation = Situation(pages.picture, pages.language, scope)
        here = [cell.degree for (at, _service), cell in situation.cells.items() if at == situation.first]
        worst = max(here, key=vocabulary.RANK.__getitem__, default="operational")
        rows.append(
            {
                "name": scope.name,
                "url": ROOT + place(pages.language, "institution", one.key),
                "icon": worst,
                "tone": vocabulary.TONES[worst],
                "word": pgettext("site", "Affected") if worst != "operational" else pgettext("site", "Not affected"),
            }
        )
    rows.sort(key=lambda row: _in_order(str(row["name"])))
    path, twin = (place(language, "institution") for language in (pages.language, pages.edition.other))
    return pages.page("institutions", path, twin, pages.edition.whole.now(), current="institution", rows=rows)


def subscribe(pages: Pages) -> Page:
    groups = [
        (pgettext("site", "Everything"), [Scope("all", "", pgettext("site", "Everything"))]),
        (pgettext("site", "One institution"), [s for s in pages.edition.scopes() if s.kind == "institution"]),
        (pgettext("site", "One service"), [s for s in pages.edition.scopes() if s.kind == "service"]),
        (pgettext("site", "One environment"), [s for s in pages.edition.scopes() if s.kind == "environment"]),
    ]
    base, lang = pages.picture.organisation.base_url, pages.language
    shown = [
        (word, [(s.name, ROOT + addresses.scope(pages.language, s.kind, s.key)) for s in scopes])
        for word, scopes in groups
    ]
    path, twin = (place(language, "subscribe") for language in (pages.language, pages.edition.other))
    return pages.page(
        "subscribe", path, twin, pages.edition.whole.now(), current="subscribe", groups=shown,
        about=pages.picture.organisation, api=ROOT + addresses.API,
        base=base, script=f'<script src="{base}/banner.js" data-language="{lang}" async></script>',
        frame=f'<iframe src="{base}/{lang}/banner.html" title="{pages.edition.title}"></iframe>',
        files=["summary.json", "incidents.json", "scheduled-maintenances.json"],
    )  # fmt: skip


def banner(pages: Pages, scope: Scope) -> Page:
    """A page to put in a frame on another page."""
    situation = Situation(pages.picture, pages.language, scope)
    path = f"{addresses.scope(pages.language, scope.kind, scope.key)}banner.html"
    link = ROOT + addresses.scope(pages.language, scope.kind, scope.key)
    return Page(
        path,
        draw(
            "banner", language=pages.language, now=situation.now(is_answer=False), link=link, css=ROOT + asset("site.css")[0],
            symbols=SYMBOLS, is_quiet=situation.is_quiet, title=pages.edition.title,
        ),
    )  # fmt: skip


def root_page(editions: list[Edition], missing: bool = False) -> Page:
    """Before a language is chosen, or when nothing is found: the situation in both."""
    both = []
    for edition in editions:
        with translation.override(edition.language):
            now = edition.whole.now()
            both.append((edition, now, _("There is no such page.") if missing else "", _("What is going on")))
    level = both[0][1].level
    return Page(
        "404.html" if missing else "index.html",
        draw(
            "root", editions=both, css=ROOT + asset("site.css")[0], symbols=SYMBOLS, root=ROOT,
            favicon=ROOT + asset(f"{level}.svg")[0], level=level,
        ),
        # What is not found may have been asked for anywhere.
        root=f"{urlsplit(editions[0].picture.organisation.base_url).path}/" if missing else "",
    )  # fmt: skip


def _chunks(updates: list[ToldUpdate]) -> list[list[ToldUpdate]]:
    chunks: list[list[ToldUpdate]] = [[]]
    size = 0
    for update in updates:
        length = len(update.plain.encode()) + 400
        if chunks[-1] and size + length > MOST_TEXT:
            chunks.append([])
            size = 0
        chunks[-1].append(update)
        size += length
    return chunks


def _in_order(name: str) -> str:
    """Swedish order of å ä ö, in both languages."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))
