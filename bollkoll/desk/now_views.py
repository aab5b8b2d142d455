"""Läget nu: one page for whoever keeps the eye on everything, on a desk, on a wall and in the hand."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bollkoll.cases.list_views import for_staff
from bollkoll.desk import rules
from bollkoll.desk.policy import see_now
from bollkoll.desk.situation import all_overdue, situation
from bollkoll.log.acting import NotAllowed
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request
from bollkoll.people.sessions import begin, is_opened_by_person

ON_THE_WALL = timedelta(hours=12)
"""So long a wall stays signed in from when somebody opened it, however long sessions are: a working day and some."""
WALL_UNTIL = "desk.wall_until"
FORMULA = {
    "hours": int(rules.WINDOW.total_seconds() // 3600),
    "weeks": rules.WEEKS,
    "least_weeks": rules.LEAST_WEEKS,
    "least": rules.LEAST_ARRIVED,
    "per_cent": round(rules.RARE * 100),
}


@for_staff
@require_safe
def now(request: Request) -> HttpResponse:
    """The situation; only its contents when the page itself asks."""
    in_page = request.headers.get("HX-Target") == "now"
    return render(request, "desk/now_found.html" if in_page else "desk/now.html", _context(request))


@for_staff
@require_safe
def overdue(request: Request) -> HttpResponse:
    """What the figure of overdue balls counts, each of them: of cases, beside them, and of all else."""
    if not see_now(request.actor):
        raise NotAllowed("desk.see_now")
    lines = all_overdue(request.actor, timezone.now())
    live = live_url("desk", f"person:{request.actor.person_id}")
    return render(request, "desk/overdue.html", {"lines": lines, "live_url": live})


@for_staff
@require_safe
def wall(request: Request) -> HttpResponse:
    """The same without anything around it, large. What it fetches by itself keeps it signed in for ``ON_THE_WALL``."""
    in_page = request.headers.get("HX-Target") == "now"
    context = _context(request)
    if in_page:
        if request.session.get(WALL_UNTIL, 0) > time.time():
            begin(request)
        return render(request, "desk/now_found.html", context | {"wall": True})
    if is_opened_by_person(request) or WALL_UNTIL not in request.session:
        request.session[WALL_UNTIL] = int((datetime.now(UTC) + ON_THE_WALL).timestamp())
    until = datetime.fromtimestamp(request.session[WALL_UNTIL], UTC)
    return render(request, "desk/wall.html", context | {"wall": True, "until": until, "session_seconds": None})


def _context(request: Request) -> dict[str, Any]:
    actor = request.actor
    if not see_now(actor):
        raise NotAllowed("desk.see_now")
    live = live_url("desk", "audit", "people", f"person:{actor.person_id}")
    return {**situation(actor), "formula": FORMULA, "live_url": live}
