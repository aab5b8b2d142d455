"""What was said of a notice at one time, told in a language; and how text and moments are written."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.status.site import vocabulary
from bollkoll.status.site.reading import Update
from bollkoll.status.site.reading import moment as read_moment

if TYPE_CHECKING:
    from bollkoll.status.site.telling import Edition

EXCERPT = 700
"""Characters of the latest update on a card."""


class ToldUpdate:
    """One update, and what corrected it afterwards."""

    def __init__(self, update: Update, edition: "Edition", correction: Update | None) -> None:
        self.update, self.edition, self.correction = update, edition, correction

    @property
    def word(self) -> str:
        if self.update.is_put_off:
            return str(vocabulary.MOVED)
        known = vocabulary.UPDATE_WORDS.get(self.update.kind, vocabulary.UPDATE_WORDS["update"])
        return str(known)

    @property
    def is_correction(self) -> bool:
        return self.update.kind == "correction"

    @property
    def time(self) -> SafeString:
        return self.edition.time(self.update.at)

    @property
    def corrected(self) -> SafeString:
        """When it was corrected; empty when it stands."""
        return self.edition.time(self.correction.at) if self.correction else SafeString("")

    @cached_property
    def html(self) -> SafeString:
        return prose(self.update.text.said(self.edition.language))

    @cached_property
    def brief(self) -> SafeString:
        """Its beginning: the notice's own page has all of it."""
        text = self.plain
        return prose(text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …")

    @property
    def is_pending(self) -> bool:
        return self.edition.language == "en" and bool(self.update.text.sv) and not self.update.text.en

    @property
    def plain(self) -> str:
        return self.update.text.said(self.edition.language)

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """(what, before, now), in words: what was wrong, or earlier, and what is right."""
        found = []
        for fact, word in vocabulary.FACT_WORDS.items():
            kept = f"{fact}_{self.edition.language}" if fact == "workaround" else fact
            if kept in self.update.facts:
                old, new = (self._said(fact, value) for value in self.update.facts[kept])
                if fact == "workaround" and old and not new:
                    new = _("no longer applies")
                if new and old != new:
                    found.append((str(word), old, new))
        return found

    def _said(self, fact: str, value: Any) -> str:
        if fact == "degree":
            return str(vocabulary.DEGREE_WORDS.get(str(value), ""))
        if fact == "severity":
            return str(vocabulary.SEVERITY_WORDS.get(str(value), ""))
        if fact == "workaround":
            return " ".join(str(value or "").split())
        if fact == "institutions":
            return self.edition.institutions(value if value is None else [str(code) for code in value])
        if fact == "environments":
            return self.edition.environments(str(key) for key in value or ())
        when = read_moment(value) if value else None
        return self.edition.words(when) if when else ""


def prose(text: str) -> SafeString:
    """Plain text as paragraphs, with its addresses as links."""
    return mark_safe(linebreaks(urlize(escape(text), nofollow=True))) if text else SafeString("")


def iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
