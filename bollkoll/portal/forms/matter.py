"""What the reporter's side says in a matter, and what the list of matters shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.people.models import Person
from bollkoll.portal.forms.writing import LONGEST_TEXT, Words, Writing, long_text


class ReplyForm(Writing):
    """An answer from the reporter's side. Files alone are an answer too."""

    text = long_text(_("Your message"), 6)


class DidNotHelpForm(Writing):
    """It did not help: what is still wrong has to be said, or nobody could go on."""

    text = Words(label=_("What is still wrong?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))


class ThanksForm(Writing):
    """A rating of 1–5, words, or both."""

    rating = forms.TypedChoiceField(
        label=_("How did we do?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(5, _("Very well")), (4, _("Well")), (3, _("All right")), (2, _("Not so well")), (1, _("Badly"))],
        widget=forms.RadioSelect,
    )
    words = Words(label=_("A word to us"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and given.get("rating") is None and not given.get("words"):
            self.add_error(None, _("Choose how we did, or write a word."))
        return given


class ColleagueForm(forms.Form):
    """Which colleague to add."""

    person = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Person.objects.none(), empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class ListForm(forms.Form):
    """What the list shows."""

    show = forms.ChoiceField(required=False, choices=[(name, name) for name in ("open", "solved", "all")])
    whose = forms.ChoiceField(required=False, choices=[(name, name) for name in ("all", "mine")])
    q = Words(required=False)
