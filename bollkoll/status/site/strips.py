"""The ninety days of a service as a bar, whose days lead to their notices, and the same in words."""

from typing import TYPE_CHECKING, Any

from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.status.site import vocabulary
from bollkoll.status.site.addresses import place
from bollkoll.status.site.drawing import draw, kept
from bollkoll.status.site.history import Day, Entry
from bollkoll.status.site.telling import ROOT

if TYPE_CHECKING:
    from bollkoll.status.site.pages import Pages

SHOWN = 3
"""Notices of one day that are named; the rest are counted."""
LONGEST = 60


def strip(pages: "Pages", service: str, linked: int, told: int = 0) -> dict[str, Any]:
    """``linked``: so many of the latest days lead to their notices; ``told``: so many with a disturbance stand in words."""
    history = pages.edition.history
    known = history.days(service)
    latest = known[:linked]
    troubled = [day for day in known if day.degree != "maintenance"]
    return {
        "name": pages.edition.named(pages.picture.services, service),
        "url": _page(pages, service),
        "drawing": history.drawing(service, without=len(latest)),
        "days": [_day(pages, service, day) | {"at": history.place(day)} for day in latest],
        "words": _troubled(*history.troubled(service)),
        "told": [_day(pages, service, day) for day in troubled[:told]],
        "more": max(0, len(troubled) - told) if told else 0,
    }


def days(pages: "Pages", service: str, most: int) -> SafeString:
    """The days of a service that had something, as the rows of a table."""
    known = pages.edition.history.days(service)[:most]
    facts = "".join(
        f"{day.on}{[(key, entry.minutes()) for key, entry in day.entries.items()]}" for day in known
    )  # fmt: skip
    key = pages.edition.key(f"days {facts}", *(entry.notice for day in known for entry in day.entries.values()))
    return kept(key, lambda: draw("days", days=[_day(pages, service, day) for day in known]))


def counted(pages: "Pages") -> str:
    """How all this is counted."""
    where = pages.edition.named(pages.picture.environments, pages.edition.history.environment)
    return _(
        "Counted from the notices%(where)s: from when something began until it was over, with what was told of it. A day has "
        "the colour of its worst moment. What no notice has told of is not here."
    ) % {"where": f" ({where})" if where else ""}


def _page(pages: "Pages", service: str) -> str:
    return ROOT + place(pages.language, "service", service)


def _day(pages: "Pages", service: str, day: Day) -> dict[str, Any]:
    entries = [_entry(pages, entry) for entry in day.entries.values()]
    key = day.on.isoformat()
    said = "; ".join(f"{one['title']}, {one['lasted']}" for one in entries[:SHOWN])
    return {
        "key": key,
        "on": day.on,
        "short": date_format(day.on, "j b" if pages.language == "sv" else "j M"),
        "tone": vocabulary.TONES[day.degree],
        "entries": entries[:SHOWN],
        "more": max(0, len(entries) - SHOWN),
        "url": entries[0]["url"] if len(entries) == 1 else f"{_page(pages, service)}#d{key}",
        "said": f"{date_format(day.on, 'j F')}: {said}",
    }


def _entry(pages: "Pages", entry: Entry) -> dict[str, str]:
    """A notice of a day: how it was, each degree with its time."""
    told = pages.edition.told(entry.notice)
    words = [(str(vocabulary.DEGREE_WORDS[degree]), lasted(minutes)) for degree, minutes in entry.minutes()]
    return {
        "url": told.url,
        "icon": entry.degree,
        "tone": vocabulary.TONES[entry.degree],
        "title": Truncator(told.title).chars(LONGEST),
        "lasted": ", ".join(f"{word[:1].lower()}{word[1:]} {time}" for word, time in words),
    }


def _troubled(on: int, minutes: int) -> str:
    if not on:
        return _("no disturbance told of")
    words = ngettext("disturbed on %(days)s day, %(time)s in all", "disturbed on %(days)s days, %(time)s in all", on)
    return words % {"days": on, "time": spent(minutes)}


def lasted(minutes: int) -> str:
    """On one day."""
    return _("all day") if minutes >= 24 * 60 else spent(minutes)


def spent(minutes: int) -> str:
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": max(1, minutes)}
    hours, left = divmod(minutes, 60)
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": left}
        if left
        else _("%(hours)s h") % {"hours": hours}
    )
