"""Merge, split, move, link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries
from bollkoll.cases.forms.base import CaseForm, SubjectLine
from bollkoll.cases.models import Case, Message
from bollkoll.kit import text as texts


class NumberField(forms.CharField):
    """A case by its number, as people write it: 1042, #1042."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs
        )
        self.actor: Any = None

    def clean(self, value: Any) -> Case:
        number = super().clean(value).lstrip("#").strip()
        if not number.isascii() or not number.isdigit():
            raise forms.ValidationError(_("Write the number of the case, such as 1042."), code="number")
        try:
            return queries.case(self.actor, int(number))
        except (Case.DoesNotExist, OverflowError):
            raise forms.ValidationError(
                _("There is no case %(number)s that you can see."), params={"number": number}
            ) from None


class OtherCaseForm(CaseForm):
    """A form that names another case."""

    other = NumberField(label=_("The other case's number"))

    def prepare(self) -> None:
        self.fields["other"].actor = self.actor


class MergeForm(OtherCaseForm):
    heading, action, icon, said = _("Merge into another case"), _("Merge"), "merge", _("The case is merged.")
    intro = _(
        "This case closes: its dialogue and what is promised go along to the other, where later replies land. It can be undone."
    )

    def arguments(self) -> dict[str, Any]:
        return {"target": self.cleaned_data["other"]}


class LinkForm(OtherCaseForm):
    heading, action, icon, said = _("Link with another case"), _("Link"), "link", _("The cases are linked.")
    intro = _("Only the support sees the link.")


class OfMessage(CaseForm):
    """A form about one message of the case, named in the address or the form."""

    message = forms.ModelChoiceField(Message.objects.none(), widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["message"].queryset = self.case.messages.all()


class SplitForm(OfMessage):
    heading, action, icon, said = (
        _("Make a case of its own"),
        _("Split off"),
        "split",
        _("The message is now a case of its own."),
    )
    intro = _("The message moves to a new case with the same reporter; the two are linked.")

    title = SubjectLine(label=_("Subject of the new case"))

    def prepare(self) -> None:
        super().prepare()
        chosen = (
            self.fields["message"].queryset.filter(pk=key).first() if (key := self.initial.get("message")) else None
        )
        self.fields["title"].initial = texts.excerpt(chosen.text, 80) if chosen else self.case.title


class MoveMessageForm(OfMessage):
    heading, action, icon, said = _("Move to another case"), _("Move"), "arrow-right", _("The message is moved.")

    other = NumberField(label=_("The other case's number"))

    def prepare(self) -> None:
        super().prepare()
        self.fields["other"].actor = self.actor

    def arguments(self) -> dict[str, Any]:
        return {"message": self.cleaned_data["message"], "target": self.cleaned_data["other"]}
