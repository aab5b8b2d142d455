"""Whether the support is open: what pages and promises ask, of the calendar that the queries find."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.kit import hours
from bollkoll.people.models import Person
from bollkoll.services.queries import calendar, calendars


def open_hours(day: date) -> tuple[hours.Interval, ...]:
    """When the support is open on a day; empty when it is closed."""
    return calendar().hours(day)


def closed_at(at: datetime) -> str:
    """Why nobody is at the support at a moment, as a sentence; empty when it is open, to the minute it closes."""
    here, opening = timezone.localtime(at), calendar()
    said = {
        "day": date_format(here, "l j F"),
        "time": date_format(here, "H.i"),
        "holiday": opening.holiday(here.date()),
    }
    if not (intervals := opening.hours(here.date())):
        words = (
            _("%(day)s is %(holiday)s: the support is closed.")
            if said["holiday"]
            else _("On %(day)s the support is closed.")
        )
        return capfirst(words % said)
    if opening.is_open(at) or opening.is_open(at - timedelta(minutes=1)):
        return ""
    said["hours"] = ", ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in intervals)
    return _("%(time)s is outside the opening hours, which are %(hours)s that day.") % said


def away_at(person: Person | None, at: datetime) -> str:
    """Why that is no moment to promise something for, as a sentence to ``person``: nobody is at the support, or they are not."""
    if (closed := closed_at(at)) or person is None:
        return closed
    here, own = timezone.localtime(at), calendars(person=person)[0]
    if own.is_open(at) or own.is_open(at - timedelta(minutes=1)):
        return ""
    said = {"day": date_format(here, "l j F"), "time": date_format(here, "H.i")}
    if not (intervals := own.hours(here.date())):
        return capfirst(_("On %(day)s you do not work, or are away.") % said)
    said["hours"] = ", ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in intervals)
    return _("%(time)s is outside your own hours, which are %(hours)s that day.") % said
