"""One's own details and choices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.people.forms.fields import Lines
from bollkoll.people.models import Person

DETAILS = ("name", "email", "phone", "title", "language")


class SettingsForm(Lines, forms.ModelForm):
    """Only the shape: what it says is carried out by commands."""

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

    def changes_details(self) -> bool:
        return bool(set(DETAILS) & set(self.changed_data))
