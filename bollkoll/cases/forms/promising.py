"""One new time for many."""

from collections.abc import Container
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases import rules
from bollkoll.cases.forms.base import LongText, MomentField
from bollkoll.kit.spent import OnceInput
from bollkoll.services import opening

TEXT_SV = "Hej {namn}!\n\nDitt ärende är inte glömt. Vi återkommer senast {tid}."
TEXT_EN = "Hello {name},\n\nYour case is not forgotten. We will get back to you by {time}."


def _key() -> str:
    return uuid4().hex


PLACES = ("name", "number", "time")


def with_known_places(text: str, known: Container[str]) -> str:
    """The text. Refused when it would reach the reporter with braces in it."""
    if unknown := rules.unknown_places(text, known):
        raise forms.ValidationError(
            _("Nothing is filled in for %(places)s. Use the words listed, or remove the braces."),
            params={"places": ", ".join(f"{{{word}}}" for word in unknown)}, code="places",
        )  # fmt: skip
    return text


class RepromiseForm(forms.Form):
    """The time, and what is said in each language."""

    use_required_attribute = False

    promise_at = MomentField(
        label=_("New time"), help_text=_("By then the reporter hears from you. They see this time.")
    )
    text_sv = LongText(
        label=_("In Swedish"),
        initial=TEXT_SV,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "sv", "data-identity": "on"}),
    )
    text_en = LongText(
        label=pgettext_lazy("text", "In English"), initial=TEXT_EN, required=False,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "en", "data-identity": "on"}),
        help_text=_("To those who have chosen English. Empty: they get the Swedish text."),
    )  # fmt: skip
    once = forms.CharField(required=False, max_length=64, widget=OnceInput, initial=_key)
    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """What was last previewed, as :attr:`said`."""

    def clean_text_sv(self) -> str:
        if not self.cleaned_data["text_sv"].strip():
            raise forms.ValidationError(_("Write something first."), code="empty")
        return with_known_places(self.cleaned_data["text_sv"], PLACES)

    def clean_text_en(self) -> str:
        return with_known_places(self.cleaned_data["text_en"], PLACES)

    @property
    def closed(self) -> str:
        """That nobody is there at the new time, when that is so: said in the preview."""
        return opening.closed_at(self.cleaned_data["promise_at"])

    @property
    def said(self) -> str:
        """The time and the texts in short: what is sent is what was previewed."""
        told = "\n\n".join(str(self.cleaned_data[name]) for name in ("promise_at", "text_sv", "text_en"))
        return sha256(told.encode()).hexdigest()

    @property
    def is_as_previewed(self) -> bool:
        return self.cleaned_data["previewed"] == self.said

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("promise_at", "text_sv", "text_en", "once")}
