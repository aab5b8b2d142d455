"""Asking for something to be handed out: a case, all about a person."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.views.doors import found
from bollkoll.disclosure import commands, policy, queries
from bollkoll.disclosure.forms import CaseForm, DiscloseForm, PersonForm
from bollkoll.log.acting import Refused
from bollkoll.people import queries as people
from bollkoll.people.access import ask, desk_only
from bollkoll.people.requests import Request


@desk_only
@require_http_methods(["GET", "POST"])
def disclose_case(request: Request, number: int) -> HttpResponse:
    """*Lämna ut ärendet*: to whom, why, what is left out."""
    case = found(request, number)
    ask(policy.disclose_case, request.actor, case)
    form = _form(request, CaseForm, queries.secrets_of_case(request.actor, case))
    context = {"case": case, "before": queries.of_case(request.actor, case)}
    return _answered(request, commands.disclose_case, case, form, "disclosure/disclose_case.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def disclose_person(request: Request, pk: int) -> HttpResponse:
    """*Registerutdrag*: all about a person."""
    ask(policy.disclose_person, request.actor)
    person = get_object_or_404(people.persons(request.actor), pk=pk)
    form = _form(request, PersonForm, queries.secrets_about(request.actor, person), language=person.language)
    return _answered(
        request, commands.disclose_person, person, form, "disclosure/disclose_person.html", {"person": person}
    )


def _form(request: Request, kind: type[DiscloseForm], secrets: list, language: str = "") -> DiscloseForm:
    initial = {"language": language or get_language() or "sv"}
    return kind(request.POST if request.method == "POST" else None, initial=initial, secrets=secrets)


def _answered(
    request: Request, command: Any, subject: Any, form: DiscloseForm, template: str, context: dict[str, Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = command(request.actor, subject, **form.arguments(), once=request.POST.get("once", "")[:32])
            except AlreadyDone as again:
                made = again.made
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                return render(request, template, {**context, "form": form}, status=409)
            return HttpResponseRedirect(reverse("disclosure:disclosure", args=[made.pk]), status=303)
    return render(request, template, {**context, "form": form}, status=status)
