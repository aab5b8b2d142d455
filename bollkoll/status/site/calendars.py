"""Planned work as a calendar to subscribe to (RFC 5545, RFC 7986)."""

from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from bollkoll.status.site.drawing import kept
from bollkoll.status.site.feeds import Feeds
from bollkoll.status.site.reading import Notice
from bollkoll.status.site.situation import Scope

END = b"END:VCALENDAR"
REFRESH = timedelta(minutes=30)
UNKNOWN_LENGTH = timedelta(hours=1)


class Calendars:
    """The calendars of one edition. An event is made once and stands in every calendar that it concerns."""

    def __init__(self, feeds: Feeds) -> None:
        self.feeds, self.edition = feeds, feeds.edition

    def of(self, scope: Scope) -> list[Notice]:
        return [n for n in self.edition.picture.notices if n.kind == "planned" and scope.was_told(n)]

    def calendar(self, scope: Scope) -> bytes:
        title = f"{self.edition.title}: {scope.name}" if scope.name else self.edition.title
        calendar = Calendar()
        calendar.add("prodid", "-//Bollkoll//Status//SV")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", title)
        calendar.add("x-wr-calname", title)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT30M")
        whole = calendar.to_ical()
        at = whole.rindex(END)
        return whole[:at] + b"".join(self._once(notice) for notice in self.of(scope)) + whole[at:]

    def _once(self, notice: Notice) -> bytes:
        base = self.edition.picture.organisation.base_url
        return kept(self.edition.key(f"ical {base}", notice), lambda: self._event(notice).to_ical())

    def _event(self, notice: Notice) -> Event:
        told = self.edition.told(notice)
        is_cancelled = notice.state == "cancelled"  # it keeps the times that it was to have
        end = (not is_cancelled and notice.ended_at) or notice.expected_end_at or notice.starts_at + UNKNOWN_LENGTH
        event = Event()
        event.add("uid", f"{notice.id}@{urlsplit(self.edition.picture.organisation.base_url).hostname or 'bollkoll'}")
        event.add("dtstamp", notice.changed_at)
        event.add("last-modified", notice.changed_at)
        event.add("created", notice.published_at)
        event.add("sequence", max(0, len(notice.updates) - 1))
        event.add("dtstart", notice.starts_at)
        event.add("dtend", max(end, notice.starts_at + timedelta(minutes=1)))  # RFC 5545 3.8.2.2: later
        event.add("summary", told.title)
        event.add("description", self._description(notice))
        event.add("url", self.feeds.url(notice))
        event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        if told.environments:
            event.add("location", told.environments)
        return event

    def _description(self, notice: Notice) -> str:
        told = self.edition.told(notice)
        lines = [f"{word}: {what}" for _degree, word, what in told.parts]
        lines += ["", *(f"{update.word}: {update.plain}" for update in told.updates if update.plain)]
        return "\n".join(lines).strip()
