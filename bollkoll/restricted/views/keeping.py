"""What is in the protected part of a case: put there, read with a reason, erased."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.models import Case
from bollkoll.cases.views.doors import for_staff, found
from bollkoll.cases.views.verbs import verb
from bollkoll.log.acting import Refused
from bollkoll.people.access import shell, signed_in
from bollkoll.people.requests import Request
from bollkoll.restricted import commands, policy, queries, rules
from bollkoll.restricted.forms import ReasonForm, StoreForm
from bollkoll.restricted.models import Secret

store = verb(commands.store, StoreForm)


@for_staff
@require_safe
def case(request: Request, number: int) -> HttpResponse:
    """Everything in the protected part of a case, and who has read it."""
    of = found(request, number)
    if not request.actor.is_agent:
        raise PermissionDenied("restricted.case")
    secrets = queries.of_case(request.actor, of)
    context = {
        "case": of,
        "secrets": [{"secret": one, "goes_on": queries.goes_on(one, of)} for one in secrets],
        "readings": queries.readings(secrets),
    }
    return render(request, "restricted/case.html", context)


@signed_in
@require_POST
def keep(request: Request, number: int) -> HttpResponse:
    """Something that was found in a text while it was written (``watch-identity.js``): kept here, and masked there."""
    of = found(request, number)
    if not policy.store(request.actor, of):
        raise PermissionDenied("restricted.keep")
    value = request.POST.get("value", "")
    label = rules.label_of(value)
    try:
        commands.store(request.actor, of, field=Secret.Field.IDENTITY, value=value, label=label)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=409)
    return JsonResponse({"label": label}, status=201)


def known(request: Request, key: UUID) -> Secret:
    try:
        return queries.secret(request.actor, key)
    except Secret.DoesNotExist:
        raise Http404("secret") from None


def page_of(request: Request, case: Case) -> str:
    return reverse("cases:case" if request.actor.is_staff else "portal:case", args=[case.number])


@signed_in
@require_http_methods(["GET", "POST"])
def reveal(request: Request, key: UUID) -> HttpResponse:
    """Ask why, then show the value for a while. Nothing of it is kept by a browser or a proxy."""
    secret = known(request, key)
    if not policy.reveal(request.actor, secret):
        raise PermissionDenied("restricted.reveal")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"secret": secret, "form": form, "is_receiver": secret.for_person_id == request.actor.person_id}
    if request.method == "GET":
        return _shown(request, "reveal", secret, context)
    if not form.is_valid():
        return _shown(request, "reveal", secret, context, status=422)
    try:
        value = commands.reveal(request.actor, secret, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error("reason" if refusal.code == "reason" else None, str(refusal.message))
        status = 422 if refusal.code == "reason" else 409
        return _shown(request, "reveal", secret, context, status=status)
    return _shown(request, "shown", secret, context | {"value": value, "seconds": rules.SHOWN_FOR})


def _shown(request: Request, name: str, secret: Secret, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The form or the value, in the dialog of the page or as a page of its own, which leaves by itself."""
    is_dialog = request.headers.get("HX-Target") == "dialog-body"
    context |= {
        "shell": shell(request.actor),
        "back_url": page_of(request, secret.case),
        "part": f"restricted/{name}.html",
    }
    template = f"restricted/{name}.html" if is_dialog else "restricted/alone.html"
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private, max-age=0"
    if name == "shown" and not is_dialog:
        response["Refresh"] = f"{rules.SHOWN_FOR}; url={context['back_url']}"
    return response


@signed_in
@require_POST
def erase(request: Request, key: UUID) -> HttpResponse:
    """Take a value away for good."""
    secret = known(request, key)
    try:
        commands.erase(request.actor, secret)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The data is erased."))
    back = (
        reverse("restricted:case", args=[secret.case.number])
        if request.actor.is_agent
        else page_of(request, secret.case)
    )
    return HttpResponseRedirect(back, status=303)
