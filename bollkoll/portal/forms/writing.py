"""What every form with prose has: nothing cut without a word, and one question about numbers of persons."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bollkoll.kit import personnummer
from bollkoll.kit import text as texts
from bollkoll.portal import rules
from bollkoll.restricted import keys

LONGEST_TEXT = 100_000
"""Characters in one field: some fifty pages."""
MOST_KEPT = 100
MOST_PROTECTED = 20
CARRIED = {"csrfmiddlewaretoken", "once", "files", "remove_file", "asked", "kept", "identity", "protected"}
"""What a form carries that nobody has written."""


class Words(forms.CharField):
    """Text from a person: control characters and direction marks go, everything else stays. No limit in the browser,
    which would cut a paste without a word; what is too long is said, with the text kept."""

    def to_python(self, value: Any) -> str:
        return super().to_python(texts.clean(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


def long_text(label: Any, rows: int = 5, **more: Any) -> Words:
    more.setdefault("error_messages", {}).setdefault(
        "max_length",
        _(
            "The text has %(show_value)d characters and may have %(limit_value)d. "
            "Shorten it, or put a part of it in a file that you attach."
        ),
    )
    return Words(
        label=label, max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Writing(forms.Form):
    """Base of every form that carries prose: asks once about numbers of persons, and masks them when told to.

    A number whose check digit is right is asked about firmly, and masking is what happens unless the reporter says
    otherwise. One that only looks like a number gets a mild word. Either way the next post decides, and nobody is
    asked twice about the same number: not when something else was refused in between, and not when the page has asked
    while it was typed. Numbers that are to be sent as they are come back as ``kept``; those that
    only the support is to open as ``protected``, masked in the text.
    """

    class Identity:
        MASK, KEEP, PROTECT = "mask", "keep", "protect"

    identity = forms.ChoiceField(
        required=False, choices=[(name, name) for name in (Identity.MASK, Identity.KEEP, Identity.PROTECT)]
    )
    asked = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    found: list[rules.Found] = []
    """What the form has to ask about; empty when there is nothing to ask."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self._as_chosen(data) if isinstance(data, QueryDict) else data, *args, **kwargs)

    def _as_chosen(self, data: QueryDict) -> QueryDict:
        """What was sent, with everything masked that the reporter has chosen to mask or to protect, also when the form
        comes back; and with the numbers that are kept or protected named, so that no one asks about them again."""
        data = data.copy()
        choice, kept = data.get("identity"), {rules.mark(number) for number in data.getlist("kept")[:MOST_KEPT]}
        protected = [texts.clean(number) for number in data.getlist("protected")]
        does_protect = choice == self.Identity.PROTECT and self.may_protect
        if choice == self.Identity.KEEP:
            kept |= set(data.get("asked", "").split())
        numbers = []
        for name, values in data.lists():
            if name in CARRIED:
                continue
            if does_protect:
                found = [one.text for value in values for one in personnummer.find(texts.clean(value))]
                protected += [number for number in found if rules.mark(number) not in kept]
            if choice == self.Identity.MASK or does_protect:
                values = [rules.mask_all_but(kept, texts.clean(value)) for value in values]
                data.setlist(name, values)
            numbers += [one.text for value in values for one in personnummer.find(texts.clean(value))]
        data.setlist("kept", list(dict.fromkeys(number for number in numbers if rules.mark(number) in kept)))
        by_mark = {rules.mark(number): number for number in protected if personnummer.find(number)}
        data.setlist("protected", list(by_mark.values())[:MOST_PROTECTED])
        return data

    @property
    def may_protect(self) -> bool:
        """Whether there is a place to keep a number that only the support can open."""
        return keys.is_ready()

    @property
    def protected(self) -> list[str]:
        """Numbers of persons that are masked in the text and kept where only the support can open them."""
        return self.data.getlist("protected") if isinstance(self.data, QueryDict) and self.may_protect else []

    @property
    def kept(self) -> list[str]:
        """Numbers of persons that the reporter has said are needed."""
        return self.data.getlist("kept") if isinstance(self.data, QueryDict) else []

    def texts(self) -> dict[str, str]:
        """Label → text of every field that is prose."""
        return {
            str(self[name].label): self.cleaned_data.get(name) or ""
            for name, field in self.fields.items()
            if isinstance(field, Words)
        }

    def asks(self) -> bool:
        """Look for numbers of persons in a valid form. True when the reporter has to be asked before it is sent."""
        asked = (self.cleaned_data.get("asked") or "").split()
        kept = {rules.mark(number) for number in self.kept}
        open_ones = [one for one in rules.find_identities(self.texts()) if one.mark not in kept]
        self.found = [one for one in open_ones if one.is_certain or one.mark not in asked]
        return bool(self.found)

    @property
    def is_certain(self) -> bool:
        return any(one.is_certain for one in self.found)

    @property
    def marks(self) -> str:
        return " ".join(one.mark for one in self.found)
