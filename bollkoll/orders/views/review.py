"""Who still needs access: one page, each account with yes or no."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases.views.doors import signed_in
from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.orders.forms.types import ReviewForm
from bollkoll.orders.queries.procedure import steps
from bollkoll.orders.queries.review import TYPE, accounts, why_kept
from bollkoll.orders.views.doors import back, base, for_keepers, found, found_run, page_of, see
from bollkoll.people.requests import Request


@for_keepers
@require_POST
def open_review(request: Request) -> HttpResponse:
    """Ask an institution now, without waiting for the year to pass."""
    form = ReviewForm(request.POST)
    there = reverse("orders:versions", args=[TYPE])
    if not form.is_valid():
        messages.warning(request, _("Choose an institution."))
        return see(there)
    try:
        commands.open_review(request.actor, form.cleaned_data["institution"])
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return see(there)
    return see(there, request, _("The local contact persons are asked."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_need(request: Request, number: int, pk: int) -> HttpResponse:
    order = found(request, number)
    run = found_run(order, pk)
    rows = accounts(order)
    asked = next((one for one in steps(request.actor, order) if one.run and one.run.pk == run.pk), None)
    chosen, refused, status = set(request.POST.getlist("ended")), "", 200
    if request.method == "POST":
        ended = [role for role in rows if str(role.pk) in chosen]
        try:
            commands.confirm_need(request.actor, order, run=run, ended=ended)
        except Refused as refusal:
            refused, status = str(refusal.message), 409
        else:
            return back(request, order, _("Thank you. The accounts are gone through."))
    context: dict[str, Any] = {
        "order": order, "case": order.case, "run": run,
        "rows": [(role, str(role.pk) in chosen, why_kept(request.actor, role)) for role in rows],
        "may": bool(asked and asked.may.get("confirm_need")), "refused": refused, "base": base(request),
        "back_url": page_of(request, order),
    }  # fmt: skip
    return render(request, "orders/review.html", context, status=status)
