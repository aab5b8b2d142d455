"""Duties: who is asked when an order type says so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.orders.forms.types import DutyForm, GiveDutyForm
from bollkoll.orders.models import Duty
from bollkoll.orders.queries import finding
from bollkoll.orders.views.doors import for_keepers, see
from bollkoll.people.models import Person
from bollkoll.people.requests import Request


@for_keepers
@require_safe
def duties(request: Request) -> HttpResponse:
    rows = [(duty, finding.holders_of(duty), GiveDutyForm(auto_id=f"duty-{duty.pk}-%s")) for duty in finding.duties()]
    return render(request, "orders/duties.html", {"duties": rows})


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def add_duty(request: Request) -> HttpResponse:
    form, status = DutyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.add_duty(request.actor, None, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("key", str(refusal.message))
                status = 409
            else:
                return see(reverse("orders:duties"), request, _("The duty is there. Say who has it."))
    return render(request, "orders/duty_form.html", {"form": form}, status=status)


@for_keepers
@require_POST
def give_duty(request: Request, pk: int) -> HttpResponse:
    duty, form = get_object_or_404(Duty, pk=pk), GiveDutyForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose who."))
        return see(reverse("orders:duties"))
    return _deed(request, duty, form.cleaned_data["person"], commands.give_duty, _("They have the duty now."))


@for_keepers
@require_POST
def end_duty(request: Request, pk: int, person: int) -> HttpResponse:
    duty, who = get_object_or_404(Duty, pk=pk), get_object_or_404(Person, pk=person)
    return _deed(request, duty, who, commands.end_duty, _("They do not have the duty any more."))


def _deed(request: Request, duty: Duty, person: Person, command, said: str) -> HttpResponse:
    try:
        command(request.actor, duty, person=person)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return see(reverse("orders:duties"))
    return see(reverse("orders:duties"), request, said)
