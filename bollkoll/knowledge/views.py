"""Keeping answer templates."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.knowledge import commands, queries, rules
from bollkoll.knowledge.forms import TemplateForm
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.ui.views import csrf_failure


def for_the_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def enter(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            is_reading = request.method in ("GET", "HEAD")
            return redirect_to_login(request.get_full_path()) if is_reading else csrf_failure(request)
        if not request.actor.is_agent:
            raise PermissionDenied("knowledge")
        return view(request, *args, **kwargs)

    return enter


@for_the_desk
@require_safe
def templates(request: Request) -> HttpResponse:
    """All of them, and those that were put away."""
    context = {"templates": queries.templates(), "put_away": queries.put_away()}
    return render(request, "knowledge/templates.html", context)


@for_the_desk
@require_http_methods(["GET", "POST"])
def add_template(request: Request) -> HttpResponse:
    if request.method == "GET":
        return _form(request, TemplateForm(initial={"text_sv": request.GET.get("text", "")[:20_000]}))
    form = TemplateForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        commands.add_template(request.actor, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, form, refusal)
    messages.success(request, _("The template is kept."))
    return redirect("knowledge:templates")


@for_the_desk
@require_http_methods(["GET", "POST"])
def change_template(request: Request, pk: int) -> HttpResponse:
    template = get_object_or_404(AnswerTemplate, pk=pk)
    if request.method == "GET":
        fields = ("name", "text_sv", "text_en")
        initial = {name: getattr(template, name) for name in fields} | {"service": template.service_id}
        return _form(request, TemplateForm(initial=initial), template)
    form = TemplateForm(request.POST)
    if not form.is_valid():
        return _form(request, form, template, status=422)
    try:
        commands.change_template(request.actor, template, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, form, refusal, template)
    messages.success(request, _("The template is changed."))
    return redirect("knowledge:templates")


@for_the_desk
@require_POST
def end_template(request: Request, pk: int) -> HttpResponse:
    commands.end_template(request.actor, get_object_or_404(AnswerTemplate, pk=pk))
    messages.success(request, _("The template is put away."))
    return redirect("knowledge:templates")


@for_the_desk
@require_POST
def bring_back_template(request: Request, pk: int) -> HttpResponse:
    commands.bring_back_template(request.actor, get_object_or_404(AnswerTemplate, pk=pk))
    messages.success(request, _("The template is offered again."))
    return redirect("knowledge:templates")


def _refused(
    request: Request, form: TemplateForm, refusal: Refused, template: AnswerTemplate | None = None
) -> HttpResponse:
    form.add_error("name" if refusal.code == "taken" else None, str(refusal.message))
    return _form(request, form, template, status=409)


def _form(
    request: Request, form: TemplateForm, template: AnswerTemplate | None = None, status: int = 200
) -> HttpResponse:
    variables = [(f"{{{name}}}", meaning) for name, (meaning, _read) in rules.VARIABLES.items()]
    context = {"form": form, "template": template, "variables": variables}
    return render(request, "knowledge/template.html", context, status=status)
