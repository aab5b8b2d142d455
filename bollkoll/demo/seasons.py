"""The staffing calendar of the demonstration: this year's Christmas, and the summer of next year."""

from datetime import date, timedelta

from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.services.models import Organisation

CASES = ("fault", "question", "change")


def build(today: date) -> None:
    christmas(today.year)
    summer(today.year + 1)


def _period(kinds: tuple[str, ...], level: str, first_day: date, last_day: date, **more) -> None:
    services.add_periods(
        SYSTEM,
        Organisation.objects.get(pk=1),
        kinds=kinds,
        level=level,
        first_day=first_day,
        last_day=last_day,
        **more,
    )


def christmas(year: int) -> None:
    _period(("fault", "question"), "delayed", date(year, 12, 21), date(year + 1, 1, 8), extra_days=2)
    _period(
        ("change",), "paused", date(year, 12, 14), date(year + 1, 1, 8),
        text_sv="Ändringar i grunddata görs inte under jul och nyår. Det som kommer in tas om hand efter trettonhelgen.",
        text_en="Base data are not changed over Christmas and New Year. What comes in is handled after Epiphany.",
    )  # fmt: skip
    _period(
        ("order",), "paused", date(year, 12, 21), date(year + 1, 1, 6),
        order_before=date(year, 12, 14), handled_before=date(year, 12, 21),
    )  # fmt: skip


def summer(year: int) -> None:
    """Two weeks of July for what is acute only; certificates all summer; other orders paused, and slower before and after."""

    def weeks(first: int, last: int) -> tuple[date, date]:
        return date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)

    _period(CASES, "delayed", *weeks(26, 27), extra_days=2)
    _period(CASES, "acute", *weeks(28, 29))
    _period(CASES, "delayed", *weeks(30, 31), extra_days=3)
    _period(("order:certificate",), "normal", *weeks(25, 33))
    _period(("order",), "delayed", *weeks(26, 27), extra_days=5)
    monday = date.fromisocalendar(year, 28, 1)
    _period(("order",), "paused", *weeks(28, 30), order_before=monday - timedelta(days=12), handled_before=monday)
    _period(("order",), "delayed", *weeks(31, 32), extra_days=5)
