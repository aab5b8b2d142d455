"""Passwords and keys."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from bollkoll.people.models import Login, Person

PASSWORD_HELP = _("At least 12 characters. Four or five words in a row are strong, and easy to remember.")


class Bare(forms.BaseForm):
    """An allauth form without its own placeholders and help; our templates say what is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Bare, account.LoginForm):
    pass


class ReauthenticateForm(Bare, account.ReauthenticateForm):
    pass


class ReauthenticateByCodeForm(Bare, mfa.ReauthenticateForm):
    pass


class SecondStepForm(Bare, mfa.AuthenticateForm):
    pass


class ActivateAppForm(Bare, totp.ActivateTOTPForm):
    pass


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(forms.Form):
    """A password that is long enough, not among the common ones, and unlike the person's name and address."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=512,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-reveal": True}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.login = person.logins.first() or Login(person=person, email=person.email_key)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.login)
        return password


class ChangePasswordForm(NewPasswordForm):
    present_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["present_password", "password"]

    def clean_present_password(self) -> str:
        present = self.cleaned_data["present_password"]
        if not self.login.check_password(present):
            raise forms.ValidationError(_("That is not your present password."))
        return present


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that can also replace the password is what most devices make; a plain security key is the exception."""

    passwordless = forms.BooleanField(
        label=_("Log in with this passkey alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for fingerprint, face or PIN. Untick it for a security key without a PIN."),
    )
