"""The list of notices, the calendar of planned work, and where everything is published."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from bollkoll.log.live import live_url
from bollkoll.people.models import Institution
from bollkoll.people.requests import Request
from bollkoll.services import queries as services
from bollkoll.status import commands, policy
from bollkoll.status.models import Notice
from bollkoll.status.queries import calendar as months
from bollkoll.status.queries import notices as queries
from bollkoll.status.views.doors import attempt, for_readers, see
from bollkoll.ui.fields import FIRST, LAST


@for_readers
@require_safe
def notices(request: Request) -> HttpResponse:
    """What goes on, by the next promise; what is planned; what has been."""
    wanted = queries.asked(request.GET)
    page = Paginator(queries.notices(request.actor, wanted), queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page_obj": page,
        "tabs": _tabs(wanted),
        "kinds": Notice.Kind.choices,
        "services": services.services(),
        "institutions": Institution.objects.filter(ended_at=None).order_by("sort"),
        "may_publish": request.actor.is_agent,
        "places": queries.places(),
        "live_url": live_url("notices"),
    }
    in_page = request.headers.get("HX-Target") == "notices"
    return render(request, "status/rows.html" if in_page else "status/notices.html", context)


def _tabs(wanted: queries.Asked) -> list[tuple[str, str, bool]]:
    names = {
        "ongoing": pgettext("notices", "Ongoing"), "planned": pgettext("notices", "Planned"),
        "over": pgettext("notices", "Over"), "all": pgettext("notices", "All"),
    }  # fmt: skip
    return [(view, name, view == wanted.view) for view, name in names.items()]


@for_readers
@require_safe
def calendar(request: Request) -> HttpResponse:
    """Planned work month by month: a grid where there is room, an agenda on a phone."""
    first = _month(request.GET.get("month", ""))
    context = {
        **months.month(request.actor, first),
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=32)).strftime("%Y-%m"),
        "series": months.series(),
        "may_plan": request.actor.is_agent,
    }
    return render(request, "status/calendar.html", context)


def _month(text: str) -> date:
    """The first day of the month that is asked for, else of this one."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else timezone.localdate()
    except ValueError:
        first = timezone.localdate()
    return (first if FIRST <= first.year <= LAST else timezone.localdate()).replace(day=1)


@for_readers
@require_safe
def places(request: Request) -> HttpResponse:
    """Where the public pages are, and what is not there yet."""
    context: dict[str, Any] = {
        "places": queries.places(),
        "may_publish": policy.want_publishing(request.actor, None),
        "live_url": live_url("notices"),
    }
    return render(request, "status/places.html", context)


@for_readers
@require_POST
def want_publishing(request: Request) -> HttpResponse:
    attempt(request, _("The public pages are being made anew."), commands.want_publishing, None)
    return see("../")
