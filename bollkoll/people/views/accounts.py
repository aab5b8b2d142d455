"""The accounts of an institution: kept by its lokala kontaktperson in the portal, and by administrators at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.log.acting import Refused
from bollkoll.people import commands, policy, queries
from bollkoll.people.access import show, signed_in, works_here
from bollkoll.people.actor import Actor
from bollkoll.people.forms.accounts import InviteForm, RoleForm
from bollkoll.people.models import EXTRA_SEATS, Institution, Role
from bollkoll.people.requests import Request


@signed_in
def accounts(request: Request, pk: int) -> HttpResponse:
    """Who may contact the support from an institution."""
    actor = request.actor
    institution = get_object_or_404(queries.institutions_with_accounts(actor), pk=pk)
    rows = list(queries.accounts(institution, actor))
    context = {
        "institution": institution,
        "rows": rows,
        "seats": _seats(rows),
        "may_keep": policy.invite(actor, institution),
        "led": [] if works_here(actor) else list(queries.led_institutions(actor)),
        "contact_persons": sum(row.kind == Role.Kind.CONTACT_PERSON for row in rows),
    }
    return show(request, "people/accounts.html", context)


def _seats(rows: list[Role]) -> dict[str, Any]:
    taken = sum(row.kind == Role.Kind.EXTRA for row in rows)
    return {"taken": taken, "of": EXTRA_SEATS, "marks": [number < taken for number in range(EXTRA_SEATS)]}


@signed_in
@require_http_methods(["GET", "POST"])
def invite(request: Request, pk: int) -> HttpResponse:
    institution = get_object_or_404(queries.led_institutions(request.actor), pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = commands.invite(request.actor, institution, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("kind" if refusal.code == "seats" else "email", str(refusal.message))
        else:
            messages.success(request, _("%(name)s is invited. The link goes by mail.") % {"name": person})
            return redirect("people:accounts", institution.pk)
    context = {"institution": institution, "form": form}
    return show(request, "people/invite.html", context, 422 if form.errors else 200)


def _role(request: Request, pk: int, person: int) -> tuple[Institution, Role]:
    institution = get_object_or_404(queries.led_institutions(request.actor), pk=pk)
    roles = institution.roles.active().select_related("person")
    return institution, get_object_or_404(roles, person=person)


@signed_in
@require_http_methods(["GET", "POST"])
def change_role(request: Request, pk: int, person: int) -> HttpResponse:
    institution, role = _role(request, pk, person)
    form = RoleForm(request.POST or None, initial={"kind": role.kind})
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_role(request.actor, role.person, institution=institution, kind=form.cleaned_data["kind"])
        except Refused as refusal:
            form.add_error("kind", str(refusal.message))
        else:
            messages.success(request, _("The role of %(name)s is changed.") % {"name": role.person})
            return _back(request, institution)
    context = {"institution": institution, "role": role, "form": form}
    return show(request, "people/change_role.html", context, 422 if form.errors else 200)


def _back(request: Request, institution: Institution) -> HttpResponse:
    """To the list, or to the front when it was one's own role that was given away."""
    present = Actor(request.actor.person)
    if queries.led_institutions(present).filter(pk=institution.pk).exists():
        return redirect("people:accounts", institution.pk)
    return redirect("home")


@signed_in
@require_http_methods(["GET", "POST"])
def end_role(request: Request, pk: int, person: int) -> HttpResponse:
    """Say what will happen; then do it."""
    institution, role = _role(request, pk, person)
    refusal = None
    if request.method == "POST":
        try:
            commands.end_role(request.actor, role.person, institution=institution)
        except Refused as refused:
            refusal = refused.message
        else:
            messages.success(request, _("%(name)s can no longer contact the support for %(institution)s.") % {
                "name": role.person, "institution": institution,
            })  # fmt: skip
            return _back(request, institution)
    others = role.person.roles.active().exclude(pk=role.pk).select_related("institution")
    context = {
        "institution": institution,
        "role": role,
        "person": role.person,
        "others": others,
        "ends_account": not others and not role.person.line,
        "refusal": refusal,
    }
    return show(request, "people/end_role.html", context, 409 if refusal else 200)


@signed_in
@require_POST
def invite_again(request: Request, pk: int, person: int) -> HttpResponse:
    institution, role = _role(request, pk, person)
    commands.invite_again(request.actor, role.person)
    messages.success(request, _("A new link goes to %(address)s.") % {"address": role.person.email})
    return redirect("people:accounts", institution.pk)
