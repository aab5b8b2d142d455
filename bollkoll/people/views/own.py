"""One's own account: details and choices, password, where one is logged in."""

from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.log.acting import Refused, act
from bollkoll.people import commands, queries
from bollkoll.people.access import show, signed_in
from bollkoll.people.forms.login import ChangePasswordForm
from bollkoll.people.forms.own import SettingsForm
from bollkoll.people.language import remember_language
from bollkoll.people.requests import Request
from bollkoll.people.rules import device
from bollkoll.people.sessions import begin, seconds_left


@sensitive_post_parameters("present_password")
@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Name, address, telephone, language, how much mail, keyboard."""
    actor, person = request.actor, request.actor.person
    person_email = person.email
    form = SettingsForm(request.POST or None, instance=person)
    if request.method == "POST" and request.POST.get("present_password"):
        too_many = ratelimit.consume_or_429(request, action="change_password", user=request.user)
        if too_many:
            return too_many
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        details = {name: chosen[name] for name in ("name", "email", "phone", "title", "language")}
        try:
            with act(actor):
                wanted, details["email"] = details["email"], person_email
                if form.changes_details():
                    commands.change_person(actor, person, **details)
                if form.changes_address:
                    commands.ask_new_address(actor, person, email=wanted)
                commands.change_preferences(
                    actor,
                    person,
                    language=chosen["language"],
                    telling=chosen["telling"],
                    shortcuts=chosen["shortcuts"],
                )
        except Refused as refusal:
            form.add_error("email" if refusal.code == "taken" else None, str(refusal.message))
        else:
            with override(chosen["language"]):
                messages.success(request, _("Your settings are saved."))
                if form.changes_address:
                    messages.info(
                        request, _("A link is on its way to your new address. It counts when you have used the link.")
                    )
            response = redirect("people:settings")
            remember_language(response, chosen["language"])
            return response
    person.refresh_from_db()
    new = queries.new_address(person)
    context = {
        "form": form,
        "person": person,
        "new_address": new,
        "ledger_url": _ledger_url(person.pk) if actor.is_agent else "",
    }
    return show(request, "people/settings.html", context, 422 if form.errors else 200)


@signed_in
@require_POST
def give_up_new_address(request: Request) -> HttpResponse:
    """The address stays as it is."""
    commands.give_up_new_address(request.actor, request.actor.person)
    messages.success(request, _("Your address stays as it is."))
    return redirect("people:settings")


def _ledger_url(pk: int) -> str:
    """The list of mail sent to a person, when the channel has such a page; it is for agents."""
    try:
        return reverse("email:person_ledger", args=[pk])
    except NoReverseMatch:
        return ""


@sensitive_post_parameters("present_password", "password")
@signed_in
@require_http_methods(["GET", "POST"])
def change_password(request: Request) -> HttpResponse:
    """A new password; every other session ends."""
    person = request.actor.person
    form = ChangePasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        too_many = ratelimit.consume_or_429(request, action="change_password", user=request.user)
        if too_many:
            return too_many
        if form.is_valid():
            with act(request.actor):
                login = commands.change_password(request.actor, person, password=form.cleaned_data["password"])
                commands.sign_out_everywhere(request.actor, person, keeping=request.session.session_key)
            key = request.session.session_key
            update_session_auth_hash(request, login)
            UserSession.objects.filter(session_key=key).update(session_key=request.session.session_key)
            messages.success(request, _("Your password is changed. You are logged out everywhere else."))
            return redirect("people:settings")
    return show(request, "people/change_password.html", {"form": form, "person": person}, 422 if form.errors else 200)


@signed_in
def sessions(request: Request) -> HttpResponse:
    """Where one is logged in: browser and system in words, and when it was last used."""
    UserSession.objects.create_from_request(request)
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: (row.session_key != request.session.session_key, -row.last_seen_at.timestamp()))
    places = [
        {"session": row, "device": device(row.user_agent), "is_here": row.session_key == request.session.session_key}
        for row in rows
    ]
    return show(request, "people/sessions.html", {"places": places})


@signed_in
@require_POST
def sign_out(request: Request, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user__person=request.actor.person)
    commands.sign_out(request.actor, request.actor.person, session=session)
    messages.success(request, _("That place is logged out."))
    return redirect("people:sessions")


@signed_in
@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """Everywhere else: this session stays."""
    commands.sign_out_everywhere(request.actor, request.actor.person, keeping=request.session.session_key)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("people:sessions")


@require_POST
def extend_session(request: Request) -> HttpResponse:
    """Stay logged in: JSON ``{"seconds": …}`` until the next time; 401 when it is too late."""
    if request.actor.person is None:
        return JsonResponse({"seconds": 0}, status=401)
    begin(request)
    return JsonResponse({"seconds": seconds_left(request)})
