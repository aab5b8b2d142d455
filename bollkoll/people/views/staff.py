"""Those who work here, and the card of a person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.log.acting import Refused, act
from bollkoll.people import commands, policy, queries
from bollkoll.people.access import ask, desk_only, show, signed_in
from bollkoll.people.forms.accounts import AliasForm, PersonForm
from bollkoll.people.forms.staff import AbsenceForm, StaffForm
from bollkoll.people.models import Person, Role
from bollkoll.people.requests import Request

DETAILS = ("name", "email", "phone", "title", "language")
PLACES = {"taken": "email", "last_administrator": "is_administrator", "line": "is_coordinator"}
"""Which field a refusal is about."""
RIGHTS = ("line", "is_coordinator", "is_administrator")


@desk_only
def staff(request: Request) -> HttpResponse:
    """Second line, third line and administrators: who is here, who is away, who stands in."""
    people = list(queries.staff())
    groups = [
        (_("Second line"), [p for p in people if p.line == Person.Line.SECOND]),
        (_("Third line"), [p for p in people if p.line == Person.Line.THIRD]),
        (_("Administrators in neither line"), [p for p in people if p.line == Person.Line.NONE]),
    ]
    context = {"groups": [group for group in groups if group[1]], "may_change": policy.engage(request.actor, None)}
    return show(request, "people/staff.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def engage(request: Request) -> HttpResponse:
    ask(policy.engage, request.actor)
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in (*DETAILS, *RIGHTS, "share")}
        try:
            with act(request.actor):
                person = commands.engage(request.actor, **facts, hours=form.hours())
                commands.invite_again(request.actor, person)
        except Refused as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("%(name)s is added. The link to log in goes by mail.") % {"name": person})
            return redirect("people:person", person.pk)
    return show(request, "people/staff_form.html", {"form": form}, 422 if form.errors else 200)


@signed_in
def person(request: Request, pk: int) -> HttpResponse:
    """The card of a person."""
    actor = request.actor
    found = get_object_or_404(queries.person_card(actor), pk=pk)
    return show(request, "people/person.html", _card(actor, found))


def _card(actor: Any, person: Person, **forms: Any) -> dict[str, Any]:
    works = bool(person.line or person.is_administrator)
    roles = list(person.roles.active().select_related("institution").order_by("institution__sort"))
    back = _back(actor, works, roles)
    return {
        "person": person,
        "works": works,
        "employment": getattr(person, "employment", None),
        "hours": _hours(person),
        "roles": roles,
        "aliases": person.aliases.order_by("address"),
        "absences": queries.absences(person).order_by("first_day") if works else [],
        "absence_form": forms.get("absence_form") or AbsenceForm(person),
        "alias_form": forms.get("alias_form") or AliasForm(),
        "may": {
            "change": policy.change_person(actor, person) and person.is_active,
            "absence": works and person.is_active and policy.set_absence(actor, person),
            "alias": person.is_active and policy.add_alias(actor, person),
            "end": person.is_active and policy.end_person(actor, person) and actor.person_id != person.pk,
            "invite_again": person.is_active and policy.invite_again(actor, person),
            "deliverable": policy.mark_deliverable(actor, person),
            "remove_second_steps": policy.remove_second_steps(actor, person) and _has_second_steps(person),
            "sign_out": policy.sign_out_everywhere(actor, person) and actor.person_id != person.pk,
        },
        "back_url": back[0],
        "back_label": back[1],
        "ledger_url": _url("email:person_ledger", person.pk) if actor.is_agent else "",
        "cases_url": f"{_url('cases:list')}?reporter={person.pk}" if actor.is_agent and _url("cases:list") else "",
    }


def _back(actor: Any, works: bool, roles: list[Role]) -> tuple[str, str]:
    """The list that the person stands in: address and name."""
    if works:
        return reverse("people:staff"), _("Staff")
    for role in roles:
        if actor.is_agent or actor.is_administrator or role.institution_id in actor.led_institutions:
            return reverse("people:accounts", args=[role.institution_id]), role.institution.name
    return "", ""


def _hours(person: Person) -> list[tuple[Any, str, str]]:
    """``(weekday, begins, ends)`` of those who keep their own hours."""
    employment = getattr(person, "employment", None)
    week = sorted(employment.hours.items()) if employment else []
    return [(WEEKDAYS[int(day)], *hours) for day, hours in week if hours]


def _has_second_steps(person: Person) -> bool:
    return person.logins.filter(authenticator__isnull=False).exists()


def _url(name: str, *args: Any) -> str:
    """The address of a page of an app above, when it has one."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@signed_in
