"""An order type as a form: one page for the draft, where rows come, go and move by buttons, and nothing typed is lost."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases.models import Draft
from bollkoll.cases.queries import draft as kept_draft
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.orders import commands
from bollkoll.orders.forms.drawn import OrderForm
from bollkoll.orders.forms.editing import BeginForm, Deed, Known, TypeEditor, done, said
from bollkoll.orders.models import OrderType, OrderTypeVersion
from bollkoll.orders.queries import finding, words
from bollkoll.orders.rules.differences import between
from bollkoll.orders.rules.partly import partly
from bollkoll.orders.rules.toml import LARGEST
from bollkoll.orders.views.doors import for_keepers, see
from bollkoll.orders.views.ordering import form_context
from bollkoll.people.requests import Request

KEPT = "orders:type:"
"""What somebody is typing and has not saved, by the type's key: theirs alone, like every draft."""


def found_type(key: str) -> OrderType:
    type_ = OrderType.objects.filter(key=key).select_related("current").first()
    if type_ is None:
        raise Http404("order type")
    return type_


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def begin_type(request: Request) -> HttpResponse:
    """A new type from nothing but its name, or as a copy of another."""
    form, status = BeginForm(request.POST or None, types=finding.types(request.actor)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = commands.begin_type(request.actor, None, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("title", str(refusal.message))
                status = 409
            else:
                return see(reverse("orders:draft_type", args=[draft.type.key]) + "?begun")
    return render(request, "orders/begin.html", {"form": form}, status=status)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def draft_type(request: Request, key: str) -> HttpResponse:
    """The form of the draft, else of the version in use: saving makes a draft of it."""
    type_ = found_type(key)
    draft = finding.draft_of(type_)
    if request.method == "POST":
        return _sent(request, type_, draft)
    shown: Any = draft or type_.current
    kept = kept_draft(request.actor, KEPT + key)
    is_newer = kept is not None and (draft is None or kept.saved_at > draft.changed_at)
    if kept is not None and is_newer:
        seen = str(kept.fields.get("seen", ""))
        return _page(request, type_, draft, kept.fields.get("raw") or {}, seen=seen, kept=kept)
    at = request.GET.get("at", "")
    is_told = bool(draft) and not at and "begun" not in request.GET
    return _page(request, type_, draft, shown.definition, seen=_stamp(draft), at=at, is_told=is_told)


def _stamp(draft: OrderTypeVersion | None) -> str:
    return draft.changed_at.isoformat() if draft else ""


def _sent(request: Request, type_: OrderType, draft: OrderTypeVersion | None) -> HttpResponse:
    """A button was pressed: what is typed is kept in the draft, whole or not, with the rows as the button says."""
    what = request.POST.get("do", "")
    if what == "forget":
        forget(request, type_.key)
        return see(reverse("orders:draft_type", args=[type_.key]))
    raw, at = done(said(request.POST), Deed.read(what))
    if draft is not None and request.POST.get("changed_at", "") != _stamp(draft):
        words_ = _(
            "%(name)s has changed the draft meanwhile. What you wrote stands below; save again to keep yours instead."
        )
        name = draft.changed_by.name if draft.changed_by else _("Somebody else")
        return _page(request, type_, draft, raw, seen=_stamp(draft), refused=words_ % {"name": name}, status=409)
    try:
        made = commands.draft_type(
            request.actor, type_, definition=raw, seen=draft.changed_at if draft is not None else None
        )
    except Refused as refusal:
        return _page(request, type_, draft, raw, seen=_stamp(draft), refused=str(refusal.message), status=409)
    forget(request, type_.key)
    address = reverse("orders:draft_type", args=[made.type.key])
    if at and request.headers.get("X-Sent-By") == "page":
        return _page(request, made.type, made, made.definition, seen=_stamp(made), at=at)
    if at:
        return see(f"{address}?at={at}#{at.partition(':')[0]}")
    if what == "go" and not made.faults:
        return see(reverse("orders:differences", args=[made.type.key]))
    if not made.faults:
        messages.success(request, _("The draft is saved."))
    return see(address)


def forget(request: Request, key: str) -> None:
    with housekeeping("drafts"):
        Draft.objects.filter(person=request.actor.person, key=KEPT + key).delete()


@for_keepers
@require_POST
def keep_draft(request: Request, key: str) -> HttpResponse:
    """Save what somebody is typing by itself, for them alone; the draft is as it was until they save it."""
    found_type(key)
    raw, _at = done(said(request.POST), None)
    fields = {"raw": raw, "seen": request.POST.get("changed_at", "")[:40]}
    if len(json.dumps(raw)) > LARGEST:
        return JsonResponse({"saved_at": None}, status=413)
    now = timezone.now()
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person, key=KEPT + key, defaults={"fields": fields, "saved_at": now}
        )
    return JsonResponse({"saved_at": now.isoformat()})


def _page(
    request: Request, type_: OrderType, draft: OrderTypeVersion | None, raw: dict[str, Any], *, seen: str, at: str = "",
    kept: Draft | None = None, is_told: bool = False, refused: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    faults = OrderTypeVersion(definition=raw).faults
    editor = TypeEditor(raw, known=Known.now(type_.key), faults=faults if is_told else (), at=at)
    definition, left_out = partly(raw)
    form = OrderForm(definition=definition, actor=request.actor)
    shown = form_context(form, OrderTypeVersion(definition=raw)) | {"draft_url": ""}
    saved_at = kept.saved_at if kept else draft.changed_at if draft else None
    context = tabs(type_, draft, "draft_type") | {
        "editor": editor, "seen": seen, "kept": kept, "refused": refused, "lacking": len(faults), "left_out": left_out,
        "saved_at": saved_at.isoformat() if saved_at else "", "shown": shown, "preview": definition, "at": editor.at,
    }  # fmt: skip
    return render(request, "orders/editor.html", context, status=status)


def tabs(type_: OrderType, draft: OrderTypeVersion | None, here: str) -> dict[str, Any]:
    """What every page about one type has above it."""
    title = str(draft.title or type_.key) if draft and not type_.current else str(type_)
    return {"type": type_, "draft": draft, "here": here, "title": title}


# From the draft to the version in use


@for_keepers
@require_safe
def differences(request: Request, key: str) -> HttpResponse:
    """What the draft says otherwise than the version in use, in plain words; and the way to publish it."""
    type_ = found_type(key)
    draft = finding.draft_of(type_)
    context = tabs(type_, draft, "differences") | {"lacking": len(draft.faults) if draft else 0}
    if draft is not None and not draft.faults:
        context["unheld"] = words.unheld(draft.content)
        context["seen"] = _stamp(draft)
        if type_.current:
            context["sections"] = between(type_.current.content, draft.content, words.names())
    return render(request, "orders/differences.html", context)


@for_keepers
@require_POST
def publish_type(request: Request, key: str) -> HttpResponse:
    type_ = found_type(key)
    try:
        made = commands.publish_type(request.actor, type_, seen=_moment(request.POST.get("changed_at", "")))
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return see(reverse("orders:differences", args=[key]))
    forget(request, key)
    said_ = _("Version %(number)s is published: new orders have it, those under way keep theirs.")
    messages.success(request, said_ % {"number": made.number})
    return see(reverse("orders:versions", args=[key]))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
