"""The catalogue, the order form, and the same form again to change what was ordered."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.cases import commands as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Draft
from bollkoll.cases.queries import draft as draft_of
from bollkoll.cases.views.composing import forget_draft
from bollkoll.cases.views.composing import shown as shown_files
from bollkoll.cases.views.doors import signed_in
from bollkoll.cases.views.working import draft
from bollkoll.kit.personnummer import masked
from bollkoll.kit.text import one_line
from bollkoll.log.acting import Refused
from bollkoll.orders import commands, policy
from bollkoll.orders.forms.drawn import OrderForm, name_of
from bollkoll.orders.models import OrderType
from bollkoll.orders.queries import finding
from bollkoll.orders.queries.frozen import frozen_now
from bollkoll.orders.queries.sealed import kept
from bollkoll.orders.rules import Definition
from bollkoll.orders.views.doors import base, found, page_of, see, uploads
from bollkoll.people.requests import Request
from bollkoll.services import queries as services

DRAFT = "orders:new:"


@signed_in
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """What can be ordered, for whom, and how long it takes."""
    if not (request.actor.is_contact or request.actor.is_staff or request.actor.is_administrator):
        raise PermissionDenied("orders.catalogue")
    query = one_line(request.GET.get("q", ""), 100).text
    told, offers = finding.told_of_all(finding.catalogue(request.actor, query))
    context = {"told": told, "offers": offers, "query": query, "base": base(request)}
    return render(request, "orders/catalogue.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place_order(request: Request, key: str) -> HttpResponse:
    """The form of an order: empty or with the draft; sent; or back with everything that was typed."""
    try:
        type_ = finding.offered(key)
    except OrderType.DoesNotExist:
        raise Http404("order type") from None
    version: Any = type_.current
    if not any(role.kind in version.content.orderers for role in request.actor.roles):
        raise PermissionDenied("orders.place_order")
    if request.method != "POST":
        if not version.content.is_listed:
            raise Http404("order type")
        kept_draft = draft_of(request.actor, DRAFT + key)
        form = OrderForm(definition=version.content, actor=request.actor, initial=_from_draft(kept_draft))
        return _page(request, form, type_, draft=kept_draft)
    refused = _store_files(request, version.content)
    form = OrderForm(request.POST.copy(), definition=version.content, actor=request.actor)
    if request.POST.get("version") != str(version.number):
        return _page(request, form, type_, gone=_gone(request, type_), status=409)
    if not form.is_valid() or refused:
        return _page(request, form, type_, refused=refused, status=422)
    try:
        order = commands.place_order(
            request.actor, version=version, institution=form.cleaned_data["institution"], values=form.values,
            private=form.private, files=form.new_files, once=request.POST.get("once", "")[:64],
        )  # fmt: skip
    except AlreadyDone as again:
        order = again.made
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, form, type_, status=409)
    forget_draft(request, DRAFT + key)
    return see(reverse("portal:case", args=[order.case.number]) + "?received")


@signed_in
@require_http_methods(["GET", "POST"])
def keep_filled(request: Request, key: str) -> HttpResponse:
    """Keep what somebody is filling in, but for what is private: that is nowhere but in the browser's form until it is sealed.
    A number of a person that was written where none may stand is kept with its end hidden."""
    type_ = get_object_or_404(OrderType.objects.offered().select_related("current"), key=key)
    private = {name_of(one.key) for one in type_.current.content.fields if one.is_private}  # type: ignore[union-attr]
    data = request.POST.copy()
    for name in private & set(data):
        del data[name]
    for name, values in list(data.lists()):
        data.setlist(name, [masked(value) for value in values])
    request.POST = data  # type: ignore[assignment]
    return draft(request, DRAFT + key)


def _from_draft(draft: Draft | None) -> dict[str, Any]:
    return dict(draft.fields) if draft else {}


def _store_files(request: Request, definition: Definition) -> list[str]:
    """Files that a browser without script sent along stay with their field. What was refused, in words."""
    data, refused = request.POST.copy(), []
    for one in definition.fields:
        if one.kind not in ("file", "signature"):
            continue
        for sent in request.FILES.getlist(f"{name_of(one.key)}_sent"):
            try:
                file = cases.upload_file(request.actor, file=sent.file, name=sent.name or "")
                data.appendlist(name_of(one.key), str(file.pk))
            except Refused as problem:
                refused.append(str(problem.message))
    request.POST = data  # type: ignore[assignment]
    return refused


def _gone(request: Request, type_: OrderType) -> list[tuple[str, str]]:
    """What was typed into fields that the form has no longer, under the words that it had there."""
    definition: Definition = type_.current.content  # type: ignore[union-attr]
    number = request.POST.get("version", "")
    older = type_.versions.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    titles = {name_of(one.key): str(one.title) for one in older.content.fields} if older else {}
    known = {name_of(one.key) for one in definition.fields}
    parts = tuple(f"{name}_" for name in known)
    return [
        (titles.get(name, name.removeprefix("f_")), value)
        for name, values in request.POST.lists()
        if name.startswith("f_") and name not in known and not name.startswith(parts)
        and not name.startswith(tuple(f"{one}-" for one in known))
        for value in values if value.strip()
    ]  # fmt: skip


def _page(request: Request, form: OrderForm, type_: OrderType, *, status: int = 200, **more: Any) -> HttpResponse:
    version: Any = type_.current
    return render(request, "orders/form.html", form_context(form, version) | {"type": type_, **more}, status=status)


def form_context(form: OrderForm, version: Any) -> dict[str, Any]:
    """What the form's page needs; what is private is left out of drafts."""
    definition = form.definition
    fields = [(one, shown_files(list(one.files))) for one in form.drawn()]
    return {
        "form": form,
        "version": version,
        "definition": definition,
        "frozen": frozen_now(definition),
        "notices": services.notices(definition.staffing_kind),
        "fields": fields,
        "several_institutions": len(form.own) > 1,
        "draft_url": reverse("orders:keep_filled", args=[definition.key]),
        "draft_without": " ".join(name_of(one.key) for one in definition.fields if one.is_private),
        **uploads(),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_order(request: Request, number: int) -> HttpResponse:
    """What was ordered, in its own version's form, to correct or to change."""
    order = found(request, number)
    if not policy.change_order(request.actor, order):
        raise PermissionDenied("orders.change_order")
    shape: dict[str, Any] = {
        "definition": order.definition, "actor": request.actor, "values": order.values,
        "institution": order.case.institution, "sealed": [key for key, one in kept(order).items() if one.is_there],
    }  # fmt: skip
    context: dict[str, Any] = {
        "order": order,
        "case": order.case,
        "is_change": True,
        "words": request.POST.get("words", ""),
    }
    status = 200
    if request.method == "POST":
        refused = _store_files(request, order.definition)
        form, status = OrderForm(request.POST.copy(), **shape), 422
        context["refused"] = refused
        if form.is_valid() and not refused:
            try:
                commands.change_order(
                    request.actor, order, values=form.values, private=form.private, files=form.new_files,
                    words=request.POST.get("words", ""),
                )  # fmt: skip
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = 409
            else:
                return see(page_of(request, order), request, _("The order is changed."))
    else:
        form = OrderForm(**shape)
    context |= form_context(form, order.version) | {"type": order.version.type, "draft_url": "", "base": base(request)}
    return render(request, "orders/form.html", context, status=status)
