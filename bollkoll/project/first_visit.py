"""The first visit: whoever installed the system makes the organisation and its first administrator.

Guarded by a one-time token from the console, kept as a digest in the home folder for a day; gone when there is an
administrator.
"""

import hashlib
import time
from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bollkoll.kit.tokens import same, short_token
from bollkoll.log.acting import Refused, act
from bollkoll.orders import shipping
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Login, Person
from bollkoll.services import commands as services

VALID_FOR = 24 * 3600
FILE = "first-visit-token"


def is_needed() -> bool:
    return not Person.objects.filter(is_administrator=True, ended_at=None).exists()


def make_token() -> str:
    """A token that opens the first-visit page for a day; an earlier one stops working."""
    token = short_token(32)
    path = settings.HOME / FILE
    path.write_text(f"{int(time.time()) + VALID_FOR} {_digest(token)}")
    path.chmod(0o600)
    return token


def check(token: str) -> bool:
    """Whether the token opens the page now."""
    try:
        until, digest = (settings.HOME / FILE).read_text().split()
    except (FileNotFoundError, ValueError):
        return False
    return is_needed() and int(until) > time.time() and same(digest, _digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def initialise(*, organisation: str, address: str, name: str, email: str, password: str) -> Login:
    """Make the organisation, its desk and its first administrator in one act. Refused when there is an administrator."""
    if not is_needed():
        raise Refused(_("There is an administrator already."), "set_up")
    with act(SYSTEM):
        services.set_up(SYSTEM, name_sv=organisation, support_address=address)
        desk = services.add_team(SYSTEM, key="andra-linjen", name="Andra linjen", line=2)
        for order, (key, sv, en) in enumerate(ENVIRONMENTS):
            services.add_environment(SYSTEM, key=key, name_sv=sv, name_en=en, order=order)
        person = people.engage(SYSTEM, name=name, email=email, line=2, is_coordinator=True, is_administrator=True)
        services.add_member(SYSTEM, desk, person=person)
        login: Login = people.change_password(SYSTEM, person, password=password)
        shipping.install()
    (settings.HOME / FILE).unlink(missing_ok=True)
    return login


ENVIRONMENTS = [
    ("production", "Produktion", "Production"),
    ("test", "Test", "Test"),
    ("training", "Utbildning", "Training"),
    ("integration", "Integrationstest", "Integration test"),
]


class FirstVisitForm(forms.Form):
    organisation = forms.CharField(label=_("Name of the support"), max_length=120)
    address = forms.EmailField(label=_("The support's e-mail address"))
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least twelve characters; a phrase is good."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password"):
            try:
                person = Person(name=found.get("name", ""))
                validate_password(found["password"], Login(email=found.get("email", ""), person=person))
            except ValidationError as problem:
                self.add_error("password", problem)
        return found


@never_cache
@sensitive_post_parameters("password")
def first_visit(request: HttpRequest, token: str) -> HttpResponse:
    """The page. 404 for any other token, so that it tells nothing."""
    if not check(token):
        raise Http404
    form = FirstVisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login = initialise(**form.cleaned_data)
        return perform_login(request, login)
    return render(request, "project/first_visit.html", {"form": form}, status=422 if form.errors else 200)
