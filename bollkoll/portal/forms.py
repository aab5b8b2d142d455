"""The shape of what reporters write. Forms help and ask; only what cannot be stored at all is refused."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Report
from bollkoll.kit import personnummer
from bollkoll.kit import text as texts
from bollkoll.people.models import Institution, Person
from bollkoll.portal import rules
from bollkoll.services import queries as services

LONGEST_TEXT = 100_000
"""Characters in one field: some fifty pages."""
LONGEST_SUBJECT = 20_000
"""A subject that does not fit on a line is kept whole in the report, so a pasted page is no error."""

AFFECTED = [
    (Report.Affected.ONE, _("One person")),
    (Report.Affected.SOME, _("Some")),
    (Report.Affected.ALL, _("Everyone at the institution")),
]
EXAMPLE = _("Example %(number)s")


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
    return Words(
        label=label, max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Writing(forms.Form):
    """Base of every form that carries prose: asks once about numbers of persons, and masks them when told to.

    A number whose check digit is right is asked about firmly, and masking is what happens unless the reporter says
    otherwise. One that only looks like a number gets a mild word. Either way the next post decides, and only numbers
    that have not been asked about yet are asked about.
    """

    class Identity:
        MASK, KEEP = "mask", "keep"

    identity = forms.ChoiceField(required=False, choices=[(name, name) for name in (Identity.MASK, Identity.KEEP)])
    asked = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    found: list[rules.Found] = []
    """What the form has to ask about; empty when there is nothing to ask."""

    def texts(self) -> dict[str, str]:
        """Label → text of every field that is prose."""
        return {
            str(self[name].label): self.cleaned_data.get(name) or ""
            for name, field in self.fields.items()
            if isinstance(field, Words)
        }

    def asks(self) -> bool:
        """Look for numbers of persons in a valid form. True when the reporter has to be asked before it is sent."""
        choice = self.cleaned_data.get("identity")
        if choice == self.Identity.MASK:
            self.mask()
            return False
        everything = rules.find_identities(self.texts())
        new = rules.unasked(everything, (self.cleaned_data.get("asked") or "").split())
        firm = choice != self.Identity.KEEP and any(one.is_certain for one in everything)
        self.found = everything if new or firm else []
        return bool(self.found)

    def mask(self) -> None:
        """Hide the last four characters of everything that looks like a number of a person, in every field."""
        for name, field in self.fields.items():
            if isinstance(field, Words):
                self.cleaned_data[name] = personnummer.mask(self.cleaned_data.get(name) or "")

    @property
    def is_certain(self) -> bool:
        return any(one.is_certain for one in self.found)

    @property
    def marks(self) -> str:
        return " ".join(one.mark for one in self.found)


class ExampleForm(forms.Form):
    """One example. Codes are short; what is wrong is a sentence."""

    course = Words(label=_("Course code"), max_length=40, required=False)
    occasion = Words(label=_("Occasion code"), max_length=40, required=False)
    student = Words(label=_("Student UID"), max_length=60, required=False)
    time = Words(label=_("Time"), max_length=40, required=False)
    wrong = Words(label=_("What is wrong"), max_length=300, required=False)


Examples = formset_factory(ExampleForm, extra=3, max_num=50, absolute_max=60)


class NewMatter(Writing):
    """What every kind of matter has. Only a wholly empty form is refused."""

    kind = Case.Kind.QUESTION
    title = Words(label=_("Subject"), max_length=LONGEST_SUBJECT, required=False)
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), required=False, empty_label=None
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=services.services(), required=False, empty_label=_("I do not know")
    )
    colleagues = forms.ModelMultipleChoiceField(
        label=_("Colleagues"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    main = "text"
    """The field that says it; with the subject it is what a matter cannot be without."""

    def __init__(self, *args: Any, institutions: Iterable[Institution], colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = list(institutions)
        self.fields["institution"].queryset = Institution.objects.filter(pk__in=[i.pk for i in self.own])
        self.fields["institution"].required = len(self.own) > 1
        self.fields["service"].queryset = services.services()
        self.fields["colleagues"].queryset = colleagues

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(text.strip() for text in self.texts().values()) and not self.errors:
            self.add_error(self.main, _("Write a few words about it first."))
        where = given.get("institution") or (self.own[0] if self.own else None)
        given["institution"] = where
        outside = [
            p.name for p in given.get("colleagues") or () if where not in [r.institution for r in p.present_roles]
        ]
        if outside:
            self.add_error(
                "colleagues",
                _("%(names)s does not belong to the institution that you chose.") % {"names": ", ".join(outside)},
            )
        return given

    def subject_line(self) -> str:
        given = self.cleaned_data
        return given["title"] or rules.first_line(*(given.get(name) or "" for name in (self.main, "did", "expected")))

    def report(self) -> dict[str, str]:
        """What was filled in, as it was given: the fields of ``cases.Report``."""
        return {
            name: self.cleaned_data.get(name) or "" for name in ("did", "happened", "expected", "since", "affected")
        }

    def message(self) -> str:
        """The free words of the report; what has a field of its own is kept there."""
        return self.cleaned_data.get("text") or ""

    def example_rows(self) -> list[dict[str, str]]:
        return []


class NewFault(NewMatter):
    """*Anmäl fel*: what one did, what happened, what one expected, since when, for whom, where."""

    kind = Case.Kind.FAULT
    main = "happened"
    environment = forms.ModelChoiceField(
        label=_("Environment"),
        queryset=services.environments(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    did = long_text(_("What did you do?"), 4)
    happened = long_text(_("What happened?"), 4)
    expected = long_text(_("What did you expect?"), 3)
    since = Words(label=_("Since when?"), max_length=200, required=False)
    affected = forms.ChoiceField(
        label=_("Who is affected?"), choices=AFFECTED, required=False, widget=forms.RadioSelect
    )
    text = long_text(_("Anything else?"), 3)

    def __init__(
        self, data: Any = None, *args: Any, examples: list[dict[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, *args, **kwargs)
        sent = data if data is not None and "examples-TOTAL_FORMS" in data else None
        self.examples = Examples(sent, prefix="examples", initial=examples)
        self.examples.extra = max(1, 3 - len(examples or ()))

    def is_valid(self) -> bool:
        return super().is_valid() & (not self.examples.is_bound or self.examples.is_valid())

    def texts(self) -> dict[str, str]:
        rows = {
            f"{EXAMPLE % {'number': number}}, {row.fields[name].label}": value
            for number, row in enumerate(self.examples, 1)
            for name, value in getattr(row, "cleaned_data", {}).items()
        }
        return super().texts() | rows

    def mask(self) -> None:
        super().mask()
        for row in self.examples:
            row.cleaned_data = {name: personnummer.mask(text) for name, text in row.cleaned_data.items()}

    def example_rows(self) -> list[dict[str, str]]:
        return [row.cleaned_data for row in self.examples if any(getattr(row, "cleaned_data", {}).values())]


class NewQuestion(NewMatter):
    """*Ställ en fråga*: the question, and what it is about."""

    text = long_text(_("Your question"), 8)


class NewChange(NewMatter):
    """*Önska ändring*: what should be otherwise, why, and for whom."""

    kind = Case.Kind.CHANGE
    text = long_text(_("What should be changed?"), 6)
    why = long_text(_("Why, and what would it make possible?"), 4)
    affected = forms.ChoiceField(
        label=_("Who is affected?"), choices=AFFECTED, required=False, widget=forms.RadioSelect
    )

    def message(self) -> str:
        text, why = super().message(), self.cleaned_data.get("why") or ""
        return f"{text}\n\n{self.fields['why'].label}\n{why}".strip() if why else text


NEW: dict[str, type[NewMatter]] = {"fault": NewFault, "question": NewQuestion, "change": NewChange}


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
    q = Words(max_length=200, required=False)
