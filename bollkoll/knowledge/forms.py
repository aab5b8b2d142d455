"""The form of an answer template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.knowledge import rules
from bollkoll.services import queries as services
from bollkoll.services.models import Service


class TemplateForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What one looks for in the menu."))
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("all services"),
        help_text=_("Offered first in cases of this service."),
    )  # fmt: skip
    text_sv = forms.CharField(label=_("Text in Swedish"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    text_en = forms.CharField(
        label=_("Text in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("For reporters who have chosen English. Without it they get the Swedish text."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services.services()

    def _checked(self, name: str) -> str:
        text = self.cleaned_data[name]
        unknown = rules.unknown(text)
        if unknown:
            places = ", ".join(f"{{{place}}}" for place in unknown)
            raise forms.ValidationError(
                _("There is no variable %(places)s. Choose one of those listed below, or remove the braces."),
                params={"places": places},
            )
        return text

    def clean_text_sv(self) -> str:
        return self._checked("text_sv")

    def clean_text_en(self) -> str:
        return self._checked("text_en")
