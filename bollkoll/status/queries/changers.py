"""Who has changed what somebody else is looking at, by name."""

from django.utils.translation import gettext as _

from bollkoll.log.models import Event
from bollkoll.status.models import Notice

COUNTED = ("status.update_published", "status.translated", "status.plan_changed", "status.plan_dropped")
"""Each of these makes a new version of a notice."""


def changers(notice: Notice, count: int) -> list[str]:
    """Those who made the latest ``count`` versions, the latest first, each once."""
    rows = Event.objects.filter(topics__name=notice.topic, kind__in=COUNTED).select_related("actor").order_by("-pk")
    return _names(rows[: max(1, min(count, 20))])


def last_to(kind: str, **named: int) -> list[str]:
    """Who did this last."""
    found = {f"data__{name}": value for name, value in named.items()}
    return _names(Event.objects.filter(kind=kind, **found).select_related("actor").order_by("-pk")[:1])


def _names(rows) -> list[str]:
    return list(dict.fromkeys(row.actor.name if row.actor else _("The system") for row in rows))
