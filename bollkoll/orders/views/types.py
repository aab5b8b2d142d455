"""Order types: looked through, written, previewed, published; taken out and put in as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
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
from bollkoll.orders.rules.partly import partly
from bollkoll.orders.rules.toml import dump_raw, load
from bollkoll.orders.views.doors import for_keepers, see
from bollkoll.orders.views.editing import forget, found_type, tabs
from bollkoll.orders.views.ordering import form_context
from bollkoll.people.requests import Request

MOST_TOLD = 50
"""So many faults of a file are told at once; the rest when these are mended."""


@for_keepers
@require_safe
def types(request: Request) -> HttpResponse:
    return render(request, "orders/types.html", {"types": finding.types(request.actor), "import_form": ImportForm()})


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def type_text(request: Request, key: str) -> HttpResponse:
    """The draft, else the version in use, as text, with what is wrong by line. Saving makes a draft."""
    type_ = found_type(key)
    draft = finding.draft_of(type_)
    if request.method != "POST":
        shown: Any = draft or type_.current
        changed_at = draft.changed_at.isoformat() if draft else ""
        form = TypeForm(initial={"text": dump_raw(shown.definition), "changed_at": changed_at})
        return _text(request, type_, draft, form)
    form = TypeForm(request.POST)
    if not form.is_valid():
        return _text(request, type_, draft, form, status=422)
    try:
        definition = load(form.cleaned_data["text"])
    except Faults as found:
        return _text(request, type_, draft, form, faults=found.faults, status=422)
    sent = form.cleaned_data["changed_at"]
    if draft is not None and sent != draft.changed_at.isoformat():
        said = _("Somebody else has changed the draft meanwhile. Yours is below; save again to keep it.")
        form.data = form.data.copy()
        form.data["changed_at"] = draft.changed_at.isoformat()
        form.add_error(None, said)
        return _text(request, type_, draft, form, status=409)
    try:
        made = commands.draft_type(request.actor, type_, definition=definition)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _text(request, type_, draft, form, status=409)
    messages.success(request, _("The draft is saved. Look at the preview, then publish it."))
    return see(reverse("orders:type_text", args=[made.type.key]))


def _text(
    request: Request, type_: OrderType, draft: OrderTypeVersion | None, form: TypeForm, *,
    faults: list[Fault] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = tabs(type_, draft, "type_text") | {
        "form": form, **_told(faults or []), "effects": EFFECTS, "conditions": CONDITIONS, "duties": finding.duties(),
    }  # fmt: skip
    return render(request, "orders/type_text.html", context, status=status)


@for_keepers
@require_safe
def versions(request: Request, key: str) -> HttpResponse:
    """The type in use: its versions, its place in the catalogue, and for the yearly review whom to ask now."""
    type_ = found_type(key)
    context = tabs(type_, finding.draft_of(type_), "versions") | {
        "versions": type_.versions.exclude(number=None).select_related("changed_by").annotate(going=finding.GOING),
        "switch_form": SwitchForm(initial={"is_active": type_.is_active, "place": type_.place}),
        "review_form": ReviewForm() if type_.key == TYPE and type_.current_id else None,
    }
    return render(request, "orders/versions.html", context)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def import_type(request: Request) -> HttpResponse:
    """A file becomes a draft: of the type with its key, or of a new one. A draft that is there already is replaced only by
    somebody who was told of it, as it is."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "orders/import.html", {"form": form}, status=status)
    faults: list[Fault] = []
    text, seen = "", form.cleaned_data["seen"]
    try:
        text = form.said()
        definition = load(text)
        draft = finding.draft_of_key(definition.key)
        if draft is not None and seen != draft.changed_at.isoformat():
            return _ask_to_replace(request, draft, text, is_newer=bool(seen))
        known = draft.changed_at if draft else timezone.now()
        made = commands.draft_type(request.actor, None, definition=definition, seen=known)
    except Faults as found:
        faults = found.faults
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        messages.success(request, _("The file is a draft now. Look at the preview, then publish it."))
        return see(reverse("orders:draft_type", args=[made.type.key]))
    return render(request, "orders/import.html", {"form": form} | _told(faults, text), status=422)


def _ask_to_replace(request: Request, draft: OrderTypeVersion, text: str, *, is_newer: bool) -> HttpResponse:
    """``is_newer``: it was answered yes of a draft that somebody has changed since."""
    form = ImportForm(initial={"text": text, "seen": draft.changed_at.isoformat()})
    return render(request, "orders/replace.html", {"form": form, "draft": draft, "is_newer": is_newer}, status=409)


def _told(faults: list[Fault], text: str = "") -> dict[str, Any]:
    """The first of them, each with the line of the file where it stands, and how many there are."""
    lines = text.splitlines()
    at = [lines[one.line - 1] if one.line and one.line <= len(lines) else "" for one in faults[:MOST_TOLD]]
    return {
        "faults": list(zip(faults[:MOST_TOLD], at, strict=True)), "fault_count": len(faults),
        "left_out": max(len(faults) - MOST_TOLD, 0),
    }  # fmt: skip


@for_keepers
@require_safe
def export_type(request: Request, key: str) -> HttpResponse:
    """The draft, else the published version, as a file that can be put in again."""
    type_ = get_object_or_404(OrderType.objects.select_related("current"), key=key)
    version = finding.draft_of(type_) or type_.current
    text = dump_raw(version.definition)  # type: ignore[union-attr]  # a type has one or the other
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{type_.key}.toml"'
    return answer


@for_keepers
@require_safe
def preview(request: Request, key: str) -> HttpResponse:
    """The form as it would be drawn, with its steps below. Nothing can be sent."""
    type_ = get_object_or_404(OrderType.objects.select_related("current"), key=key)
    version: Any = finding.draft_of(type_) or type_.current
    definition, _left_out = partly(version.definition)
    form = OrderForm(definition=definition, actor=request.actor)
    context = form_context(form, version) | {"type": type_, "is_preview": True, "draft_url": "", "base": "ui/desk.html"}
    return render(request, "orders/form.html", context)


@for_keepers
@require_POST
def discard_draft(request: Request, key: str) -> HttpResponse:
    _deed(request, key, commands.discard_draft, _("The draft is thrown away."))
    forget(request, key)
    return see(reverse("orders:types"))


@for_keepers
@require_POST
def switch_type(request: Request, key: str) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("The place is a number from 0 to 999."))
        return see(reverse("orders:versions", args=[key]))
    return _deed(request, key, commands.switch_type, _("Saved."), **form.cleaned_data)


def _deed(request: Request, key: str, command: Any, said: str, **more: Any) -> HttpResponse:
    type_ = get_object_or_404(OrderType, key=key)
    try:
        command(request.actor, type_, **more)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, said)
    return see(reverse("orders:versions", args=[key]))
