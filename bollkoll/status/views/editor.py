"""The editor: one screen from nothing to published, with what the world will see beside it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases import queries as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Draft
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request
from bollkoll.status import commands, rules
from bollkoll.status.forms.editor import NoticeForm, of_incident, standing, start_with
from bollkoll.status.models import Notice, Template
from bollkoll.status.queries import notices as queries
from bollkoll.status.queries.first import first_notice
from bollkoll.status.views.doors import for_desk, found, page_of, see
from bollkoll.status.views.incidents import found_incident
from bollkoll.status.views.preview import preview_of

DRAFT = "notice:new"
SHOWN = ("text", "personal", "time", "start", "ended", "nobody", "next", "empty")
"""Codes of refusals that are about what was filled in: 422; others say that the state has moved on: 409."""


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request) -> HttpResponse:
    """A first notice, or planned work that is announced later."""
    template = _template(request)
    if request.method != "POST" and request.GET.get("incident", "").isdigit():
        number = int(request.GET["incident"][:9])
        initial = of_incident(number, first_notice(found_incident(request, number)))
        return _page(request, NoticeForm(actor=request.actor, initial=initial))
    if request.method != "POST":
        draft = None if template or "anew" in request.GET else cases.draft(request.actor, DRAFT)
        initial = start_with(template)
        if draft is not None:
            initial |= {name: value for name, value in draft.fields.items() if name not in ("once", "seen")}
        return _page(request, NoticeForm(actor=request.actor, template=template, initial=initial), draft=draft)
    form = NoticeForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        notice = _send(request, form)
    except AlreadyDone as again:
        notice = again.made
    except Refused as refusal:
        form.add_error(where(refusal, form), str(refusal.message))
        return _page(request, form, status=422 if refusal.code in SHOWN else 409)
    _forget(request)
    said = _("Published.") if notice.is_public else _("Planned. It is announced by itself at its time.")
    messages.success(request, said)
    return see(page_of(notice))


def _send(request: Request, form: NoticeForm) -> Notice:
    facts, once = form.facts(), request.POST.get("once", "")[:32]
    if form.is_later:
        return commands.plan(request.actor, None, announce_at=form.cleaned_data["announce_at"], once=once, **facts)
    checker = form.cleaned_data["checker"]
    return commands.publish(request.actor, None, kind=form.cleaned_data["kind"], checker=checker, once=once, **facts)


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: Request, number: int) -> HttpResponse:
    """Planned work that nobody has been told of."""
    notice = found(request, number)
    if notice.is_public or notice.is_over:
        return see(page_of(notice))
    if request.method != "POST":
        return _page(request, NoticeForm(actor=request.actor, notice=notice, initial=standing(notice)), notice=notice)
    form = NoticeForm(request.POST, actor=request.actor, notice=notice)
    if not form.is_valid():
        return _page(request, form, notice=notice, status=422)
    given = form.cleaned_data
    try:
        changes = form.facts() | {"announce_at": given["announce_at"] or notice.announce_at}
        commands.change_plan(request.actor, notice, seen=given["seen"], **changes)
        if given["announce"] == "now":
            commands.announce(request.actor, notice)
    except Refused as refusal:
        form.add_error(where(refusal, form), str(refusal.message))
        if refusal.code == "changed":
            fresh = found(request, number)
            form.catch_up(NoticeForm(actor=request.actor, notice=fresh, initial=standing(fresh)))
        return _page(request, form, notice=notice, status=422 if refusal.code in SHOWN else 409)
    messages.success(request, _("Saved."))
    return see(page_of(notice))


@for_desk
@require_POST
def preview(request: Request) -> HttpResponse:
    """What is filled in so far as the world will see it, and what a reader would miss."""
    form = NoticeForm(request.POST, actor=request.actor)
    return render(request, "status/preview.html", preview_of(form.draft()))


def where(refusal: Refused, form: Form) -> str | None:
    """The field that a refusal is about, when the form has it."""
    fields = {
        "next": "next", "nobody": "institutions", "time": "expected_end_at", "start": "starts_at", "ended": "ended_at",
        "personal": "unpersonal",
    }  # fmt: skip
    name = fields.get(refusal.code)
    return name if name in form.fields else None


def _template(request: Request) -> Template | None:
    key = request.GET.get("template", "")
    return queries.templates().filter(pk=int(key[:9])).first() if key.isdigit() else None


def _forget(request: Request) -> None:
    with housekeeping("drafts"):
        Draft.objects.filter(person=request.actor.person_id, key=DRAFT).delete()


def _page(
    request: Request, form: NoticeForm, *, notice: Notice | None = None, draft: Any = None, status: int = 200
) -> HttpResponse:
    shown = _shown(form)
    context = {
        "form": form,
        "notice": notice,
        "templates": [] if notice else list(queries.templates()),
        "draft": draft,
        "draft_url": None if notice else reverse("cases:draft", args=[DRAFT]),
        "refused": status,
        **preview_of(shown),
    }
    return render(request, "status/editor.html", context, status=status)


def _shown(form: NoticeForm) -> dict[str, Any]:
    """What the preview beside an unsent form begins with."""
    if form.is_bound:
        return form.draft()
    given = {name: form[name].initial for name in form.fields}
    environments = {str(getattr(one, "pk", one)) for one in given["environments"] or ()}
    given["environments"] = [one for one in form.fields["environments"].queryset if str(one.pk) in environments]
    given["parts"] = form.first_pieces(given["environments"])
    given["is_for_all"] = given["whom"] == "all"
    given["institutions"] = [
        one for one in form.fields["institutions"].queryset if one.code in (given["institutions"] or ())
    ]
    for name in ("starts_at", "expected_end_at"):
        given[name] = given[name] if isinstance(given[name], datetime) else None
    is_disturbance = given["kind"] == Notice.Kind.DISTURBANCE
    given["next_update_at"] = rules.next_update(given["next"] or "", timezone.now()) if is_disturbance else None
    return given
