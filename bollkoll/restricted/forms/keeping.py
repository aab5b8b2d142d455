"""Putting something in the protected part, and asking to read it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import CaseForm, Line, LongText
from bollkoll.kit import personnummer
from bollkoll.restricted import rules
from bollkoll.restricted.models import Secret

ASKED = (Secret.Field.IDENTITY, Secret.Field.CONTACT, Secret.Field.OTHER)
"""What people say that they give; the others are given by orders."""


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What is it?"),
        choices=[(one.value, one.label) for one in ASKED],
        initial=Secret.Field.IDENTITY,
        widget=forms.RadioSelect,
    )


def _label() -> Line:
    return Line(
        label=_("What to call it"),
        required=False,
        max_length=Secret.LONGEST_LABEL,
        help_text=_("Everybody who sees the case sees this: for example “the student in example 1”."),
    )


def _value() -> LongText:
    return LongText(
        label=_("The data"),
        max_length=rules.LONGEST_VALUE,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )


class StoreForm(CaseForm):
    """At the desk, in a dialog of the case."""

    heading = _("Keep something in the protected part")
    intro = _("Sealed at once. It is read only with a reason, and never in mail, search, lists or exports.")
    action = _("Keep it")
    said = _("It is in the protected part.")
    icon = "lock"

    field = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(one.value, one.label) for one in (*ASKED, Secret.Field.PASSWORD)],
        initial=Secret.Field.IDENTITY,
        widget=forms.RadioSelect,
    )
    label = _label()
    value = _value()
    receiver = forms.ChoiceField(
        label=_("Who may open it?"),
        choices=[("desk", _("The support")), ("once", _("The reporter too, once"))],
        initial="desk",
        widget=forms.RadioSelect,
        required=False,
    )

    def arguments(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("field", "label", "value")}
        if self.cleaned_data.get("receiver") == "once":
            given |= {"for_person": self.case.reporter, "is_once": True}
        return given


class GiveForm(forms.Form):
    """The same from the reporter's side."""

    use_required_attribute = False

    field = _kind()
    label = _label()
    value = _value()
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why somebody needs to read it."""

    use_required_attribute = False

    reason = Line(
        label=_("Why do you need to read it?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"data-identity": "never"}),
        help_text=_("Kept beside the data, with your name and the time."),
    )

    def clean_reason(self) -> str:
        """What is said of protected data is kept longer than the data, also in locked records."""
        if personnummer.has_certain(self.cleaned_data["reason"]):
            raise forms.ValidationError(
                _("Say why without a personal identity number: the reason is kept."), "identity"
            )
        return self.cleaned_data["reason"]
