"""One language of the site, and a notice told in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.status.site import addresses, vocabulary
from bollkoll.status.site.history import ZONE, History
from bollkoll.status.site.reading import Named, Notice, Part, Picture, Text
from bollkoll.status.site.situation import Scope, Situation, listed, name
from bollkoll.status.site.updates import ToldUpdate, iso, prose

ROOT = "~root~/"
"""Stands for the way to the site's root until it is known how deep a page lies."""


class Edition:
    """A picture in one language. The language must be active (``translation.override``) whenever it is asked for words."""

    def __init__(
        self,
        picture: Picture,
        language: str,
        history: History,
        around: str = "",
        digests: Mapping[str, str] | None = None,
    ) -> None:
        """``around`` and ``digests`` (by notice) tell whether something is made from the same as before."""
        self.picture, self.language, self.history = picture, language, history
        self._around, self._digests = around, digests or {}
        self._told: dict[str, Told] = {}

    @property
    def other(self) -> str:
        return "en" if self.language == "sv" else "sv"

    @cached_property
    def whole(self) -> Situation:
        return Situation(self.picture, self.language, Scope())

    @property
    def title(self) -> str:
        """What the site is called: *Driftsinformation för Ladok*."""
        system = self.picture.organisation.system
        return _("Service status for %(system)s") % {"system": system} if system else _("Service status")

    def key(self, what: str, *notices: Notice) -> tuple[str, ...] | None:
        """For :func:`drawing.kept`: what is made of nothing but these notices and the names around them."""
        digests = [self._digests.get(notice.id, "") for notice in notices]
        return (what, self.language, self._around, *digests) if self._around and all(digests) else None

    def told(self, notice: Notice) -> "Told":
        if notice.id not in self._told:
            self._told[notice.id] = Told(notice, self)
        return self._told[notice.id]

    def absolute(self, path: str) -> str:
        return f"{self.picture.organisation.base_url}/{path}"

    def words(self, when: datetime) -> str:
        """*sön 29 nov 22.43*: a page that lies as a file cannot say "today"."""
        local = when.astimezone(ZONE)
        year = " Y" if local.year != self.picture.made_at.astimezone(ZONE).year else ""
        return date_format(local, f"D j b{year} H.i" if self.language == "sv" else f"D j M{year} H:i")

    def time(self, when: datetime | None) -> SafeString:
        if when is None:
            return SafeString("")
        return format_html('<time datetime="{}">{}</time>', iso(when), self.words(when))

    def period(self, start: datetime, end: datetime | None) -> SafeString:
        """*sön 29 nov 22.00–23.30*, or with both dates."""
        if end is None:
            return self.time(start)
        same = start.astimezone(ZONE).date() == end.astimezone(ZONE).date()
        shown = self.words(end).rpartition(" ")[2] if same else self.words(end)
        dash = "–" if same else " – "
        return format_html('{}{}<time datetime="{}">{}</time>', self.time(start), dash, iso(end), shown)

    def named(self, of: Iterable[Named], key: str) -> str:
        return name(of, key, self.language)

    def environments(self, keys: Iterable[str]) -> str:
        names = [self.named(self.picture.environments, key) for key in keys]
        return listed(names) if names else ""

    def institutions(self, codes: Iterable[str] | None) -> str:
        """``None``: all of them."""
        if codes is None:
            return _("All institutions")
        names = [self.named(self.picture.institutions, code) for code in codes]
        return listed(names) if names else _("No institution")

    def scopes(self) -> list[Scope]:
        """Everything that has a page and feeds of its own, the whole first."""
        picture = self.picture
        kinds = (
            ("service", picture.services),
            ("environment", picture.environments),
            ("institution", picture.institutions),
        )
        return [Scope()] + [Scope(kind, one.key, one.name.named(self.language)) for kind, of in kinds for one in of]


