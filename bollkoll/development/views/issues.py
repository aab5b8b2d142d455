"""Issues: the list, one issue with its cases, and their links with cases."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.cases.models import Case
from bollkoll.cases.rows import plain_rows
from bollkoll.cases.views.doors import for_staff
from bollkoll.cases.views.verbs import deed, verb
from bollkoll.development import commands
from bollkoll.development.forms.issues import FilterForm, IssueForm, LinkIssueForm, NewIssueForm
from bollkoll.development.models import Issue
from bollkoll.development.queries import issues as queries
from bollkoll.development.views.doors import for_agents, see
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request

PAGE_SIZE = 50


@for_staff
@require_safe
def issues(request: Request) -> HttpResponse:
    """All issues that are followed, narrowed by what the address asks."""
    asked = queries.read(request.GET)
    page = Paginator(queries.issues(request.actor, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    names = {
        "ongoing": pgettext("list of issues", "Ongoing"),
        "done": pgettext("list of issues", "Done"),
        "not_done": pgettext("list of issues", "Won't be done"),
        "all": pgettext("list of issues", "All"),
    }
    context = {
        "page_obj": page,
        "asked": asked,
        "tabs": [(asked.at(view=view), name, view == asked.view) for view, name in names.items()],
        "filter_form": FilterForm(
            initial={"view": asked.view, "q": asked.q, "team": asked.team, "version": asked.version}
        ),
        "without": asked.at(q="", team=None, version=None),
        "may_change": request.actor.is_agent,
    }
    return render(request, "development/issues.html", context)


@for_agents
@require_http_methods(["GET", "POST"])
def add_issue(request: Request) -> HttpResponse:
    form = NewIssueForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = commands.add_issue(request.actor, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("key", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("The issue is followed."))
                return see(reverse("development:issue", args=[made.key]))
        else:
            status = 422
    return render(request, "development/issue_form.html", {"form": form}, status=status)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: Request, key: str) -> HttpResponse:
    """One issue, with every case that it concerns and the actor sees. The one place to change it."""
    row = _found(key)
    if request.method != "POST":
        return _page(request, row, _form(row))
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        commands.change_issue(request.actor, row, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("fixed_in" if refusal.code == "not_done" else None, str(refusal.message))
        return _page(request, row, form, 409)
    messages.success(request, _("The issue is changed, in every case at once."))
    return see(reverse("development:issue", args=[row.key]))


def _found(key: str) -> Issue:
    try:
        return queries.issue(key)
    except Issue.DoesNotExist:
        raise Http404("issue") from None


def _form(row: Issue) -> IssueForm:
    initial = {"title": row.title, "status": row.status, "fixed_in": row.fixed_in_id, "team": row.team_id}
    return IssueForm(initial=initial)


def _page(request: Request, row: Issue, form: IssueForm, status: int = 200) -> HttpResponse:
    cases = queries.cases_of(request.actor, row)
    context = {
        "issue": row,
        "form": form,
        "rows": plain_rows(request.actor, cases),
        "internal": [case for case in cases if not case.is_issue_shown],
        "may_change": request.actor.is_agent,
    }
    return render(request, "development/issue.html", context, status=status)


# On a case


def _issue(request: Request, case: Case) -> dict[str, Any]:
    return {"issue": _found(request.POST.get("issue", "")[:40])}


def _whether(request: Request, case: Case) -> dict[str, Any]:
    return _issue(request, case) | {"is_shown": request.POST.get("is_shown") == "1"}


link_issue = verb(commands.link_issue, LinkIssueForm)
unlink_issue = deed(commands.unlink_issue, "", _issue)
show_issue = deed(commands.show_issue, "", _whether)
