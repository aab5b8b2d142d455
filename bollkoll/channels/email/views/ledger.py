"""The ledger: who was told what, when, with what result. For agents."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bollkoll.cases.models import Case
from bollkoll.channels.email import queries
from bollkoll.channels.email.forms import LedgerFilter
from bollkoll.channels.email.views.held import for_agents
from bollkoll.log.live import live_url
from bollkoll.log.models import Delivery
from bollkoll.people import queries as people
from bollkoll.people.requests import Request

PER_PAGE = 100


@for_agents
@require_GET
def deliveries(request: Request) -> HttpResponse:
    """Everything, by result, recipient and case."""
    form = LedgerFilter(request.GET)
    rows = queries.deliveries(request.actor)
    if form.is_valid():
        rows = queries.narrowed(rows, **form.cleaned_data)
    return _page(request, rows, form=form, live_url=live_url("deliveries"))


@for_agents
@require_GET
def person_ledger(request: Request, pk: int) -> HttpResponse:
    """What one recipient was told."""
    person = people.persons(request.actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    return _page(request, queries.of_person(request.actor, person), person=person, live_url=live_url("deliveries"))


@for_agents
@require_GET
def case_ledger(request: Request, number: int) -> HttpResponse:
    """Who was told what of one case."""
    case = Case.objects.visible_to(request.actor).select_related("subject").filter(subject__number=number).first()
    if case is None:
        raise Http404
    return _page(
        request, queries.of_topic(case.topic).order_by("-made_at", "-pk"), case=case, live_url=live_url(case.topic)
    )


def _page(request: Request, rows: QuerySet[Delivery], **context) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    numbers = _numbers(shown)
    lines = [queries.line(row, numbers.get(row.topic)) for row in shown]
    part = "#rows" if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted") else ""
    return render(request, f"email/deliveries.html{part}", {"page": page, "lines": lines, **context})


def _numbers(rows: list[Delivery]) -> dict[str, int]:
    """The case number of each topic among the rows: one query for all."""
    keys = {UUID(row.topic.partition(":")[2]) for row in rows if row.topic.startswith("case:")}
    found = Case.objects.filter(pk__in=keys).values_list("pk", "subject__number")
    return {f"case:{pk}": number for pk, number in found}
