"""A new matter. Forms help and ask; only what cannot be stored at all is refused."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Report
from bollkoll.kit import text as texts
from bollkoll.people.models import Institution, Person
from bollkoll.portal import rules
from bollkoll.portal.forms.writing import Words, Writing, long_text
from bollkoll.services import queries as services
from bollkoll.ui.fields import Several

AFFECTED = [
    (Report.Affected.ONE, _("One person")),
    (Report.Affected.SOME, _("Some")),
    (Report.Affected.ALL, _("Everyone at the institution")),
]
EXAMPLE = _("Example %(number)s")


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
    title = Words(
        label=_("Subject"),
        max_length=texts.SUBJECT_LIMIT,
        required=False,
        error_messages={
            "max_length": _(
                "The subject has %(show_value)d characters and may have %(limit_value)d. "
                "Say it in a few words, and put the rest in the text below."
            )
        },
    )
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), required=False, empty_label=None
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=services.services(), required=False, empty_label=_("I do not know")
    )
    colleagues = Several(
        label=_("Colleagues"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    main = "text"
    """The field that says it; with the subject it is what a matter cannot be without."""

    def __init__(self, *args: Any, institutions: Iterable[Institution], colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = list(institutions)
        self.fields["institution"].queryset = Institution.objects.filter(pk__in=[i.pk for i in self.own])
        if len(self.own) > 1:  # nothing is chosen for them: the other one's support would read it
            self.fields["institution"].required, self.fields["institution"].empty_label = True, _("choose")
        self.fields["service"].queryset = services.services()
        self.fields["colleagues"].queryset = colleagues

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(text.strip() for text in self.texts().values()) and not self.errors:
            self.add_error(self.main, _("Write a few words about it first."))
        where = given.get("institution") or (self.own[0] if len(self.own) == 1 else None)
        given["institution"] = where
        colleagues = (given.get("colleagues") or ()) if where else ()
        outside = [p.name for p in colleagues if where not in [r.institution for r in p.present_roles]]
        if outside:
            self.add_error(
                "colleagues",
                _("%(names)s does not belong to the institution that you chose.") % {"names": ", ".join(outside)},
            )
        return given

    def subject_line(self) -> str:
        given = self.cleaned_data
        first = rules.first_line(*(given.get(name) or "" for name in (self.main, "did", "expected")))
        return given["title"] or texts.excerpt(first, texts.SUBJECT_LIMIT)

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
        sent = self.data if data is not None and "examples-TOTAL_FORMS" in data else None
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
