"""The staffing calendar per kind of case, and what is promised by a target.

All of them hold the organisation's row, so that two who write at once are compared with each other.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, record
from bollkoll.people.actor import Actor
from bollkoll.services import rules
from bollkoll.services.events import StaffingChanged, TargetsChanged
from bollkoll.services.models import Organisation, StaffingPeriod, Target
from bollkoll.services.queries import summer_of

Level = StaffingPeriod.Level
MOST_DAYS_MORE = 60
MOST_WITHIN = 300


@command
def add_periods(
    actor: Actor, organisation: Organisation, *, kinds: Iterable[str], **facts: Any
) -> list[StaffingPeriod]:
    """The same period for several kinds of case at once. ``facts``: fields of :class:`StaffingPeriod`.

    Raises :class:`Refused` for a kind that there is none of, days in the wrong order, and days that the kind has a
    period for already (``overlap``): then none is added.
    """
    made = [_checked(StaffingPeriod(kind=kind, **facts)) for kind in dict.fromkeys(kinds)]
    if not made:
        raise Refused(_("Choose at least one kind of case."), "kind")
    for row in made:
        row.save()
    record(StaffingChanged(periods=[row.pk for row in made]))
    return made


@command
def change_period(
    actor: Actor,
    organisation: Organisation,
    *,
    period: StaffingPeriod,
    also: Iterable[StaffingPeriod] = (),
    **facts: Any,
) -> list[StaffingPeriod]:
    """Other days, another level, other words, for the period and ``also`` for those of other kinds. The kinds stay."""
    rows = _still_there([period, *also])
    for row in rows:
        for name, value in facts.items():
            setattr(row, name, value)
        _checked(row).save()
    record(StaffingChanged(periods=[row.pk for row in rows]))
    return rows


@command
def remove_period(
    actor: Actor, organisation: Organisation, *, period: StaffingPeriod, also: Iterable[StaffingPeriod] = ()
) -> None:
    """As usual again, for its kind and ``also`` for those of the others."""
    gone = [row.pk for row in _still_there([period, *also])]
    StaffingPeriod.objects.filter(pk__in=gone).delete()
    record(StaffingChanged(periods=gone))


def _still_there(periods: Iterable[StaffingPeriod]) -> list[StaffingPeriod]:
    wanted = {row.pk for row in periods}
    rows = list(StaffingPeriod.objects.filter(pk__in=wanted).order_by("pk"))
    if len(rows) < len(wanted):
        raise Refused(_("The period is not there any more."), "gone")
    return rows


@command
def copy_summer(actor: Actor, organisation: Organisation, *, year: int) -> tuple[list[StaffingPeriod], int]:
    """Last year's summer once more, in the same ISO weeks of ``year``. Returns what was made, and how many were left since
    the kind has a period of those days already.

    Own texts with figures in them are left out, since they may name days of last year: the period then says itself
    which its days are.
    """
    found = list(summer_of(year - 1))
    if not found:
        raise Refused(_("There is no summer of %(year)s to copy.") % {"year": year - 1}, "nothing")
    made = []
    for old in found:
        row = _moved(old, year)
        if not _others(row).exists():
            row.save()
            made.append(row)
    if not made:
        raise Refused(_("The summer of %(year)s is already there.") % {"year": year}, "unchanged")
    record(StaffingChanged(periods=[row.pk for row in made]))
    return made, len(found) - len(made)


def _moved(old: StaffingPeriod, year: int) -> StaffingPeriod:
    by = rules.in_weeks_of(year, old.first_day)
    words = "" if rules.names_days(old.text_sv + old.text_en) else old.text_sv
    return StaffingPeriod(
        kind=old.kind,
        level=old.level,
        extra_days=old.extra_days,
        first_day=old.first_day + by,
        last_day=old.last_day + by,
        order_before=old.order_before and old.order_before + by,
        handled_before=old.handled_before and old.handled_before + by,
        text_sv=words,
        text_en=old.text_en if words else "",
    )


def _others(row: StaffingPeriod):
    same = StaffingPeriod.objects.filter(kind=row.kind).touching(row.first_day, row.last_day)
    return same.exclude(pk=row.pk).order_by("first_day")


def _checked(row: StaffingPeriod) -> StaffingPeriod:
    """The period as it may be kept. Raises :class:`Refused`."""
    if not rules.KIND.match(row.kind):
        raise Refused(_("There is no kind of case called %(kind)s.") % {"kind": row.kind}, "kind")
    if row.level not in Level.values:
        raise Refused(_("Say how the cases are handled in the period."), "level")
    if row.last_day < row.first_day:
        raise Refused(_("The last day is before the first."), "order")
    row.extra_days = row.extra_days if row.level == Level.DELAYED else None
    if row.level == Level.DELAYED and not 1 <= (row.extra_days or 0) <= MOST_DAYS_MORE:
        raise Refused(_("Say how many working days longer it takes."), "extra_days")
    if row.handled_before and (row.order_before is None or row.handled_before <= row.order_before):
        raise Refused(_("What is sent before a day is handled before a later one."), "cut_off")
    row.text_sv, row.text_en = row.text_sv.strip(), row.text_en.strip()
    if row.text_en and not row.text_sv:
        raise Refused(_("Write the text in Swedish too, or leave both out."), "text")
    other = _others(row).first()
    if other is not None:
        raise Refused(
            _("%(kind)s already has a period then: %(days)s, %(level)s. Change that one, or choose other days.")
            % {
                "kind": rules.kind_in_words(row.kind),
                "days": rules.days_in_words(other.first_day, other.last_day),
                "level": other.get_level_display(),
            },
            "overlap",
        )
    return row


@command
def set_targets(
    actor: Actor, organisation: Organisation, *, targets: dict[tuple[str, int], tuple[int | None, int | None]]
) -> None:
    """All targets: (kind, priority or 0 for every priority) → (working hours to the first answer, working days to solved).

    What is not there, or has neither, is promised by nobody. Promises that are made stay as they are.
    """
    wanted = {key: within for key, within in targets.items() if any(within)}
    for (kind, priority), within in wanted.items():
        if not rules.KIND.match(kind) or priority not in rules.PRIORITIES:
            raise Refused(_("There is no kind of case called %(kind)s.") % {"kind": kind}, "kind")
        if any(value is not None and not 1 <= value <= MOST_WITHIN for value in within):
            raise Refused(_("A target is between 1 and %(most)s.") % {"most": MOST_WITHIN}, "range")
    Target.objects.all().delete()
    for (kind, priority), (answer_within, solve_within) in wanted.items():
        Target.objects.create(kind=kind, priority=priority, answer_within=answer_within, solve_within=solve_within)
    record(TargetsChanged())
