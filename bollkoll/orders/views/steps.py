"""One step: what is asked, what was done before, and the verbs. A mail leads here, and whoever follows it logs in first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import queries as cases
from bollkoll.cases.views.composing import shown as shown_files
from bollkoll.cases.views.doors import signed_in
from bollkoll.cases.views.files import keep
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.orders import commands
from bollkoll.orders.forms import steps as forms
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries import evidence
from bollkoll.orders.queries.before import changed_since
from bollkoll.orders.queries.frozen import frozen_now
from bollkoll.orders.queries.permitted import performed
from bollkoll.orders.queries.procedure import steps
from bollkoll.orders.queries.sealed import kept as kept_apart
from bollkoll.orders.queries.sealed import to_open
from bollkoll.orders.queries.shown import shown
from bollkoll.orders.views.doors import back, base, found, found_run, page_of, uploads
from bollkoll.people.requests import Request
from bollkoll.restricted import keys
from bollkoll.restricted.policy import store as may_store


@signed_in
@require_safe
def step(request: Request, number: int, pk: int) -> HttpResponse:
    """The step with everything one needs to decide or to do it."""
    order = found(request, number)
    run = found_run(order, pk)
    if getattr(run.definition, "ball", "") == "confirm_need" and run.is_live:
        return redirect("orders:confirm_need", number, pk)
    return step_page(request, order, run)


def step_page(
    request: Request, order: Order, run: Run, *, form: forms.StepForm | None = None, verb: str = "", status: int = 200
) -> HttpResponse:
    actor = request.actor
    every = steps(actor, order)
    one = next((row for row in every if row.run and row.run.pk == run.pk), None)
    made = {
        name: form if verb == name else kind(actor=actor, order=order, run=run, auto_id=f"{name}_%s")
        for name, kind in (
            ("finish_step", forms.FinishStepForm),
            ("approve", forms.ApproveForm),
            ("decline", forms.DeclineForm),
            ("refuse_check", forms.RefuseCheckForm),
        )
    }
    kept = cases.loose_files(actor, form.data.getlist("files")) if form is not None and form.takes_files else []
    checked = performed(run)
    if checked is not None:
        checked.order = order
    newer = next((row.run for row in every if row.is_mine and row.run and row.run.step == run.step), None)
    context = {
        "changed": changed_since(run), "newer": newer if one is None or not run.is_live else None,
        "left": form if form is not None and not (one and one.is_mine) else None,
        "order": order, "case": order.case, "run": run, "shown": shown(order.definition, order.values), "one": one,
        "steps": every, "base": base(request), "back_url": page_of(request, order), "forms": made, "verb": verb,
        "frozen": frozen_now(order.definition) if run.is_live else (),
        "place_url": _place(request, order),
        "files": shown_files(kept), "checked": checked, "to_sign": evidence.to_sign(run),
        "sealed": to_open(actor, run) if actor.is_agent else (),
        "gone": {key for key, secret in kept_apart(order).items() if not secret.is_there},
        "evidence": evidence.of_run(checked) if checked else (), **uploads(),
    }  # fmt: skip
    return render(request, "orders/step.html", context, status=status)


def _place(request: Request, order: Order) -> str:
    """Where what is found while one writes is kept apart; empty when there is no such place for the actor."""
    is_there = keys.is_ready() and may_store(request.actor, order.case)
    return reverse("restricted:keep", args=[order.case.number]) if is_there else ""


def of_step(
    command: Callable[..., Any], form_class: type[forms.StepForm], *, on_page: bool = True
) -> Callable[..., HttpResponse]:
    """The view of a verb of one step. ``on_page``: its form stands on the step's page; else it is a dialog of its own."""
    name = command.__name__

    def view(request: Request, number: int, pk: int) -> HttpResponse:
        order = found(request, number)
        run = found_run(order, pk)
        if not command.policy(request.actor, order):  # type: ignore[attr-defined]
            raise NotAllowed(name)
        if request.method != "POST":
            if on_page:
                return step_page(request, order, run)
            return _dialog(request, order, form_class(actor=request.actor, order=order, run=run))
        form = form_class(
            request.POST, actor=request.actor, order=order, run=run, auto_id=f"{name}_%s" if on_page else True
        )
        status = 422
        if (not form.takes_files or keep(request, form)) and form.is_valid():
            try:
                command(request.actor, order, run=run, **form.arguments())
            except Refused as refusal:
                if request.htmx and "X-Sent-By" not in request.headers:
                    raise  # a button on the case's page: it is said there
                form.add_error(None, str(refusal.message))
                status = 409
            else:
                return back(request, order, form.said)
        if on_page:
            return step_page(request, order, run, form=form, verb=name, status=status)
        return _dialog(request, order, form, status)

    return signed_in(require_http_methods(["GET", "HEAD", "POST"])(view))


def of_order(command: Callable[..., Any], form_class: type[forms.StepForm]) -> Callable[..., HttpResponse]:
    """The view of a verb of the whole order, as a dialog."""

    def view(request: Request, number: int, **named: Any) -> HttpResponse:
        order = found(request, number)
        if not command.policy(request.actor, order):  # type: ignore[attr-defined]
            raise NotAllowed(command.__name__)
        if request.method != "POST":
            return _dialog(request, order, form_class(actor=request.actor, order=order, run=None))
        form, status = form_class(request.POST, actor=request.actor, order=order, run=None), 422
        if form.is_valid():
            try:
                command(request.actor, order, **named, **form.arguments())
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = 409
            else:
                return back(request, order, form.said)
        return _dialog(request, order, form, status)

    return signed_in(require_http_methods(["GET", "HEAD", "POST"])(view))


def _dialog(request: Request, order: Order, form: forms.StepForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "order": order,
        "case": order.case,
        "back_url": page_of(request, order),
        "base": base(request),
    }
    alone = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "orders/dialog.html" if alone else "orders/dialog_page.html", context, status=status)


def _at_once(command: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """The view of a verb that asks nothing: one POST. What the state refuses is said on the page that follows."""

    def view(request: Request, number: int, pk: int) -> HttpResponse:
        order = found(request, number)
        try:
            command(request.actor, order, run=found_run(order, pk))
        except Refused as refusal:
            messages.warning(request, str(refusal.message))
            return back(request, order)
        return back(request, order, said)

    return signed_in(require_POST(view))


claim = _at_once(commands.claim, gettext_lazy("The step is yours."))
put_back = _at_once(commands.put_back, gettext_lazy("Somebody else may take the step now."))
finish_step = of_step(commands.finish_step, forms.FinishStepForm)
approve = of_step(commands.approve, forms.ApproveForm)
decline = of_step(commands.decline, forms.DeclineForm)
refuse_check = of_step(commands.refuse_check, forms.RefuseCheckForm)
return_order = of_step(commands.return_order, forms.ReturnOrderForm, on_page=False)
ask_instead = of_step(commands.ask_instead, forms.AskInsteadForm, on_page=False)
start_over = of_order(commands.start_over, forms.StartOverForm)
cancel = of_order(commands.cancel, forms.CancelForm)
withdraw = of_order(commands.withdraw, forms.WithdrawForm)
