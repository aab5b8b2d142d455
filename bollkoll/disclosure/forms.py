"""The shape of what is to be handed out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bollkoll.cases.forms.base import Line
from bollkoll.disclosure import rules
from bollkoll.disclosure.rules import LONGEST_REASON, Ground
from bollkoll.log.disclosing import Group
from bollkoll.people.models import Language
from bollkoll.restricted.models import Secret


class DiscloseForm(forms.Form):
    """What both have: to whom, why, in which language, and what is read out of the protected part."""

    use_required_attribute = False

    recipient = Line(
        label=gettext_lazy("To whom"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Leave it empty when whoever asks does not want to say who they are: you may not ask."),
    )
    reason = Line(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("What was asked for, and your reference. It is kept, and stands in the document."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices, widget=forms.RadioSelect)
    secrets = forms.MultipleChoiceField(
        label=gettext_lazy("Read out of the protected part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only what you choose. Each is noted as read by you, with the reason above."),
    )

    def __init__(self, *args: Any, secrets: Sequence[Secret] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(secret.pk): secret for secret in secrets}
        self.fields["secrets"].choices = [
            (key, f"{secret.label} (#{secret.case.number})") for key, secret in self.known.items()
        ]
        if not secrets:
            del self.fields["secrets"]

    def clean_reason(self) -> str:
        said = self.cleaned_data["reason"]
        if not rules.is_reason(said):
            raise forms.ValidationError(_("Say why it is handed out: it is kept beside it."), code="reason")
        return said

    def arguments(self) -> dict[str, Any]:
        """What the command of the same name takes."""
        chosen = [self.known[key] for key in self.cleaned_data.get("secrets", [])]
        plain = {name: self.cleaned_data[name] for name in ("recipient", "reason", "language")}
        return {**plain, "secrets": chosen}


class CaseForm(DiscloseForm):
    """A case: on what ground, and what is left out of it, each with a reason."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[(one.value, one.label) for one in rules.OF_CASES],
        initial=Ground.PUBLIC,
        widget=forms.RadioSelect,
    )
    field_order = ("ground", "recipient", "reason", "language", "secrets")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in Group:
            self.fields[f"without_{group}"] = forms.BooleanField(label=capfirst(str(group.label)), required=False)
            self.fields[f"why_{group}"] = Line(
                label=_("Why it is left out"),
                required=False,
                max_length=LONGEST_REASON,
                help_text=_("The section of the law, for example OSL 21 kap. 7 §."),
            )

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What may be left out: the box and the reason."""
        return [
            {"box": self[f"without_{group}"], "why": self[f"why_{group}"], "name": f"without_{group}"}
            for group in Group
        ]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        for group in Group:
            if chosen.get(f"without_{group}") and not rules.is_reason(chosen.get(f"why_{group}", "")):
                self.add_error(f"why_{group}", _("Say why: whoever gets it has a right to know."))
        if chosen.get("secrets") and chosen.get(f"without_{Group.PROTECTED}"):
            self.add_error("secrets", _("What the protected part holds is either read out or left out."))
        return chosen

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        left_out = {group.value: chosen[f"why_{group}"] for group in Group if chosen.get(f"without_{group}")}
        return {**super().arguments(), "ground": chosen["ground"], "left_out": left_out}


class EraseForm(forms.Form):
    """Why, and by which decision; and, when that has been said, the name of the person once more."""

    use_required_attribute = False

    reason = Line(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Who asked for it and your reference, without the name of the person."),
    )
    basis = Line(
        label=gettext_lazy("Decision"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The decision on disposal that it rests on, when there is one."),
    )
    confirmation = Line(
        label=gettext_lazy("The person’s name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Write it as it stands above: this cannot be undone."),
    )

    def clean_reason(self) -> str:
        said = self.cleaned_data["reason"]
        if not rules.is_reason(said):
            raise forms.ValidationError(_("Say why: it is kept."), code="reason")
        return said


class PersonForm(DiscloseForm):
    """All about a person: to themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].help_text = _("How it reaches them, and how you know that it is them who ask.")
        self.fields["recipient"].required = True
        self.fields["reason"].help_text = _("When they asked, and your reference.")
