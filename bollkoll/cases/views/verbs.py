"""A verb of a case as a dialog: GET draws its form, POST carries it out.

Without script the same address is a page of its own. What the command refuses is said in the form, which keeps its
text.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases import queries
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.forms.base import CaseForm
from bollkoll.cases.models import Case
from bollkoll.cases.views.composing import shown
from bollkoll.cases.views.doors import View, done, for_staff, found, page_of
from bollkoll.cases.views.files import keep
from bollkoll.kit.files import MB
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people.requests import Request


def verb(
    command: Callable[..., Any],
    form_class: type[CaseForm],
    *,
    answer: Callable[[Request, Case, Any, CaseForm], HttpResponse] | None = None,
) -> View:
    """The view of ``command``. ``answer`` says where to go when it is not the case's own page."""

    def view(request: Request, number: int) -> HttpResponse:
        case = found(request, number)
        if not command.policy(request.actor, case):
            raise NotAllowed(command.__name__)
        if request.method == "GET":
            return _form(request, case, form_class(actor=request.actor, case=case, initial=request.GET.dict()))
        form = form_class(request.POST, actor=request.actor, case=case)
        if (form.takes_files and not keep(request, form)) or not form.is_valid():
            return _form(request, case, form, status=422)
        try:
            made = command(request.actor, case, **form.arguments())
        except AlreadyDone as again:
            made = again.made
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return _form(request, case, form, status=409)
        if answer is not None:
            return answer(request, case, made, form)
        return done(request, case, form.said)

    return for_staff(require_http_methods(["GET", "POST"])(view))


def _form(request: Request, case: Case, form: CaseForm, status: int = 200) -> HttpResponse:
    if fields := form.visible_fields():
        fields[0].field.widget.attrs["autofocus"] = True
    context = {"case": case, "form": form, "back_url": page_of(case)}
    if form.takes_files:
        kept = queries.loose_files(request.actor, form.data.getlist("files")) if form.is_bound else []
        context |= {
            "files": shown(kept),
            "upload_url": reverse("cases:upload"),
            "max_bytes": settings.CONFIG.max_file_mb * MB,
        }
    alone = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "cases/verb_form.html" if alone else "cases/verb.html", context, status=status)


def deed(
    command: Callable[..., Any],
    said: Any,
    arguments: Callable[[Request, Case], dict[str, Any]] | None = None,
    answer: Callable[[Request, Case, Any], HttpResponse] = done,
) -> View:
    """The view of a verb that asks nothing: one POST. ``arguments`` finds what the button names; ``answer`` says where to
    go when more of the page changes than what fetches itself."""

    def view(request: Request, number: int) -> HttpResponse:
        case = found(request, number)
        command(request.actor, case, **(arguments(request, case) if arguments else {}))
        return answer(request, case, said)

    return for_staff(require_POST(view))
