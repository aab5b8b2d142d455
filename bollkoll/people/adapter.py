"""Where allauth meets our people: nobody signs up by themselves, and a password is changed by a command."""

import logging
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.people import commands
from bollkoll.people.actor import Actor
from bollkoll.people.language import remember_language
from bollkoll.people.models import Login
from bollkoll.people.rules import device
from bollkoll.people.sessions import begin

logger = logging.getLogger("bollkoll.people")

SECOND_STEPS = {"totp": "code", "recovery_codes": "code", "webauthn": "key"}


class AccountAdapter(DefaultAccountAdapter):
    """allauth keeps the forms and the flows; what they change goes through our commands."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("That e-mail address and password do not go together."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "incorrect_code": gettext_lazy("That code is not right. Codes change every half minute: try the one shown."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes and try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def is_safe_url(self, url: str) -> bool:
        """Only one of our own pages: anything else would be an address that is not there, or somebody else's."""
        if not super().is_safe_url(url) or not url.startswith("/"):
            return False
        try:
            resolve(unquote(urlsplit(url).path))
        except Resolver404:
            return False
        return True

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address behind the trusted proxies. Behind a socket there is none: everybody then shares one limit."""
        return super().get_client_ip(request) if request.META.get("REMOTE_ADDR") else "0.0.0.0"

    def set_password(self, user: Login, password: str) -> None:
        commands.change_password(Actor(user.person), user.person, password=password)

    def reauthenticate(self, user: Login, password: str) -> bool:
        """The password of just this login. Counted like failed logins, so that an open window is no place to guess."""
        self.pre_authenticate(context.request, email=user.email)
        is_right = user.check_password(password)
        if is_right:
            self._rollback_login_failed_rl_usage()
        return is_right

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("a login failed from %s", self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: Login, **kwargs: Any) -> HttpResponse | None:
        """An ended person gets no further, whichever way they come."""
        if not user.person.is_active:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Login, **kwargs: Any) -> HttpResponse:
        begin(request)
        commands.sign_in(Actor(user.person), user.person, way=way_in(request, user))
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.person.language)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What allauth says after something was done, in our words; what we have no words for is not said."""
        said = message or MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)


MESSAGES = {
    "mfa/messages/totp_activated.txt": gettext_lazy("Codes from your app are now asked for when you log in."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Codes from an app are no longer asked for."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("You have new recovery codes. Keep them somewhere else."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey has been removed."),
}


def way_in(request: HttpRequest, user: Login) -> str:
    """``password``, ``password+code``, ``passkey`` …: how somebody came in, for the log."""
    records = get_authentication_records(request, user)
    if any(record.get("passwordless") for record in records):
        return "passkey"
    steps = [SECOND_STEPS[record["type"]] for record in records if record.get("type") in SECOND_STEPS]
    return "+".join(["password", *steps[-1:]])


class MFAAdapter(DefaultMFAAdapter):
    """Second steps: their names and their pictures."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def build_totp_svg(self, url: str) -> str:
        """A square on white, so that it can be read in a dark theme too."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user: Login, type: str) -> str:
        browser, system = device(context.request.headers.get("User-Agent", ""))
        return " · ".join(filter(None, (browser, system))) or _("Passkey")

    def get_public_key_credential_user_entity(self, user: Login) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.person.name}