@require_http_methods(["GET", "POST"])
def change_person(request: Request, pk: int) -> HttpResponse:
    """Details; for those who work here also rights and hours, by an administrator."""
    actor = request.actor
    found = get_object_or_404(queries.person_card(actor), pk=pk)
    ask(policy.change_person, actor, found)
    with_rights = bool(found.line or found.is_administrator) and policy.change_rights(actor, found)
    answers = request.POST or None
    form = StaffForm(answers, person=found) if with_rights else PersonForm(answers, instance=found)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            with act(actor):
                commands.change_person(actor, found, **{name: chosen[name] for name in DETAILS})
                if isinstance(form, StaffForm):
                    if set(RIGHTS) & set(form.changed_data):
                        commands.change_rights(actor, found, **{name: chosen[name] for name in RIGHTS})
                    commands.change_employment(actor, found, share=chosen["share"], hours=form.hours())
        except Refused as refusal:
            form.add_error(PLACES.get(refusal.code), str(refusal.message))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": chosen["name"]})
            return redirect("people:person", found.pk)
    template = "people/staff_form.html" if with_rights else "people/person_form.html"
    found.refresh_from_db()  # the form has written what was typed on it
    return show(request, template, {"form": form, "person": found}, 422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def end_person(request: Request, pk: int) -> HttpResponse:
    """Say what will happen; then end the account."""
    found = get_object_or_404(queries.person_card(request.actor), pk=pk)
    ask(policy.end_person, request.actor, found)
    refusal = None
    if request.method == "POST":
        try:
            commands.end_person(request.actor, found)
        except Refused as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The account of %(name)s has ended.") % {"name": found})
            return redirect("people:person", found.pk) if request.actor.is_administrator else redirect("home")
    is_last = queries.is_last_incident_manager(found)
    context = {
        "person": found, "refusal": refusal, "works": bool(found.line or found.is_administrator), "is_last": is_last,
    }  # fmt: skip
    return show(request, "people/end_person.html", context, 409 if refusal else 200)


@signed_in
@require_POST
def set_absence(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.person_card(request.actor), pk=pk)
    form = AbsenceForm(found, request.POST)
    if form.is_valid():
        try:
            commands.set_absence(request.actor, found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("deputy" if refusal.code == "deputy" else "last_day", str(refusal.message))
        else:
            messages.success(request, _("The absence is noted."))
            return redirect("people:person", pk)
    return show(request, "people/person.html", _card(request.actor, found, absence_form=form), 422)


@signed_in
@require_POST
def remove_absence(request: Request, pk: int, absence: int) -> HttpResponse:
    found = get_object_or_404(queries.person_card(request.actor), pk=pk)
    noted = get_object_or_404(found.absences, pk=absence)
    was_away = noted.first_day <= timezone.localdate() <= noted.last_day and bool(found.line)
    commands.remove_absence(request.actor, found, absence=noted)
    messages.success(request, _("The absence is removed."))
    if was_away:
        messages.info(
            request,
            _(
                "What went on to others in cases and notices because of it, and nobody has touched since, comes back to "
                "%(name)s within a minute. What somebody has taken up stays with them."
            )
            % {"name": found.name},
        )
    return redirect("people:person", pk)


@signed_in
@require_POST
def add_alias(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.person_card(request.actor), pk=pk)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            commands.add_alias(request.actor, found, address=form.cleaned_data["address"])
        except Refused as refusal:
            form.add_error("address", str(refusal.message))
        else:
            messages.success(request, _("The address is added."))
            return redirect("people:person", pk)
    return show(request, "people/person.html", _card(request.actor, found, alias_form=form), 422)
