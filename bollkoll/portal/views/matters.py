"""The list: one's own matters and the institution's."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bollkoll.log.live import live_url
from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.portal.forms import ListForm
from bollkoll.portal.views.door import for_people

PER_PAGE = 25


@for_people
@require_safe
def cases(request: Request) -> HttpResponse:
    """Matters that the actor may see, open ones first; filtered and searched from the address bar."""
    actor = request.actor
    if actor.is_staff:
        return redirect("cases:list")
    form = ListForm(request.GET)
    form.is_valid()
    given = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    show, whose = given["show"] or ("all" if given["q"] else "open"), given["whose"] or "all"
    rows = queries.narrowed(queries.matters(actor), actor, show=show, whose=whose)
    numbers = queries.found(rows, actor, given["q"]) if given["q"] else None
    page = Paginator(rows if numbers is None else numbers, PER_PAGE).get_page(request.GET.get("page"))
    listed = page.object_list if numbers is None else queries.by_number(actor, page.object_list)
    shown = queries.with_standing(listed, actor)
    topics = queries.topics(actor, shown)
    context = {
        "page_obj": page,
        "cases": shown,
        "show": show,
        "whose": whose,
        "query": given["q"],
        "topics": topics,
        "sees_institution": bool(actor.seen_institutions),
        "live_url": live_url(*topics),
    }
    return render(request, "portal/cases.html#matters" if request.htmx else "portal/cases.html", context)
