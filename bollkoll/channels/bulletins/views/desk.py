"""For those who work here: how far each bulletin has come, what failed, and, for a few, who subscribes."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bollkoll.channels.bulletins import commands, policy, queries
from bollkoll.channels.bulletins.forms import SubscriberFilter
from bollkoll.channels.bulletins.models import Bulletin
from bollkoll.log.acting import Refused
from bollkoll.log.live import live_url
from bollkoll.people.access import ask, signed_in
from bollkoll.people.requests import Request

PER_PAGE = 50


@signed_in
@require_safe
def bulletins(request: Request) -> HttpResponse:
    """The latest first, with how many were sent, wait and failed; lives by its topic."""
    ask(lambda actor, _subject: policy.may_read_progress(actor), request.actor)
    page = Paginator(queries.bulletins(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    mail, webhooks = queries.count_active()
    context = {
        "page": page,
        "lines": queries.progress(list(page.object_list)),
        "mail": mail,
        "webhooks": webhooks,
        "may_read_addresses": policy.may_read_addresses(request.actor),
        "live_url": live_url("bulletins"),
    }
    part = "#rows" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"bulletins/bulletins.html{part}", context)


@signed_in
@require_safe
def bulletin(request: Request, pk: UUID) -> HttpResponse:
    """One of them: its words as they went out, and why copies failed."""
    row = _bulletin(request, pk)
    context = {
        "line": queries.progress([row])[0],
        "failures": queries.failures(row),
        "words": [(code, row.words[code]) for code in ("sv", "en") if code in row.words],
    }
    return render(request, "bulletins/bulletin.html", context)


@signed_in
@require_POST
def retry(request: Request, pk: UUID) -> HttpResponse:
    row = _bulletin(request, pk)
    try:
        count = commands.retry(request.actor, row)
        said = ngettext("%(count)s copy is sent again.", "%(count)s copies are sent again.", count)
        messages.success(request, said % {"count": count})
    except Refused as refusal:
        messages.info(request, str(refusal.message))
    return redirect("bulletins:bulletin", pk)


def _bulletin(request: Request, pk: UUID) -> Bulletin:
    ask(lambda actor, _subject: policy.may_read_progress(actor), request.actor)
    row = queries.bulletins(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@signed_in
@require_safe
def subscribers(request: Request) -> HttpResponse:
    ask(lambda actor, _subject: policy.may_read_addresses(actor), request.actor)
    form = SubscriberFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    page = Paginator(queries.subscribers(request.actor, **given), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "bulletins/subscribers.html", {"form": form, "page": page})


@signed_in
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    ask(lambda actor, _subject: policy.may_read_addresses(actor), request.actor)
    row = queries.subscribers(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    commands.end(request.actor, row)
    messages.success(request, _("The subscription has ended."))
    return redirect("bulletins:subscribers")
