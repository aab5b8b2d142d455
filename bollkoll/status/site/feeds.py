"""Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1: one entry a notice, with all that has been said of it, newest first."""

import json
import re
from email.utils import format_datetime
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from bollkoll.status.site import addresses
from bollkoll.status.site.drawing import draw, kept
from bollkoll.status.site.reading import Notice
from bollkoll.status.site.situation import Scope
from bollkoll.status.site.telling import ROOT, Edition, iso

MOST = 20
ATOM = "http://www.w3.org/2005/Atom"
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feeds:
    """The feeds of one edition. An entry is made once and stands in every feed that it concerns."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.language = edition, edition.language
        self._latest = sorted(edition.picture.notices, key=lambda notice: notice.changed_at, reverse=True)
        self._of: dict[Scope, list[Notice]] = {}

    def of(self, scope: Scope) -> list[Notice]:
        """Those told of in the feeds of a scope: what changed last first."""
        if scope not in self._of:
            self._of[scope] = list(islice(filter(scope.was_told, self._latest), MOST))
        return self._of[scope]

    def atom(self, scope: Scope, path: str = "") -> bytes:
        """``path``: where it lies, when that is not the scope's own folder."""
        feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": self.language})
        _text(feed, "id", self._identity(f"feed:{scope.kind}:{scope.key}"))
        _text(feed, "title", self._title(scope))
        _text(feed, "updated", self._changed(scope))
        author = ElementTree.SubElement(feed, "author")
        _text(author, "name", self.edition.picture.organisation.name.named(self.language) or self.edition.title)
        ElementTree.SubElement(feed, "link", {"rel": "self", "href": self._feed(scope, "feed.atom", path)})
        ElementTree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": self._home(scope)})
        return DECLARATION + _filled(feed, [self._once("atom", notice) for notice in self.of(scope)])

    def rss(self, scope: Scope, path: str = "") -> bytes:
        rss = ElementTree.Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
        channel = ElementTree.SubElement(rss, "channel")
        _text(channel, "title", self._title(scope))
        _text(channel, "link", self._home(scope))
        _text(channel, "description", self._title(scope))
        _text(channel, "language", self.language)
        link = {"rel": "self", "type": "application/rss+xml", "href": self._feed(scope, "feed.rss", path)}
        ElementTree.SubElement(channel, "atom:link", link)
        _text(channel, "ttl", "1")
        return DECLARATION + _filled(rss, [self._once("rss", notice) for notice in self.of(scope)], "</channel>")

    def json(self, scope: Scope) -> bytes:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self._title(scope),
            "home_page_url": self._home(scope),
            "feed_url": self._feed(scope, "feed.json"),
            "language": self.language,
            "items": [],
        }
        head = json.dumps(feed, ensure_ascii=False)
        items = ",\n".join(self._once("json", notice) for notice in self.of(scope))
        return f"{head.removesuffix(']}')}\n{items}\n]}}".encode()

    # --- entries ------------------------------------------------------------------------------------------------------

    def _once(self, kind: str, notice: Notice) -> Any:
        base = self.edition.picture.organisation.base_url
        return kept(self.edition.key(f"{kind} {base}", notice), lambda: getattr(self, f"_{kind}_entry")(notice))

    def _atom_entry(self, notice: Notice) -> bytes:
        entry = ElementTree.Element("entry")
        _text(entry, "id", self._identity(notice.id))
        _text(entry, "title", self._headline(notice))
        _text(entry, "published", iso(notice.published_at))
        _text(entry, "updated", iso(notice.changed_at))
        link = {"rel": "alternate", "type": "text/html", "href": self.url(notice)}
        ElementTree.SubElement(entry, "link", link)
        for word in self._tags(notice):
            ElementTree.SubElement(entry, "category", {"term": word})
        _text(entry, "content", self.html(notice), type="html")
        return ElementTree.tostring(entry)

    def _rss_entry(self, notice: Notice) -> bytes:
        item = ElementTree.Element("item")
        _text(item, "title", self._headline(notice))
        _text(item, "link", self.url(notice))
        _text(item, "guid", self._identity(notice.id), isPermaLink="false")
        _text(item, "pubDate", format_datetime(notice.changed_at))
        for word in self._tags(notice):
            _text(item, "category", word)
        _text(item, "description", self.html(notice))
        return ElementTree.tostring(item)

    def _json_entry(self, notice: Notice) -> str:
        item = {
            "id": self._identity(notice.id),
            "url": self.url(notice),
            "title": self._headline(notice),
            "content_html": self.html(notice),
            "date_published": iso(notice.published_at),
            "date_modified": iso(notice.changed_at),
            "tags": self._tags(notice),
        }
        return json.dumps(item, ensure_ascii=False)

    def url(self, notice: Notice) -> str:
        return self.edition.absolute(addresses.notice(self.language, notice.id))

    def html(self, notice: Notice) -> str:
        base = f"{self.edition.picture.organisation.base_url}/"
        told = self.edition.told(notice)
        return kept(
            self.edition.key(f"html {base}", notice), lambda: draw("feed_entry", told=told).strip().replace(ROOT, base)
        )

    def _headline(self, notice: Notice) -> str:
        told = self.edition.told(notice)
        return _("%(title)s (%(state)s)") % {"title": told.title, "state": told.state.lower()}

    def _tags(self, notice: Notice) -> list[str]:
        picture = self.edition.picture
        keys = dict.fromkeys(part.service for part in notice.parts)
        words = [self.edition.named(picture.services, key) for key in keys]
        words += [self.edition.named(picture.environments, key) for key in notice.all_environments]
        return [self.edition.told(notice).kind, *words]

    # --- the feed itself ----------------------------------------------------------------------------------------------

    def _identity(self, of: str) -> str:
        """Stable when the site moves, and another in each language."""
        return uuid5(NAMESPACE_URL, f"bollkoll:{self.language}:{of}").urn

    def _title(self, scope: Scope) -> str:
        return f"{self.edition.title}: {scope.name}" if scope.name else self.edition.title

    def _home(self, scope: Scope) -> str:
        return self.edition.absolute(addresses.scope(self.language, scope.kind, scope.key))

    def _feed(self, scope: Scope, name: str, path: str = "") -> str:
        return self.edition.absolute(path) if path else self._home(scope) + name

    def _changed(self, scope: Scope) -> str:
        return iso(max((notice.changed_at for notice in self.of(scope)), default=self.edition.picture.made_at))


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = NOT_XML.sub("", text)


def _filled(root: ElementTree.Element, entries: list[bytes], before: str = "") -> bytes:
    """The document with its entries put in before the end of the (inner) element."""
    document = ElementTree.tostring(root)
    end = document.rindex((before or f"</{root.tag}>").encode())
    return document[:end] + b"\n" + b"\n".join(entries) + b"\n" + document[end:] + b"\n"
