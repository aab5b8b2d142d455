"""Order types: looked through, written, previewed, published; taken out and put in as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.orders.forms.drawn import OrderForm
from bollkoll.orders.forms.types import ImportForm, ReviewForm, SwitchForm, TypeForm
from bollkoll.orders.models import OrderType, OrderTypeVersion
from bollkoll.orders.queries import finding
from bollkoll.orders.queries.review import TYPE
from bollkoll.orders.rules import CONDITIONS, EFFECTS, Fault, Faults
from bollkoll.orders.rules.toml import dump, load
from bollkoll.orders.views.doors import for_keepers, see
from bollkoll.orders.views.ordering import form_context
from bollkoll.people.requests import Request

BLANK = """key = "{key}"
title = {{ sv = "", en = "" }}
summary = {{ sv = "", en = "" }}

[[fields]]
key = "what"
kind = "text"
title = {{ sv = "", en = "" }}
required = true

[[steps]]
key = "do"
title = {{ sv = "", en = "" }}
who = "desk"
"""


@for_keepers
@require_safe
def types(request: Request) -> HttpResponse:
    return render(request, "orders/types.html", {"types": finding.types(request.actor), "import_form": ImportForm()})


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def draft_type(request: Request, key: str) -> HttpResponse:
    """A type as text, with what is wrong by line. Saving makes a draft; ``new`` begins one."""
    type_ = OrderType.objects.filter(key=key).select_related("current").first() if key != "new" else None
    draft = finding.draft_of(type_) if type_ else None
    if type_ is None and key != "new":
        get_object_or_404(OrderType, key=key)
    if request.method != "POST":
        shown: OrderTypeVersion | None = draft or (type_.current if type_ else None)
        text = dump(shown.content) if shown else BLANK.format(key="")
        form = TypeForm(initial={"text": text, "changed_at": draft.changed_at.isoformat() if draft else ""})
        return _page(request, type_, draft, form)
    form = TypeForm(request.POST)
    if not form.is_valid():
        return _page(request, type_, draft, form, status=422)
    try:
        definition = load(form.cleaned_data["text"])
    except Faults as found:
        return _page(request, type_, draft, form, faults=found.faults, status=422)
    sent = form.cleaned_data["changed_at"]
    if draft is not None and sent != draft.changed_at.isoformat():
        said = _("Somebody else has changed the draft meanwhile. Yours is below; save again to keep it.")
        form.data = form.data.copy()
        form.data["changed_at"] = draft.changed_at.isoformat()
        form.add_error(None, said)
        return _page(request, type_, draft, form, status=409)
    try:
        made = commands.draft_type(request.actor, type_, definition=definition)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, type_, draft, form, status=409)
    messages.success(request, _("The draft is saved. Look at the preview, then publish it."))
    return see(reverse("orders:draft_type", args=[made.type.key]))


def _page(
    request: Request, type_: OrderType | None, draft: OrderTypeVersion | None, form: TypeForm, *,
    faults: list[Fault] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "type": type_, "draft": draft, "form": form, "faults": faults or [], "effects": EFFECTS, "conditions": CONDITIONS,
        "key": type_.key if type_ else "new",
        "versions": type_.versions.exclude(number=None).select_related("changed_by") if type_ else (),
        "switch_form": SwitchForm(initial={"is_active": type_.is_active, "place": type_.place}) if type_ else None,
        "duties": finding.duties(),
        "review_form": ReviewForm() if type_ and type_.key == TYPE and type_.current_id else None,
    }  # fmt: skip
    return render(request, "orders/type.html", context, status=status)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def import_type(request: Request) -> HttpResponse:
    """A file becomes a draft: of the type with its key, or of a new one."""
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        text = form.text()
        try:
            made = commands.draft_type(request.actor, None, definition=load(text))
        except Faults as found:
            faults = found.faults
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The file is a draft now. Look at the preview, then publish it."))
            return see(reverse("orders:draft_type", args=[made.type.key]))
        lines = text.splitlines()
        shown = [(fault, lines[fault.line - 1] if fault.line and fault.line <= len(lines) else "") for fault in faults]
        return render(request, "orders/import.html", {"form": form, "faults": shown}, status=422)
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/import.html", {"form": form, "faults": faults}, status=status)


@for_keepers
@require_safe
def export_type(request: Request, key: str) -> HttpResponse:
    """The draft, else the published version, as a file that can be put in again."""
    type_ = get_object_or_404(OrderType.objects.select_related("current"), key=key)
    version = finding.draft_of(type_) or type_.current
    answer = HttpResponse(dump(version.content), content_type="application/toml; charset=utf-8")  # type: ignore[union-attr]
    answer["Content-Disposition"] = f'attachment; filename="{type_.key}.toml"'
    return answer


@for_keepers
@require_safe
def preview(request: Request, key: str) -> HttpResponse:
    """The form as it would be drawn, with its steps below. Nothing can be sent."""
    type_ = get_object_or_404(OrderType.objects.select_related("current"), key=key)
    version: Any = finding.draft_of(type_) or type_.current
    form = OrderForm(definition=version.content, actor=request.actor)
    context = form_context(form, version) | {"type": type_, "is_preview": True, "draft_url": "", "base": "ui/desk.html"}
    return render(request, "orders/form.html", context)


@for_keepers
@require_POST
def publish_type(request: Request, key: str) -> HttpResponse:
    return _deed(request, key, commands.publish_type, _("It is published: new orders have this version."))


@for_keepers
@require_POST
def discard_draft(request: Request, key: str) -> HttpResponse:
    _deed(request, key, commands.discard_draft, _("The draft is thrown away."))
    return see(reverse("orders:types"))


@for_keepers
@require_POST
def switch_type(request: Request, key: str) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("The place is a number from 0 to 999."))
        return see(reverse("orders:draft_type", args=[key]))
    return _deed(request, key, commands.switch_type, _("Saved."), **form.cleaned_data)


def _deed(request: Request, key: str, command: Any, said: str, **more: Any) -> HttpResponse:
    type_ = get_object_or_404(OrderType, key=key)
    try:
        command(request.actor, type_, **more)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, said)
    return see(reverse("orders:draft_type", args=[key]))
