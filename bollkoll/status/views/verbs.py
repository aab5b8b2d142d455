"""Saying something more in a notice that is out: one address for each verb. What was typed is never lost: a form that is
refused comes back with its text, and with what somebody else has said meanwhile."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.status import commands
from bollkoll.status.forms import verbs as forms
from bollkoll.status.models import Notice
from bollkoll.status.views.doors import attempt, for_desk, found, page_of, see
from bollkoll.status.views.editor import SHOWN, where
from bollkoll.status.views.room import page

View = Callable[..., HttpResponse]


def _verb(name: str, form_class: type[forms.Saying]) -> View:
    """A page with the verb's form; what is sent runs the command of the same name."""
    command = getattr(commands, name)

    @for_desk
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Request, number: int, **keys: Any) -> HttpResponse:
        notice = found(request, number)
        more = _more(notice, keys)
        if not notice.is_public:
            return see(page_of(notice))
        if request.method != "POST":
            return _show(request, name, form_class(actor=request.actor, notice=notice, **more))
        form = form_class(request.POST, actor=request.actor, notice=notice, **more)
        if not form.is_valid():
            return _show(request, name, form, 422)
        try:
            command(request.actor, notice, **form.arguments())
        except Refused as refusal:
            form.add_error(where(refusal, form), str(refusal.message))
            if refusal.code == "changed":  # read what was said, then send again what still holds
                fresh = found(request, number)
                form.catch_up(form_class(actor=request.actor, notice=fresh, **_more(fresh, keys)))
            return _show(request, name, form, 422 if refusal.code in SHOWN else 409)
        messages.success(request, str(form.said))
        back = request.POST.get("back", "")
        return see(back if back.startswith("/incidents/") else page_of(notice))

    view.__name__ = name
    return view


def _more(notice: Notice, keys: dict[str, Any]) -> dict[str, Any]:
    if "update" not in keys:
        return {}
    return {"wrong": get_object_or_404(notice.updates.all(), pk=keys["update"])}


def _show(request: Request, name: str, form: forms.Saying, status: int = 200) -> HttpResponse:
    notice = found(request, form.notice.number)
    context = page(request, notice, form if name == "update" else None) | {
        "form": form,
        "verb": name,
        "refused": status,
    }
    return render(request, "status/verb.html", context, status=status)


update = _verb("update", forms.UpdateForm)
correct = _verb("correct", forms.CorrectForm)
resolve = _verb("resolve", forms.ResolveForm)
reopen = _verb("reopen", forms.ReopenForm)
cancel = _verb("cancel", forms.CancelForm)
begin = _verb("begin", forms.BeginForm)
delay = _verb("delay", forms.DelayForm)


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: Request, number: int) -> HttpResponse:
    """The English of everything that is out."""
    notice = found(request, number)
    form = forms.TranslateForm(request.POST or None, notice=notice)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.translate(request.actor, notice, **form.arguments())
            except Refused as refusal:
                form.add_error(where(refusal, form), str(refusal.message))
                if refusal.code == "changed":
                    form.catch_up(forms.TranslateForm(notice=found(request, number)))
                status = 422 if refusal.code in SHOWN else 409
            else:
                messages.success(request, _("The English text is published."))
                return see(page_of(notice))
    return render(request, "status/translate.html", {"form": form, "notice": notice, "refused": status}, status=status)


@for_desk
@require_POST
def announce(request: Request, number: int) -> HttpResponse:
    notice = found(request, number)
    attempt(request, _("Announced."), commands.announce, notice)
    return see(page_of(notice))


@for_desk
@require_POST
def drop_plan(request: Request, number: int) -> HttpResponse:
    notice = found(request, number)
    attempt(request, _("Dropped. Nobody had been told."), commands.drop_plan, notice)
    return see(page_of(notice))


@for_desk
@require_POST
def check(request: Request, number: int) -> HttpResponse:
    notice = found(request, number)
    attempt(request, _("Thank you: it is read through."), commands.check, notice)
    return see(page_of(notice))


def _with_person(name: str, said: Any) -> View:
    command = getattr(commands, name)

    @for_desk
    @require_POST
    def view(request: Request, number: int) -> HttpResponse:
        notice = found(request, number)
        form = forms.PersonForm(request.POST)
        if not form.is_valid():
            raise Http404("person")
        attempt(request, said(form.cleaned_data["person"]), command, notice, person=form.cleaned_data["person"])
        return see(page_of(notice))

    view.__name__ = name
    return view


ask_check = _with_person("ask_check", lambda who: _("%(name)s is asked to read it through.") % {"name": who})
choose_communicator = _with_person(
    "choose_communicator", lambda who: _("%(name)s informs from now on.") % {"name": who}
)
