"""One's own details and choices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.text import fold_key
from bollkoll.people.forms.fields import Lines
from bollkoll.people.models import Person

DETAILS = ("name", "email", "phone", "title", "language")


class SettingsForm(Lines, forms.ModelForm):
    """Only the shape: what it says is carried out by commands. A new address takes the present password and a link that is sent
    there: whoever finds an open session would else have links for new passwords sent to themselves."""

    present_password = forms.CharField(
        label=_("Present password"), required=False, strip=False, max_length=512,
        help_text=_("Only when you change your address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    class Meta:
        model = Person
        fields = ["name", "email", "phone", "title", "language", "telling", "shortcuts"]
        widgets = {
            "language": forms.RadioSelect,
            "telling": forms.RadioSelect,
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }
        help_texts = {
            "email": _("You log in with it, and mail about your cases goes there."),
            "shortcuts": _("Such as j and k in lists and r for an answer. Turn them off if you use speech input."),
        }

    @property
    def changes_address(self) -> bool:
        return fold_key(self.cleaned_data.get("email", "")) != fold_key(self.initial["email"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "email" in given and self.changes_address:
            login = self.instance.logins.first()
            if login is None or not login.check_password(given.get("present_password") or ""):
                self.add_error(
                    "present_password", _("You log in with your address: write your present password to change it.")
                )
        return given

    def changes_details(self) -> bool:
        return bool(set(DETAILS) & set(self.changed_data))
