"""Lists of cases: narrowed in the address bar, searched, changed many at once, kept, exported."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import afterwards, commands, export, lists, many
from bollkoll.cases.list_forms import FilterForm, Known, ManyForm, ViewForm
from bollkoll.cases.lists import Listing
from bollkoll.cases.models import SavedView
from bollkoll.cases.rows import page, plain_rows
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.live import live_url
from bollkoll.people.access import signed_in
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request


def for_staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lists are the desk's and third line's; reporters have their own in the portal."""

    @signed_in
    @functools.wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_staff:
            raise NotAllowed("cases.list")
        return view(request, *args, **kwargs)

    return run


def desk_live_url(actor: Actor) -> str:
    """What a page with lists listens to: the desk, and the actor's own protected cases."""
    return live_url("desk", f"person:{actor.person_id}")


def see_other(url: str) -> HttpResponse:
    """303: the change is made; look there."""
    return HttpResponseRedirect(url, status=303)


@for_staff
@require_safe
def case_list(request: Request) -> HttpResponse:
    """The list that the address asks for; only its rows when the page itself asks (live news, or as one types)."""
    actor = request.actor
    listing = lists.read(request.GET, actor)
    context = {
        "listing": listing,
        "page": page(actor, listing),
        "live_get": _address(listing),
        "without": listing.without_filters,
        "everywhere": Listing(view="all").at(q=listing.q),
    }
    if request.headers.get("HX-Target") == "found":
        return render(request, "cases/list/found.html", context)
    as_typed = request.headers.get("HX-Target") == "list"
    return render(
        request, "cases/list/body.html" if as_typed else "cases/list/page.html", context | _around(request, listing)
    )


@for_staff
@require_safe
def filters(request: Request) -> HttpResponse:
    """The filters of a list as a form: fetched into the list when it is opened there, else a page of its own."""
    listing = lists.read(request.GET, request.actor)
    context = {
        "listing": listing,
        "filter_form": FilterForm(listing, Known(request.actor)),
        "without": listing.without_filters,
    }
    in_list = request.headers.get("HX-Target") == "filter-body"
    return render(request, "cases/list/filter_form.html" if in_list else "cases/list/filters.html", context)


def _address(listing: Listing) -> str:
    return f"{reverse('cases:list')}?{listing.query}"


def _around(request: Request, listing: Listing) -> dict[str, Any]:
    """What stands around the rows: views, filters, what can be done with many."""
    actor, known = request.actor, Known(request.actor)
    views = SavedView.objects.filter(person=actor.person) | SavedView.objects.filter(is_shared=True)
    return {
        "tabs": _tabs(listing),
        "chips": list(_chips(listing, known)),
        "sorts": [_sort(listing, key) for key in listing.sorts],
        "sort_word": lists.SORT_WORDS[listing.sorted_by[0]],
        "groups": [(listing.at(group=key), lists.GROUP_WORDS[key], key == listing.grouping) for key in listing.groups],
        "group_word": lists.GROUP_WORDS.get(listing.grouping, ""),
        "ungrouped": listing.at(group=""),
        "saved_views": list(views.select_related("person").order_by("order", "name")),
        "view_form": ViewForm(initial={"query": listing.query}),
        "may_choose": actor.is_agent,
        **afterwards.shown(request),
        "search_query": listing.q,
        "live_url": desk_live_url(actor),
        "next": _address(listing),
    }


def _tabs(listing: Listing) -> list[dict[str, Any]]:
    """The views; a search goes along from one to the other, the filters stay behind."""
    kept = Listing(q=listing.q, me=listing.me)
    return [
        {"url": kept.at(view=key), "label": label, "current": key == listing.view and not listing.states}
        for key, label in lists.VIEWS.items()
    ]


def _sort(listing: Listing, key: str) -> dict[str, Any]:
    by, is_reversed = listing.sorted_by
    turned = key if by == key and is_reversed else f"-{key}" if by == key else key
    if key == "best":
        turned = ""
    return {
        "url": listing.at(sort=turned),
        "label": lists.SORT_WORDS[key],
        "current": by == key,
        "is_reversed": is_reversed,
    }


