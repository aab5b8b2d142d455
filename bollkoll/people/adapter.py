"""Where allauth meets our people: nobody signs up by themselves, and a password is changed by a command."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from bollkoll.log.guard import housekeeping


class AccountAdapter(DefaultAccountAdapter):
    """allauth keeps the forms and the flows; what they change goes through our commands."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_login_redirect_url(self, request) -> str:
        return reverse("home")
