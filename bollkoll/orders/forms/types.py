"""Order types as text, and duties."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line, LongText
from bollkoll.orders.rules import Fault, Faults
from bollkoll.people.models import Institution, Person

MOST = 400_000
_NOT_UTF8 = _("holds letters that are not written as UTF-8. Open the file in an editor and save it as UTF-8")


class TypeForm(forms.Form):
    """An order type as its file. ``changed_at``: which draft it was made from."""

    use_required_attribute = False

    text = LongText(
        label=_("The order type"), max_length=300_000, widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "false"})
    )
    changed_at = forms.CharField(required=False, widget=forms.HiddenInput)


class ImportForm(forms.Form):
    """A file; or the text of one that was asked about, with ``seen``: when the draft that it is to replace was changed."""

    use_required_attribute = False

    file = forms.FileField(label=_("File (.toml)"), required=False)
    text = forms.CharField(required=False, max_length=MOST, strip=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("text") and "file" not in self.errors:
            self.add_error("file", _("Choose the file."))
        return cleaned

    def said(self) -> str:
        """What the file says; a mark of its byte order is no part of it. Raises :class:`Faults` when its letters cannot."""
        if not self.cleaned_data["file"]:
            return self.cleaned_data["text"]
        said: bytes = self.cleaned_data["file"].read(MOST)
        try:
            return said.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = said[: problem.start].count(b"\n") + 1
            raise Faults([Fault((), str(_NOT_UTF8), line)]) from problem


class SwitchForm(forms.Form):
    is_active = forms.BooleanField(label=_("Can be ordered"), required=False)
    place = forms.IntegerField(label=_("Place in the catalogue"), min_value=0, max_value=999)


class ReviewForm(forms.Form):
    """Which institution is to go through its accounts."""

    institution = forms.ModelChoiceField(
        Institution.objects.filter(ended_at=None), label=_("Institution"), empty_label=_("Choose")
    )


class DutyForm(forms.Form):
    use_required_attribute = False

    key = forms.SlugField(label=_("Key"), max_length=40)
    name_sv = Line(label=_("Name in Swedish"), max_length=120)
    name_en = Line(label=_("Name in English"), max_length=120, required=False)


class GiveDutyForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"), empty_label=_("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.active().order_by("sort")
