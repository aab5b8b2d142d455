"""The audit on a page: what should never be and is, what was, and whether anybody is asking."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bollkoll.commitments import queries
from bollkoll.commitments.faces import faces
from bollkoll.commitments.models import Violation
from bollkoll.commitments.policy import may_read_audit
from bollkoll.log.acting import NotAllowed
from bollkoll.log.live import live_url
from bollkoll.people.access import signed_in
from bollkoll.people.requests import Request

PAGE_SIZE = 50


@signed_in
@require_safe
def audit(request: Request) -> HttpResponse:
    actor = request.actor
    if not may_read_audit(actor):
        raise NotAllowed("commitments.audit")
    context = {
        "violations": _found(request),
        "page": Paginator(queries.past_violations(actor), PAGE_SIZE).get_page(request.GET.get("page")),
        "audited_at": queries.last_audit(),
        "is_watched": queries.is_watched(),
        "live_url": live_url("audit"),
    }
    template = "desk/audit_found.html" if request.headers.get("HX-Target") == "audit" else "desk/audit.html"
    return render(request, template, context)


def _found(request: Request) -> list[Violation]:
    """What is wrong now, each with the ``address`` of what it is about, when the reader may open that."""
    rows = list(queries.violations(request.actor)[:200])
    known = faces(request.actor, [row.subject for row in rows if row.subject])
    for row in rows:
        row.address = known[row.subject_id].url if row.subject_id in known else ""  # type: ignore[attr-defined]
    return rows
