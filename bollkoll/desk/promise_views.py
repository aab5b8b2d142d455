"""Everything that one has promised, on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.cases.list_views import desk_live_url, for_staff
from bollkoll.cases.queries import promises as my_promises
from bollkoll.people.requests import Request


@for_staff
@require_safe
def promises(request: Request) -> HttpResponse:
    """What is owed, the next to break first; then how earlier promises went."""
    owed, before = my_promises(request.actor)
    context = {"owed": owed, "before": before}
    if request.headers.get("HX-Target") == "promises":
        return render(request, "desk/promise_rows.html", context)
    return render(request, "desk/promises.html", context | {"live_url": desk_live_url(request.actor)})
