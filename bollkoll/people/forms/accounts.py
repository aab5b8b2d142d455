"""Accounts at an institution, and institutions."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.people.forms.fields import Lines
from bollkoll.people.models import Institution, Person, Role

ROLE_HELP = {
    Role.Kind.CONTACT_PERSON: _("sees all the institution's cases, and invites and ends accounts"),
    Role.Kind.LOCAL_SUPPORT: _("reports, and sees all the institution's cases"),
    Role.Kind.EXTRA: _("reports, and sees the own cases; three at most"),
}


def role_choices() -> list[tuple[str, Any]]:
    return [(kind, f"{str(kind.label).capitalize()} – {ROLE_HELP[kind]}") for kind in Role.Kind]


class PersonForm(Lines, forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "email", "phone", "title", "language"]
        widgets = {
            "language": forms.RadioSelect,
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {"email": _("The person's own address at work. It becomes the login name."), "language": ""}


class InviteForm(PersonForm):
    kind = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.Kind.LOCAL_SUPPORT)

    field_order = ["name", "email", "kind", "phone", "title", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = role_choices()


class RoleForm(forms.Form):
    kind = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = role_choices()


class AliasForm(Lines, forms.Form):
    address = forms.EmailField(
        label=_("One more address"),
        max_length=254,
        help_text=_("Mail from it counts as from this person. Mail to the person goes to the first address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class InstitutionForm(Lines, forms.ModelForm):
    is_ended = forms.BooleanField(
        label=_("No longer a member"),
        required=False,
        help_text=_("Its people can open no new cases. What has been reported stays."),
    )

    class Meta:
        model = Institution
        fields = ["code", "name_sv", "name_en", "domain", "is_verified"]
        widgets = {"domain": forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})}
        help_texts = {
            "code": _("Short, as people write it: KTH, UmU."),
            "domain": _("Only shown. Nobody is believed because of a domain."),
            "is_verified": _("Somebody has compared the facts with what the institution itself says."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["is_ended"].initial = self.instance.ended_at is not None
        else:
            del self.fields["is_ended"]
