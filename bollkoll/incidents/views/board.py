"""Several at once: the board; those that have been; proposals."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.commands.once import SentOtherwise
from bollkoll.cases.models import Case
from bollkoll.incidents import commands, queries
from bollkoll.incidents.forms.declaring import DeclareForm
from bollkoll.incidents.models import Incident, Proposal
from bollkoll.incidents.policy import declare as may_declare
from bollkoll.incidents.views.doors import for_staff, page_of, see
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.live import live_url
from bollkoll.people.models import Institution
from bollkoll.people.requests import Request
from bollkoll.services.models import Environment

PAGE_SIZE = 40


@for_staff
@require_safe
def board(request: Request) -> HttpResponse:
    """What goes on, the next promise to break first; only that when the page itself asks."""
    rows = queries.board(request.actor)
    context: dict[str, Any] = {
        "rows": rows,
        "twice": sorted({row.incident.lead.name for row in rows if row.leads_several and row.incident.lead}),
        "proposals": queries.proposals(request.actor),
        "afterwork": list(queries.afterwork(request.actor)[:20]),
        "may_run": request.actor.is_agent,
    }
    if request.headers.get("HX-Target") == "board":
        return render(request, "incidents/board_rows.html", context)
    return render(request, "incidents/board.html", {**context, "live_url": live_url("incidents", "desk")})


@for_staff
@require_safe
def past(request: Request) -> HttpResponse:
    page = Paginator(queries.past(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "incidents/past.html", {"page": page})


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: Request) -> HttpResponse:
    """One form, one step: from a proposal, from a case, or from nothing. What is known is filled in."""
    actor = request.actor
    if not may_declare(actor, None):
        raise NotAllowed("incidents.declare")
    given = request.POST if request.method == "POST" else request.GET
    proposal, case = _proposal(request, given.get("proposal", "")), _case(request, given.get("case", ""))
    if request.method != "POST" and proposal and proposal.incident:
        return see(page_of(proposal.incident))
    form = DeclareForm(request.POST or None, initial=_initial(request, proposal, case))
    if request.method == "POST" and form.is_valid():
        origin = Incident.Origin.CALL if given.get("from") == "call" else ""
        facts = {**form.cleaned_data, "proposal": proposal, "cases": [case] if case else [], "origin": origin}
        try:
            made = commands.declare(actor, None, **facts, once=request.POST.get("once", "")[:32])
        except AlreadyDone as again:
            made = again.made
        except SentOtherwise as other:
            return _refused(request, form, proposal, case, other, other.made)
        except Refused as refusal:
            proposal = queries.proposal(actor, proposal.pk) if proposal else None
            return _refused(request, form, proposal, case, refusal, proposal.incident if proposal else None)
        return see(page_of(made))
    return _form(request, form, proposal, case, 422 if request.method == "POST" else 200)


def _refused(
    request: Request,
    form: DeclareForm,
    proposal: Proposal | None,
    case: Case | None,
    refusal: Refused,
    incident: Incident | None,
) -> HttpResponse:
    """The form once more, with the way to what there is already."""
    said = str(refusal.message)
    if incident is None and refusal.code == "decided":
        said, proposal = " ".join((said, _("Send again to declare an incident without it."))), None
    if incident is not None:
        said = format_html('{} <a href="{}">#{} {}</a>', said, page_of(incident), incident.number, incident.title)
    form.add_error(None, said)
    return _form(request, form, proposal, case, 409)


def _form(
    request: Request, form: DeclareForm, proposal: Proposal | None, case: Case | None, status: int
) -> HttpResponse:
    context = {"form": form, "proposal": proposal, "from_case": case, "came_from": request.GET.get("from", "")[:8]}
    return render(request, "incidents/declare.html", context, status=status)


def _initial(request: Request, proposal: Proposal | None, case: Case | None) -> dict[str, Any]:
    services = [proposal.service] if proposal else [case.service] if case and case.service else []
    since = proposal.first_at if proposal else case.opened_at if case else timezone.now()
    first = Environment.objects.order_by("order", "pk").first()
    where = [case.environment] if case and case.environment else [first] if first else []
    return {
        "services": services, "environments": where, "lead": request.actor.person_id,
        "started_at": timezone.localtime(since), "title": queries.words(services, since).title_sv if services else "",
        "institutions": _places(request, proposal, case),
    }  # fmt: skip


def _places(request: Request, proposal: Proposal | None, case: Case | None) -> list[Institution]:
    if proposal:
        return list(proposal.institutions.all())
    key = request.GET.get("institution", "")
    named = Institution.objects.filter(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else []
    return [case.institution] if case else list(named)


def _proposal(request: Request, key: str) -> Proposal | None:
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    found = queries.proposal(request.actor, int(key))
    is_past = found is not None and found.state in (Proposal.State.DISMISSED, Proposal.State.LAPSED)
    return None if is_past and request.method != "POST" else found


def _case(request: Request, number: str) -> Case | None:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    try:
        return cases.case(request.actor, int(number))
    except Case.DoesNotExist:
        raise Http404("case") from None


@for_staff
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """It is nothing acute."""
    if not request.actor.is_agent:
        raise NotAllowed("incidents.dismiss")
    proposal = Proposal.objects.filter(pk=pk).first()
    if proposal is None:
        raise Http404("proposal")
    try:
        commands.dismiss(request.actor, proposal, reason=request.POST.get("reason", ""))
        messages.success(request, _("Dismissed. It is proposed again if a good many more come."))
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    return see(reverse("incidents:board"))
