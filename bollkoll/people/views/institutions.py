"""Institutions: looked up by agents, kept by administrators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bollkoll.kit.text import fold_key
from bollkoll.log.acting import Refused
from bollkoll.people import commands, policy, queries
from bollkoll.people.access import ask, desk_only, show
from bollkoll.people.forms.accounts import InstitutionForm
from bollkoll.people.models import Institution
from bollkoll.people.requests import Request


@desk_only
def institutions(request: Request) -> HttpResponse:
    """All of them, for those who look them up or keep them; third line meets institutions in its cases only."""
    if not (request.actor.is_agent or request.actor.is_administrator):
        raise Http404
    sought = request.GET.get("q", "").strip()[:80]
    rows = [row for row in queries.institutions_counted(request.actor) if _matches(row, sought)]
    context = {
        "present": [row for row in rows if not row.ended_at],
        "ended": [row for row in rows if row.ended_at],
        "sought": sought,
        "unverified": sum(not row.is_verified and not row.ended_at for row in rows),
        "may_change": policy.add_institution(request.actor, None),
    }
    return show(request, "people/institutions.html", context)


def _matches(institution: Institution, sought: str) -> bool:
    words = f"{institution.code} {institution.name_sv} {institution.name_en} {institution.domain}"
    return fold_key(sought) in fold_key(words)


@desk_only
@require_http_methods(["GET", "POST"])
def add_institution(request: Request) -> HttpResponse:
    return _edit(request, None)


@desk_only
@require_http_methods(["GET", "POST"])
def change_institution(request: Request, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(queries.institutions(request.actor), pk=pk))


def _edit(request: Request, institution: Institution | None) -> HttpResponse:
    ask(policy.change_institution if institution else policy.add_institution, request.actor, institution)
    initial = {} if institution else {"is_verified": True}
    form = InstitutionForm(request.POST or None, instance=institution, initial=initial)
    title = institution.name if institution else ""
    if request.method == "POST" and form.is_valid():
        try:
            if institution:
                row = commands.change_institution(request.actor, institution, **form.cleaned_data)
            else:
                row = commands.add_institution(request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("%(institution)s is saved.") % {"institution": row})
            return redirect("people:institutions")
    context = {"form": form, "institution": institution, "title": title}
    return show(request, "people/institution.html", context, 422 if form.errors else 200)
