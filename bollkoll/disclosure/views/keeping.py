"""What has been handed out: the list, one of them, its file."""

from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.disclosure import commands, making, policy, queries
from bollkoll.disclosure.models import Disclosure
from bollkoll.kit import files
from bollkoll.kit.keyring import NoKey, Spoiled
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.disclosing import Group
from bollkoll.log.live import live_url
from bollkoll.people.access import desk_only
from bollkoll.people.requests import Request


@desk_only
@require_safe
def disclosures(request: Request) -> HttpResponse:
    """Everything that has been handed out: who, when, why, of what, and the digest."""
    if not policy.may_list(request.actor):
        raise PermissionDenied("disclosure.list")
    erasures = queries.erasures() if policy.may_list_erasures(request.actor) else []
    context = {"rows": queries.latest(request.actor), "erasures": erasures}
    return render(request, "disclosure/disclosures.html", context)


def _found(request: Request, key: UUID) -> Disclosure:
    try:
        return queries.disclosure(request.actor, key)
    except Disclosure.DoesNotExist:
        raise Http404("disclosure") from None


@desk_only
@require_safe
def disclosure(request: Request, key: UUID) -> HttpResponse:
    """One: under way, ready to be fetched, or gone. Only that part when the page itself asks."""
    row = _found(request, key)
    context = {
        "disclosure": row,
        "left_out": [(capfirst(str(Group(group).label)), why) for group, why in row.left_out.items()],
        "may_fetch": policy.fetch(request.actor, row),
        "may_remove": policy.remove(request.actor, row),
        "live_url": live_url(row.topic),
    }
    part = request.headers.get("HX-Target") == "standing"
    return render(request, "disclosure/standing.html" if part else "disclosure/disclosure.html", context)


@desk_only
@require_POST
def fetch(request: Request, key: UUID) -> HttpResponse | StreamingHttpResponse:
    """The package. Whoever asked for it fetches it, and each time is noted."""
    row = _found(request, key)
    if not policy.fetch(request.actor, row):
        raise NotAllowed("disclosure.fetch")
    if not row.is_ready:
        raise Refused(_("The file is not there."), "gone")
    pieces = making.content(row)
    try:
        first = next(pieces, b"")
    except FileNotFoundError:
        raise Refused(_("The file is not there."), "gone") from None
    except (NoKey, Spoiled):
        said = _("The file was sealed with a key that is missing, or has been changed. Ask for it anew.")
        raise Refused(said, "key_missing") from None
    commands.fetch(request.actor, row)
    response = StreamingHttpResponse(chain([first], pieces))
    for name, value in files.headers(row.name, "application/zip").items():
        response[name] = value
    response["Content-Length"] = str(row.size)
    response["Cache-Control"] = "no-store, private"
    return response


@desk_only
@require_POST
def remove(request: Request, key: UUID) -> HttpResponse:
    """The file has been delivered: it need not lie here for the rest of its week."""
    row = _found(request, key)
    try:
        commands.remove(request.actor, row)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The file is gone. That it was handed out stays."))
    return HttpResponseRedirect(reverse("disclosure:disclosure", args=[key]), status=303)
