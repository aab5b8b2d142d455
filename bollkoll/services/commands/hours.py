"""When the support is open, and what it tells before one sends."""

from datetime import date

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.events import HoursChanged, NoticeEnded, NoticePublished
from bollkoll.services.models import Calendar, CalendarException, SeasonNotice


@command
def set_hours(actor: Actor, calendar: Calendar, *, week: dict, holidays: bool = True) -> Calendar:
    """The ordinary week: ``{"0": [["08.00", "16.30"]], …}``. A week with no opening hours at all is refused.

    ``holidays``: closed on Swedish public holidays and the three eves.
    """
    if not any(week.values()):
        raise Refused(
            _("The support must be open some time in the week, or nothing could ever fall due."), "never_open"
        )
    calendar.week, calendar.holidays = week, holidays
    calendar.save(update_fields=["week", "holidays"])
    record(HoursChanged(calendar=calendar.pk))
    return calendar


@command
def set_exception(actor: Actor, calendar: Calendar, *, day: date, hours: list, why: str = "") -> CalendarException:
    """A day that differs: closed when ``hours`` is empty."""
    row, _made = CalendarException.objects.update_or_create(
        calendar=calendar, day=day, defaults={"hours": hours, "why": why[:120]}
    )
    record(HoursChanged(calendar=calendar.pk))
    return row


@command
def remove_exception(actor: Actor, calendar: Calendar, *, day: date) -> None:
    if not CalendarException.objects.filter(calendar=calendar, day=day).delete()[0]:
        raise Refused(_("That is already so."), "unchanged")
    record(HoursChanged(calendar=calendar.pk))


@command
def publish_notice(
    actor: Actor, subject: None = None, *, kind: str, first_day: date, last_day: date, text_sv: str, text_en: str = ""
) -> SeasonNotice:
    """What reporters of a kind (empty: all) are told in a period, in the form and in the acknowledgement."""
    if last_day < first_day:
        raise Refused(_("The last day is before the first."), "order")
    row = SeasonNotice.objects.create(
        kind=kind, first_day=first_day, last_day=last_day, text_sv=text_sv.strip(), text_en=text_en.strip()
    )
    record(NoticePublished(notice=row.pk))
    return row


@command
def change_notice(
    actor: Actor, notice: SeasonNotice, *, kind: str, first_day: date, last_day: date, text_sv: str, text_en: str = ""
) -> SeasonNotice:
    if last_day < first_day:
        raise Refused(_("The last day is before the first."), "order")
    notice.kind, notice.first_day, notice.last_day = kind, first_day, last_day
    notice.text_sv, notice.text_en = text_sv.strip(), text_en.strip()
    notice.save()
    record(NoticePublished(notice=notice.pk))
    return notice


@command
def end_notice(actor: Actor, notice: SeasonNotice) -> SeasonNotice:
    """Take a notice down before its last day."""
    if notice.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    notice.ended_at = now()
    notice.save(update_fields=["ended_at"])
    record(NoticeEnded(notice=notice.pk))
    return notice