class Told:
    """A notice, ready for templates: plain words, and pieces of HTML where that is said."""

    def __init__(self, notice: Notice, edition: Edition) -> None:
        self.notice, self.edition, self.language = notice, edition, edition.language

    @property
    def path(self) -> str:
        return addresses.notice(self.language, self.notice.id)

    @property
    def url(self) -> str:
        return ROOT + self.path

    @property
    def in_swedish(self) -> str:
        return ROOT + addresses.notice("sv", self.notice.id)

    @cached_property
    def is_pending(self) -> bool:
        """Something of it is not yet in this language."""
        notice = self.notice
        texts = [notice.workaround, *(part.note for part in notice.parts), *(update.text for update in notice.updates)]
        return self._lacks(notice.title, *texts) or (self.language == "en" and not notice.title.en)

    def _lacks(self, *texts: Text) -> bool:
        return self.language == "en" and any(text.sv and not text.en for text in texts)

    @cached_property
    def title(self) -> str:
        """Its own, or one made of its facts when there is none in this language yet."""
        said = self.notice.title.said(self.language)
        if said:
            return said
        services = list(dict.fromkeys(part.service for part in self.notice.parts))
        names = [self.edition.named(self.edition.picture.services, key) for key in services]
        if len(names) > 3:
            names = [ngettext("%(count)s service", "%(count)s services", len(names)) % {"count": len(names)}]
        kind = str(vocabulary.KIND_WORDS[self.notice.kind])
        return f"{kind}: {listed(names)}" if names else kind

    @property
    def kind(self) -> str:
        return str(vocabulary.KIND_WORDS[self.notice.kind])

    @property
    def state(self) -> str:
        if self.notice.state == "resolved" and self.notice.kind in vocabulary.OVER_WORDS:
            return str(vocabulary.OVER_WORDS[self.notice.kind])
        return str(vocabulary.STATE_WORDS[self.notice.state])

    @cached_property
    def icon(self) -> str:
        """Of how it is now: what is over works."""
        if self.notice.kind == "information":
            return "information"
        if self.notice.is_over:
            return "operational"
        if self.notice.is_coming:
            return "maintenance"
        fallback = "maintenance" if self.notice.kind == "planned" else "degraded"
        degrees = [part.degree for part in self.notice.parts] or [fallback]
        return max(degrees, key=vocabulary.RANK.__getitem__)

    @property
    def tone(self) -> str:
        if self.notice.kind == "information":
            return "calm"
        if self.notice.state == "cancelled":
            return "calm"
        return "urgent" if self.is_critical else vocabulary.TONES[self.icon]

    @property
    def is_critical(self) -> bool:
        return self.notice.is_open and self.notice.kind == "disturbance" and self.notice.severity == "critical"

    @cached_property
    def parts(self) -> list[tuple[str, str, str]]:
        """(degree, its word, what it is about), the worst first."""
        places: dict[tuple[str, str, str], list[str]] = {}
        for part in self.notice.parts:
            service = self.edition.named(self.edition.picture.services, part.service)
            at = places.setdefault((part.degree, self._note(part), service), [])
            if part.environment:
                at.append(self.edition.named(self.edition.picture.environments, part.environment))
        grouped: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for (degree, note, service), where in places.items():
            grouped.setdefault((degree, note, tuple(where)), []).append(service)
        found = []
        for (degree, note, named), services in grouped.items():
            what = listed(services) if len(services) < 6 else self._many(services)
            if named:
                what += f" ({listed(named)})"
            found.append((degree, str(vocabulary.DEGREE_WORDS[degree]), f"{what}: {note}" if note else what))
        return sorted(found, key=lambda part: -vocabulary.RANK[part[0]])

    def _many(self, services: list[str]) -> str:
        if len(services) >= len(self.edition.picture.services):
            return _("all services")
        return listed(services)

    def _note(self, part: Part) -> str:
        return _("translation pending") if self._lacks(part.note) else part.note.said(self.language)

    @property
    def environments(self) -> str:
        return self.edition.environments(self.notice.all_environments)

    @property
    def institutions(self) -> str:
        return self.edition.institutions(self.notice.institutions)

    @property
    def whom(self) -> str:
        """The institutions in short, for a row."""
        codes = self.notice.institutions
        if codes is not None and len(codes) > 3:
            return ngettext("%(count)s institution", "%(count)s institutions", len(codes)) % {"count": len(codes)}
        return self.institutions

    @property
    def when(self) -> SafeString:
        notice, time = self.notice, self.edition.time
        if notice.kind == "planned" and not notice.is_over:
            return self.edition.period(notice.starts_at, notice.expected_end_at)
        if notice.is_over and notice.ended_at and notice.ended_at >= notice.starts_at:
            return self.edition.period(notice.starts_at, notice.ended_at)
        return format_html(_("since {}"), time(notice.starts_at)) if notice.is_open else time(notice.starts_at)

    @property
    def expected(self) -> SafeString:
        return self.edition.time(self.notice.expected_end_at) if self.notice.is_open else SafeString("")

    @property
    def promised(self) -> datetime | None:
        return self.notice.next_update_at if not self.notice.is_over else None

    @property
    def promised_time(self) -> SafeString:
        return self.edition.time(self.promised)

    @property
    def promised_iso(self) -> str:
        return iso(self.promised) if self.promised else ""

    @cached_property
    def workaround(self) -> SafeString:
        if self._lacks(self.notice.workaround):
            words = _("Translation pending."), self.in_swedish, _("Read it in Swedish")
            return format_html('<p class="pending">{} <a href="{}" hreflang="sv">{}</a></p>', *words)
        return prose(self.notice.workaround.said(self.language))

    @cached_property
    def updates(self) -> list[ToldUpdate]:
        """The latest first; of two within a second, the one that was written last."""
        corrections = {update.corrects: update for update in self.notice.updates if update.corrects}
        told = [ToldUpdate(update, self.edition, corrections.get(update.id)) for update in self.notice.updates]
        return sorted(told, key=lambda one: one.update.at)[::-1]

    @property
    def latest(self) -> ToldUpdate | None:
        return self.updates[0] if self.updates else None

    @property
    def published(self) -> SafeString:
        return self.edition.time(self.notice.published_at)

    @property
    def changed(self) -> SafeString:
        return self.edition.time(self.notice.changed_at)
