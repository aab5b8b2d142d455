"""The call log: who at the desk talked with whom, when, for how long, and what came of it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.channels.phone import queries
from bollkoll.channels.phone.models import Call
from bollkoll.channels.phone.views.doors import for_agents
from bollkoll.people.models import Person
from bollkoll.people.requests import Request

PER_PAGE = 50
DAYS = {"1": 1, "7": 7, "31": 31, "365": 365}


@for_agents
@require_safe
def log(request: Request) -> HttpResponse:
    """Latest first, by agent, outcome and time."""
    days = request.GET.get("days", "7")
    agent, outcome = request.GET.get("agent", ""), request.GET.get("outcome", "")
    outcomes = [(value, label) for value, label in Call.Outcome.choices if value]
    days = days if days in DAYS else "7"
    chosen = int(agent) if agent.isascii() and agent.isdigit() and len(agent) < 10 else None
    outcome = outcome if outcome in dict(outcomes) else ""
    rows = queries.logged(request.actor, agent=chosen, days=DAYS[days], outcome=outcome)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "days": days,
        "agent": chosen,
        "outcome": outcome,
        "agents": Person.objects.second_line(),
        "outcomes": outcomes,
    }
    return render(request, "phone/log.html", context)