def _chips(listing: Listing, known: Known):
    """Each filter in force in words, with the address of the list without it."""
    words = {
        "states": dict(FilterForm.base_fields["state"].choices),
        "kinds": dict(FilterForm.base_fields["kind"].choices),
        "priorities": dict(FilterForm.base_fields["priority"].choices),
        "reproduction": dict(FilterForm.base_fields["reproduction"].choices),
    }
    for name, said in words.items():
        chosen = getattr(listing, name)
        for one in chosen:
            yield said[one], listing.at(**{name: tuple(other for other in chosen if other != one)})
    for name, rows in (("service", "services"), ("environment", "environments"), ("institution", "institutions")):
        if key := getattr(listing, name):
            yield getattr(known, rows).get(key, key), listing.at(**{name: ""})
    if listing.assignee:
        nobody = {"me": _("My cases"), "none": _("Nobody's yet")}.get(listing.assignee)
        yield nobody or known.agents.get(listing.assignee, listing.assignee), listing.at(assignee="")
    if listing.reporter:
        yield known.reporters(listing).get(str(listing.reporter), listing.reporter), listing.at(reporter=None)
    if listing.opened_from:
        yield _("from %(day)s") % {"day": listing.opened_from}, listing.at(opened_from=None)
    if listing.opened_to:
        yield _("to %(day)s") % {"day": listing.opened_to}, listing.at(opened_to=None)
    if listing.overdue:
        yield _("Only overdue balls"), listing.at(overdue=False)


# Many at once


@for_staff
@require_safe
def many_form(request: Request, verb: str) -> HttpResponse:
    """What to ask before something is done with the chosen cases: drawn in the list's dialog, a part of its form."""
    if not request.actor.is_agent:
        raise NotAllowed("cases.many")
    if verb not in ManyForm.VERBS:
        raise Http404
    return render(request, "cases/list/many_form.html", {"many_form": ManyForm(), "verb": verb})


@for_staff
@require_POST
def change_many(request: Request) -> HttpResponse:
    """Do one thing with the chosen cases, and tell of each what could not be done and why."""
    actor, chosen = request.actor, request.POST.getlist("case")
    if not actor.is_agent:
        raise NotAllowed("cases.many")
    back = _back(request)
    form = ManyForm(request.POST)
    if not chosen:
        messages.warning(request, _("No case was chosen."))
        return see_other(back)
    if not form.is_valid():
        cases, _unknown = many.chosen(actor, chosen)
        is_refused = bool(request.POST.get("do"))
        if not is_refused:
            form = ManyForm()
        context = {"rows": plain_rows(actor, cases), "many_form": form, "next": back}
        return render(request, "cases/list/many.html", context, status=422 if is_refused else 200)
    afterwards.tell_outcome(request, _do(actor, chosen, form))
    return see_other(back)


def _do(actor: Actor, chosen: list[str], form: ManyForm) -> many.Outcome:
    verb = form.cleaned_data["do"]
    if verb == "assign":
        return many.each(actor, chosen, commands.assign, person=form.cleaned_data["person"])
    if verb == "triage":
        return many.each(actor, chosen, commands.triage, **form.changes)
    if verb == "close":
        return many.each(actor, chosen, commands.close, reason=form.cleaned_data["reason"])
    return many.each(actor, chosen, {"take": commands.take, "solve": commands.solve}[verb])


def _back(request: Request) -> str:
    """Where the form came from; only within this site."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("cases:list")


# Views to keep


@for_staff
@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the list under a name. Its address is read and written again, so nothing strange is kept."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/list/save_view.html", {"view_form": form}, status=422)
    listing = lists.read(QueryDict(form.cleaned_data["query"]), request.actor)
    query = Listing(**{**listing.__dict__, "page": 1}).query
    try:
        view = commands.save_view(
            request.actor, None, name=form.cleaned_data["name"], query=query, is_shared=form.cleaned_data["is_shared"]
        )
    except Refused as refusal:
        form.add_error("name", str(refusal.message))
        return render(request, "cases/list/save_view.html", {"view_form": form}, status=409)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return see_other(f"{reverse('cases:list')}?{view.query}")


@for_staff
@require_POST
def remove_view(request: Request, pk: int) -> HttpResponse:
    """Forget a view: one's own, or as coordinator a shared one."""
    views = SavedView.objects.filter(person=request.actor.person) | SavedView.objects.filter(is_shared=True)
    view = get_object_or_404(views, pk=pk)
    commands.remove_view(request.actor, view)
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return see_other(_back(request))


# Export


@for_staff
@require_safe
def export_list(request: Request) -> StreamingHttpResponse:
    """The same list as a file for a spreadsheet."""
    listing = lists.read(request.GET, request.actor)
    answer = StreamingHttpResponse(
        export.lines(request.actor, listing, get_language() or "sv"), content_type="text/csv; charset=utf-8"
    )
    name = f"bollkoll-{listing.view}-{timezone.localdate().isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
