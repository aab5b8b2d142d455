"""Coming in and going out: allauth's flows on our own pages, and one-time links."""

from typing import Any

from allauth.account import views as account
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bollkoll.log.acting import Refused
from bollkoll.people import commands, queries
from bollkoll.people.access import shell
from bollkoll.people.actor import SYSTEM
from bollkoll.people.forms.login import (
    ActivateAppForm,
    AddPasskeyForm,
    ForgottenPasswordForm,
    LoginForm,
    NewPasswordForm,
    ReauthenticateByCodeForm,
    ReauthenticateForm,
    SecondStepForm,
)
from bollkoll.people.requests import Request


class OnOurPage:
    """An allauth view in the frame of whoever looks; 422 when the form was refused."""

    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"shell": shell(self.request.actor)}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if isinstance(response, TemplateResponse):
            response.status_code = 422
        return response


class Login(OnOurPage, account.LoginView):
    template_name = "people/login.html"
    form_class = LoginForm


class Logout(OnOurPage, account.LogoutView):
    template_name = "people/logout.html"


class Inactive(OnOurPage, account.AccountInactiveView):
    template_name = "people/inactive.html"


class Reauthenticate(OnOurPage, account.ReauthenticateView):
    template_name = "people/reauthenticate.html"
    form_class = ReauthenticateForm


class ReauthenticateByCode(OnOurPage, mfa.ReauthenticateView):
    template_name = "people/reauthenticate.html"
    form_class = ReauthenticateByCodeForm


class ReauthenticateByKey(OnOurPage, webauthn.ReauthenticateWebAuthnView):
    template_name = "people/reauthenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | kwargs


class SecondStep(OnOurPage, mfa.AuthenticateView):
    template_name = "people/second_step.html"
    form_class = SecondStepForm


class TwoSteps(OnOurPage, mfa.IndexView):
    template_name = "people/two_steps.html"


class ActivateApp(OnOurPage, totp.ActivateTOTPView):
    template_name = "people/app_activate.html"
    form_class = ActivateAppForm


class DeactivateApp(OnOurPage, totp.DeactivateTOTPView):
    template_name = "people/app_deactivate.html"


class RecoveryCodes(OnOurPage, recovery.ViewRecoveryCodesView):
    template_name = "people/recovery_codes.html"


class NewRecoveryCodes(OnOurPage, recovery.GenerateRecoveryCodesView):
    template_name = "people/recovery_codes_new.html"


class DownloadRecoveryCodes(recovery.DownloadRecoveryCodesView):
    template_name = "people/recovery_codes.txt"


class AddPasskey(OnOurPage, webauthn.AddWebAuthnView):
    template_name = "people/passkey_add.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | kwargs


class RenamePasskey(OnOurPage, webauthn.EditWebAuthnView):
    template_name = "people/passkey_rename.html"
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(OnOurPage, webauthn.RemoveWebAuthnView):
    template_name = "people/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")


class LoginByPasskey(OnOurPage, webauthn.LoginWebAuthnView):
    template_name = "people/login.html"


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten_password(request: Request) -> HttpResponse:
    """Ask for a link by mail. The answer is the same whether there is such a person or not."""
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        too_many = ratelimit.consume_or_429(request, action="reset_password", key=email.casefold())
        if too_many:
            return too_many
        person = queries.by_address(email)
        if person is not None:
            commands.ask_password(request.actor, person)
        return redirect("people:forgotten_password_sent")
    return render(request, "people/forgotten_password.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def forgotten_password_sent(request: Request) -> HttpResponse:
    return render(request, "people/forgotten_password_sent.html")


@never_cache
@require_http_methods(["GET", "POST"])
def use_new_address(request: Request, token: str) -> HttpResponse:
    """The page behind the link that confirms an address. Looking at it does nothing: mail scanners do."""
    asked = queries.new_address_by(token)
    if asked is None:
        return render(request, "people/address_over.html", status=410)
    if request.method == "GET":
        return render(request, "people/use_new_address.html", {"asked": asked})
    try:
        commands.use_new_address(SYSTEM, asked.person, token=token)
    except Refused:
        return render(request, "people/address_over.html", status=410)
    messages.success(request, _("Your new address counts from now on. You log in with it."))
    return redirect("people:settings")


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def use_invitation(request: Request, token: str) -> HttpResponse:
    """The page behind a one-time link: choose a password and come in. Looking at it does not use it up."""
    invitation = queries.invitation(token)
    if invitation is None:
        return render(request, "people/invitation_over.html", status=410)
    person = invitation.person
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            login = commands.use_invitation(SYSTEM, person, token=token, password=form.cleaned_data["password"])
        except Refused:
            return render(request, "people/invitation_over.html", status=410)
        messages.success(request, _("Your password is chosen. Welcome!"))
        return perform_login(request, login)
    context = {"form": form, "person": person, "is_first": not person.logins.exists()}
    return render(request, "people/invitation.html", context, status=422 if form.errors else 200)
