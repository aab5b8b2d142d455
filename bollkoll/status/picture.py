"""The picture: everything that the public pages need, as plain values, read from the database in a constant number of
queries however many notices there are. Its shape is version 1; ``bollkoll.status.site`` draws it and knows no database."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bollkoll.kit import hours
from bollkoll.log.live import position
from bollkoll.people.models import Institution
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.models import Notice, Part, Update
from bollkoll.ui import dates

VERSION = 1
Plain = dict[str, Any]
stamp = rules.stamp


def picture(at: datetime | None = None) -> Plain:
    """Everything, as it is now. Made outside any act, so that it sees only what is committed."""
    at = at or timezone.now()
    read_to = position()
    notices = [notice_row(notice) for notice in whole(shown(at))]
    named = {code for notice in notices for code in notice["institutions"] or ()}
    used = {part["service"] for notice in notices for part in notice["parts"]}
    return {
        "version": VERSION,
        "made_at": stamp(at),
        "position": read_to,
        "organisation": organisation(),
        "services": [
            {"key": one.key, "name": _both(one, "name")}
            for one in Service.objects.filter(Q(ended_at=None) | Q(key__in=used))
        ],
        "environments": [{"key": one.key, "name": _both(one, "name")} for one in Environment.objects.all()],
        "institutions": [
            {"code": one.code, "name": _both(one, "name")}
            for one in Institution.objects.filter(Q(ended_at=None) | Q(code__in=named)).order_by("sort")
        ],
        "notices": notices,
    }


def shown(at: datetime) -> Iterable[Notice]:
    """What is not over, and what has been for ``rules.HISTORY``; newest first."""
    recent = ~Q(state__in=rules.OVER) | Q(ended_at__gte=at - rules.HISTORY)
    return Notice.objects.public().filter(recent).order_by("-published_at", "-pk")


def whole(rows: Any) -> Any:
    """With everything that a notice's row of the picture needs."""
    return rows.select_related("subject").prefetch_related(
        "updates", "parts__service", "parts__environment", "environments", "institutions"
    )  # fmt: skip


def notice_row(notice: Notice) -> Plain:
    """One notice. Asks nothing of the database when it comes from :func:`whole`."""
    return {
        "id": str(notice.pk),
        "number": notice.number,
        "kind": notice.kind,
        "state": notice.state,
        "severity": notice.severity,
        "title": _both(notice, "title"),
        "environments": [one.key for one in notice.environments.all()],
        "parts": [_part(part) for part in notice.parts.all()],
        "institutions": None if notice.is_for_all else sorted(one.code for one in notice.institutions.all()),
        "workaround": _both(notice, "workaround"),
        "starts_at": stamp(notice.starts_at),
        "expected_end_at": stamp(notice.expected_end_at),
        "ended_at": stamp(notice.ended_at),
        "published_at": stamp(notice.published_at),
        "changed_at": stamp(notice.changed_at),
        "next_update_at": stamp(notice.next_update_at),
        "updates": [_update(said) for said in notice.updates.all()],
        "source": notice.source,
    }


def _part(part: Part) -> Plain:
    return {
        "service": part.service.key,
        "environment": part.environment.key if part.environment else None,
        "degree": part.degree,
        "note": _both(part, "note"),
    }


def _update(said: Update) -> Plain:
    return {
        "id": str(said.pk),
        "at": stamp(said.at),
        "kind": said.kind,
        "text": _both(said, "text"),
        "corrects": str(said.corrects_id) if said.corrects_id else None,
        "facts": said.facts,
    }


def _both(row: Any, field: str) -> Plain:
    return {"sv": getattr(row, f"{field}_sv"), "en": getattr(row, f"{field}_en")}


def organisation() -> Plain:
    """Who the support is, when it is open, and who may turn to it."""
    one = services.organisation()
    week = services.calendar()
    return {
        "name": {"sv": one.name_sv, "en": one.name_en or one.name_sv},
        "system": one.system_name,
        "phone": one.phone,
        "support_url": f"{settings.CONFIG.base_url}/",
        "base_url": settings.CONFIG.public_status_url,
        "subscribe_url": f"{settings.CONFIG.base_url}{reverse('bulletins:subscribe')}",
        "hours": {language: opening(week, language) for language in ("sv", "en")},
        "who_may": _both(one, "who_may"),
    }


def opening(week: hours.Calendar, language: str) -> list[str]:
    """The ordinary week in lines, days with the same hours together: "måndag–fredag 08.00–16.30"."""
    words = dates.wording(language)
    lines: list[str] = []
    first = 0
    days: Sequence[tuple[tuple[time, time], ...]] = [tuple(week.week.get(day, ())) for day in range(7)]
    for day in range(1, 8):
        if day < 7 and days[day] == days[first]:
            continue
        if days[first]:
            name = words.weekdays[first]
            until = f"–{words.weekdays[day - 1]}" if day - 1 > first else ""
            said = ", ".join(
                f"{dates.clock(opens, language)}–{dates.clock(closes, language)}" for opens, closes in days[first]
            )
            lines.append(f"{name}{until} {said}")
        first = day
    return lines
