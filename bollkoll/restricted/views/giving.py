"""From the reporter's side: data that only the support can open."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bollkoll.cases.views.doors import found
from bollkoll.log.acting import Refused
from bollkoll.people.access import signed_in
from bollkoll.people.requests import Request
from bollkoll.restricted import commands
from bollkoll.restricted.forms import GiveForm


@signed_in
@require_http_methods(["GET", "POST"])
def give(request: Request, number: int) -> HttpResponse:
    """*Lämna uppgift skyddat*."""
    case = found(request, number)
    if request.actor.is_staff:
        return HttpResponseRedirect(reverse("restricted:store", args=[number]), status=303)
    form = GiveForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("field", "label", "value")}
            try:
                commands.store(request.actor, case, **given)
            except Refused as refusal:
                where = {"empty": "value", "too_long": "value", "label": "label"}.get(refusal.code)
                form.add_error(where, str(refusal.message))
                status = 422 if where else 409
            else:
                messages.success(request, _("It is kept where only the support can open it."))
                return HttpResponseRedirect(reverse("portal:case", args=[number]), status=303)
    response = render(request, "restricted/give.html", {"case": case, "form": form}, status=status)
    response["Cache-Control"] = "no-store, private, max-age=0"
    return response
