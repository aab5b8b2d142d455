"""The pages of records: the chain, one record, the same on paper, and whether it all holds."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.kit.signing import fingerprint
from bollkoll.log.acting import Refused
from bollkoll.people.access import desk_only
from bollkoll.people.requests import Request
from bollkoll.records import commands, documents, heads, policy, queries, verifying
from bollkoll.records.models import Record


@desk_only
@require_safe
def records(request: Request) -> HttpResponse:
    """The newest records, and where their heads are kept."""
    _let_in(request)
    context = {"records": queries.latest(request.actor), "fingerprint": _fingerprint(), "place": heads.place().name}
    return render(request, "records/records.html", context)


@desk_only
@require_safe
def verify(request: Request) -> HttpResponse:
    """Hash everything anew and compare with the signed heads."""
    _let_in(request)
    return render(request, "records/verify.html", {"verdict": verifying.verify(), "fingerprint": _fingerprint()})


@desk_only
@require_safe
def record(request: Request, number: int) -> HttpResponse:
    """One record: who, what, when, with the digests of the evidence."""
    found = _found(request, number)
    context = {
        "record": found,
        "pieces": queries.pieces(found),
        "may_erase": policy.erase_personal(request.actor, found),
        "has_personal": found.pieces.filter(is_personal=True, erased_at=None).exists(),
    }
    return render(request, "records/record.html", context)


@desk_only
@require_safe
def paper(request: Request, number: int) -> HttpResponse:
    """The record as a document to file."""
    found = _found(request, number)
    content = documents.paper(found, queries.pieces(found), get_language() or "sv")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="bollkoll-record-{found.number}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@desk_only
@require_POST
def erase_personal(request: Request, number: int) -> HttpResponse:
    """Take the personal data out of it."""
    found = _found(request, number)
    try:
        commands.erase_personal(request.actor, found)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The personal data is gone from the record. The chain holds."))
    return HttpResponseRedirect(reverse("records:record", args=[number]), status=303)


def _let_in(request: Request) -> None:
    if not policy.may_read(request.actor):
        raise PermissionDenied("records")


def _found(request: Request, number: int) -> Record:
    try:
        return queries.record(request.actor, number)
    except (Record.DoesNotExist, OverflowError):
        raise Http404("record") from None


def _fingerprint() -> str:
    return fingerprint(heads.signer().public)
