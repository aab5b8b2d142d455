"""The desk opens a case for a contact who telephones."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bollkoll.cases import commands, queries
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.commands.once import SentOtherwise
from bollkoll.cases.forms import NewCaseForm
from bollkoll.cases.models import Draft
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import for_staff, page_of
from bollkoll.cases.views.files import keep
from bollkoll.kit.files import MB
from bollkoll.log.acting import Refused, act
from bollkoll.people.requests import Request
from bollkoll.services import queries as services

DRAFT = "new:phone"


@for_staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write down a telephone call as a case; by default whoever writes it takes it."""
    actor = request.actor
    if not actor.is_agent:
        raise PermissionDenied("cases.open_case")
    if request.method == "GET":
        draft = queries.draft(actor, DRAFT)
        initial = {
            **(draft.fields if draft else {}),
            **({"role": request.GET["role"]} if "role" in request.GET else {}),
        }
        return _form(request, NewCaseForm(actor=actor, initial=initial), draft)
    form = NewCaseForm(request.POST, actor=actor)
    if not keep(request, form) or not form.is_valid():
        return _form(request, form, status=422)
    try:
        with act(actor):
            case = commands.open_case(actor, **form.arguments())
            if form.cleaned_data["is_mine"]:
                commands.take(actor, case)
    except AlreadyDone as again:
        case = again.made
    except SentOtherwise as other:
        link = format_html('{} <a href="{}">#{}</a>', other.message, page_of(other.made), other.made.number)
        form.add_error(None, link)
        return _form(request, form, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _form(request, form, status=409)
    composing.forget_draft(request, DRAFT)
    messages.success(request, _("Case %(number)s is open.") % {"number": case.number})
    return HttpResponseRedirect(page_of(case), status=303)


def _form(request: Request, form: NewCaseForm, draft: Draft | None = None, status: int = 200) -> HttpResponse:
    keys = form.data.getlist("files") if form.is_bound else (draft.fields.get("files", []) if draft else [])
    files = queries.loose_files(request.actor, keys if isinstance(keys, list) else [keys])
    kinds = {kind for kind, _label in form.fields["kind"].choices}
    context = {
        "form": form,
        "draft_url": reverse("cases:draft", args=[DRAFT]),
        "draft_at": draft.saved_at.isoformat() if draft else "",
        "upload_url": reverse("cases:upload"),
        "max_bytes": settings.CONFIG.max_file_mb * MB,
        "files": composing.shown(files),
        "notices": [told for told in services.notices_today() if not told.kinds or kinds.intersection(told.kinds)],
        "promised": [
            (label, found)
            for kind, label in form.fields["kind"].choices
            if (found := services.promise(kind, None, timezone.now()))
        ],
    }
    return render(request, "cases/new.html", context, status=status)
