"""The pages of how it is now: of the whole, and of each service, environment and institution."""

from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bollkoll.status.site import addresses, strips, vocabulary
from bollkoll.status.site.addresses import place
from bollkoll.status.site.drawing import SYMBOLS, Page, asset, draw, kept
from bollkoll.status.site.reading import Notice
from bollkoll.status.site.situation import Cell, Now, Scope, Situation, is_critical
from bollkoll.status.site.telling import ROOT, Edition, Told

SHOWN_OPEN, SHOWN_COMING, SHOWN_OVER = 6, 6, 8
"""On a page of now; the rest are a title each, or a link to where all of them are."""
MOST_ROWS = 40
LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}
TWIN = "~twin~"


class Pages:
    """All pages of one edition. Cards and rows are drawn once and stand on many pages."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.picture, self.language = edition, edition.picture, edition.language
        self._drawn: dict[tuple[str, str], SafeString] = {}

    # --- shared pieces ------------------------------------------------------------------------------------------------

    def card(self, told: Told) -> SafeString:
        return self._piece("card", told)

    def row(self, told: Told) -> SafeString:
        return self._piece("row", told)

    def _piece(self, name: str, told: Told) -> SafeString:
        return kept(self.edition.key(name, told.notice), lambda: draw(name, told=told))

    def page(self, name: str, path: str, twin: str, now: Now, current: str = "", **context: Any) -> Page:
        """``twin`` is the same page in the other language, ``current`` the place in the menu."""
        return Page(
            path,
            draw(
                name, edition=self.edition, language=self.language, other=self.edition.other, now=now, level=now.level,
                twin=ROOT + twin, front=ROOT + addresses.front(self.language), css=ROOT + asset("site.css")[0],
                js=ROOT + asset("site.js")[0], favicon=ROOT + asset(f"{now.level}.svg")[0],
                top=mark_safe(self._top(current).replace(TWIN, ROOT + twin)), foot=self._foot, **context,
            ),
        )  # fmt: skip

    def _top(self, current: str) -> SafeString:
        """The same on every page of a place in the menu, but for the way to the other language."""
        key = "top", current
        if key not in self._drawn:
            self._drawn[key] = draw(
                "top", edition=self.edition, other=self.edition.other, other_name=LANGUAGE_NAMES[self.edition.other],
                twin=TWIN, current=current, symbols=SYMBOLS, front=ROOT + addresses.front(self.language),
                nav=[(kind, ROOT + place(self.language, kind), word) for kind, word in self._nav()],
            )  # fmt: skip
        return self._drawn[key]

    @cached_property
    def _foot(self) -> SafeString:
        about = self.picture.organisation
        return draw(
            "foot", about=about, hours=about.hours.get(self.language) or (), made=self.edition.time(self.picture.made_at),
            who_may=about.who_may.named(self.language), organisation=about.name.named(self.language),
        )  # fmt: skip

    def _nav(self) -> list[tuple[str, str]]:
        return [
            ("institution", pgettext("site", "My institution")),
            ("planned", pgettext("site", "Planned work")),
            ("history", pgettext("site", "History")),
            ("subscribe", pgettext("site", "Subscribe")),
        ]

    def told(self, notices: list[Notice]) -> list[Told]:
        return [self.edition.told(notice) for notice in notices]

    # --- now ----------------------------------------------------------------------------------------------------------

    def now(self, scope: Scope) -> Page:
        """The page of the whole, or of one service, environment or institution."""
        situation = Situation(self.picture, self.language, scope)
        told = self.told(sorted(situation.open, key=_urgency))
        troubles = [one for one in told if one.notice.kind != "information"]
        news = [one for one in told if one.notice.kind == "information"]
        coming = self.told([notice for notice in self.picture.coming if scope.concerns(notice)])
        over = self.told(list(islice((n for n in self.picture.notices if n.is_over and scope.concerns(n)), SHOWN_OVER)))
        path, twin = (
            (addresses.scope(language, scope.kind, scope.key)) for language in (self.language, self.edition.other)
        )
        promised = min((one.promised for one in troubles if one.promised), default=None)
        services = [(scope.key, scope.name)] if scope.kind == "service" else self.services()
        return self.page(
            "now", path, twin, situation.now(), scope=scope, current=scope.kind,
            cards=[self.card(one) for one in troubles[:SHOWN_OPEN]],
            more=[self.row(one) for one in troubles[SHOWN_OPEN:MOST_ROWS]],
            news=[self.card(one) for one in news[:SHOWN_OPEN]],
            coming=[self.row(one) for one in coming[:SHOWN_COMING]], coming_count=len(coming),
            over=[self.row(one) for one in over], promised=self.edition.time(promised),
            promised_iso=promised.strftime("%Y-%m-%dT%H:%M:%SZ") if promised else "",
            environments=self._environments(situation), services=services,
            strips=[strips.strip(self, key, MOST_ROWS) for key, _name in services] if scope.kind == "service" else [],
            days=strips.days(self, scope.key, MOST_ROWS) if scope.kind == "service" else "", counted=strips.counted(self),
            history=ROOT + place(self.language, "history"), planned=ROOT + place(self.language, "planned"),
            choose=ROOT + place(self.language, "institution"),
        )  # fmt: skip

    def services(self) -> list[tuple[str, str]]:
        return [(one.key, one.name.named(self.language)) for one in self.picture.services]

    def _environments(self, situation: Situation) -> SafeString:
        """Drawn once for all scopes where it looks the same: most institutions have what all have."""
        scope = situation.scope
        own = (scope.kind, scope.key) if scope.kind in ("service", "environment") else ()
        key = "environments", repr((own, sorted(situation.cells.items(), key=lambda item: item[0])))
        if key not in self._drawn:
            found = self._cells(situation)
            self._drawn[key] = draw("environments", environments=found, is_service=scope.kind == "service")
        return self._drawn[key]

    def _cells(self, situation: Situation) -> list[dict[str, Any]]:
        """Each environment with its services; the first is open, the others when something is wrong there."""
        scope, found = situation.scope, []
        for number, environment in enumerate(self.picture.environments):
            if scope.kind == "environment" and environment.key != scope.key:
                continue
            rows = []
            for key, name in self.services():
                if scope.kind == "service" and key != scope.key:
                    continue
                cell = situation.cell(environment.key, key)
                rows.append(
                    {
                        "name": name,
                        "url": ROOT + place(self.language, "service", key),
                        "degree": cell.degree,
                        "tone": vocabulary.TONES[cell.degree],
                        "word": vocabulary.DEGREE_WORDS[cell.degree],
                        "only": _whom(situation, cell),
                    }
                )
            wrong = [row for row in rows if row["degree"] != "operational"]
            worst = max((str(row["degree"]) for row in wrong), key=vocabulary.RANK.__getitem__, default="operational")
            found.append(
                {
                    "name": environment.name.named(self.language),
                    "url": ROOT + place(self.language, "environment", environment.key),
                    "rows": rows,
                    "is_open": number == 0 or bool(wrong) or scope.kind == "environment",
                    "icon": worst,
                    "tone": vocabulary.TONES[worst],
                    "summary": self._summary(len(rows), len(wrong)),
                }
            )
        return found

    @staticmethod
    def _summary(services: int, wrong: int) -> str:
        if not wrong:
            return _("everything works")
        words = ngettext(
            "%(wrong)s of %(count)s service affected", "%(wrong)s of %(count)s services affected", services
        )
        return words % {"wrong": wrong, "count": services}


def _urgency(notice: Notice) -> tuple[int, bool, int, float]:
    """What is critical first, then the worst, then what has most lately been told."""
    order = {"disturbance": 0, "planned": 1, "information": 2}[notice.kind]
    worst = max((vocabulary.RANK[part.degree] for part in notice.parts), default=0)
    return order, not is_critical(notice), -worst, -notice.changed_at.timestamp()


def _whom(situation: Situation, cell: Cell) -> str:
    """For whom it is so when it is not for everybody, and how it is for the others when they have trouble too."""
    if not cell.only:
        return ""
    whom = situation.institution(cell.only[0]) if len(cell.only) == 1 else _("some institutions")
    if cell.others == "operational":
        return whom
    return _("%(whom)s; the others: %(degree)s") % {
        "whom": whom, "degree": str(vocabulary.DEGREE_WORDS[cell.others]).lower()
    }  # fmt: skip
