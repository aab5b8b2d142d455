"""A new matter: anmäl fel, ställ en fråga, önska ändring."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from bollkoll.cases import commands
from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.commands.once import SentOtherwise
from bollkoll.cases.models import Case, Draft
from bollkoll.cases.views.composing import forget_draft
from bollkoll.kit.files import MB
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request
from bollkoll.portal import queries
from bollkoll.portal.forms import NEW, NewMatter
from bollkoll.portal.protecting import carry_out
from bollkoll.portal.views import files
from bollkoll.portal.views.door import for_contacts, see
from bollkoll.services import queries as services


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, kind: str) -> HttpResponse:
    """The form of a kind of matter: empty, or with the draft; sent; or back with everything that was typed."""
    if kind not in NEW:
        raise Http404
    if request.method != "POST":
        draft = cases.draft(request.actor, queries.DRAFT + kind)
        return _page(request, kind, _from_draft(request, kind, draft), draft=draft, kept=_draft_files(request, draft))
    kept = files.keep(request)
    form = _form(request, kind, request.POST)
    if not form.is_valid() or kept.refused or form.asks():
        return _page(request, kind, form, kept=kept.shown, refused=kept.refused, status=422)
    try:
        case = _send(request, form, kept)
    except AlreadyDone as again:
        case = again.made
    except SentOtherwise as other:
        where = reverse("portal:case", args=[other.made.number])
        form.add_error(None, format_html('{} <a href="{}">#{}</a>', other.message, where, other.made.number))
        return _page(request, kind, form, kept=kept.shown, status=409)
    except Refused as error:
        form.add_error(None, str(error.message))
        return _page(request, kind, form, kept=kept.shown, status=409)
    forget_draft(request, queries.DRAFT + kind)
    return see("portal:case", case.number, after="?received")


def _send(request: Request, form: NewMatter, kept: files.Kept) -> Case:
    given = form.cleaned_data
    return carry_out(
        request.actor,
        form,
        lambda case: case,
        lambda: commands.open_case(
            request.actor,
            title=form.subject_line(),
            text=form.message(),
            kind=form.kind,
            institution=given["institution"],
            service=given["service"],
            environment=given.get("environment"),
            report=form.report(),
            examples=form.example_rows(),
            files=kept.files,
            colleagues=given["colleagues"],
            once=request.POST.get("once", "")[:64],
        ),
    )


def _form(request: Request, kind: str, data: QueryDict | None = None, **more: Any) -> NewMatter:
    actor = request.actor
    return NEW[kind](
        data,
        institutions=[role.institution for role in actor.roles],
        colleagues=queries.colleagues(actor),
        **more,
    )


def _from_draft(request: Request, kind: str, draft: Draft | None) -> NewMatter:
    """The form as it was left. A draft keeps what was in the fields by name; a field of many values keeps a list."""
    if draft is None:
        return _form(request, kind)
    kept = {name: value if isinstance(value, list) else [value] for name, value in draft.fields.items()}
    initial = {name: values if name == "colleagues" else values[-1] for name, values in kept.items() if values}
    more = {}
    if kind == "fault":
        more["examples"] = _example_rows(kept)
    return _form(request, kind, initial=initial, **more)


def _example_rows(kept: dict[str, list[str]]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, values in kept.items():
        prefix, _dash, rest = name.partition("-")
        number, _dash, field = rest.partition("-")
        if prefix == "examples" and number.isdigit() and values and values[-1]:
            rows.setdefault(int(number), {})[field] = values[-1]
    return [rows[number] for number in sorted(rows)]


def _draft_files(request: Request, draft: Draft | None) -> list[dict[str, object]]:
    if draft is None:
        return []
    ids = draft.fields.get("files", [])
    return files.shown(cases.loose_files(request.actor, ids if isinstance(ids, list) else [ids]))


def _page(
    request: Request,
    kind: str,
    form: NewMatter,
    *,
    draft: Draft | None = None,
    kept: list[dict[str, object]] | None = None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "draft": draft,
        "files": kept or [],
        "refused_files": refused or [],
        "draft_url": reverse("cases:draft", args=[queries.DRAFT + kind]),
        "upload_url": reverse("cases:upload"),
        "max_bytes": settings.CONFIG.max_file_mb * MB,
        "services": services.services(),
        "has_colleagues": form.fields["colleagues"].queryset.exists(),
        "opening": queries.opening(),
        "phone_url": queries.phone_url(),
        "notices": services.notices(kind),
        "promised": services.promise(kind, None, timezone.now()),
        "disturbances": queries.disturbances(request.actor),
    }
    return render(request, f"portal/new_{kind}.html", context, status=status)
