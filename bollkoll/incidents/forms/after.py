"""The reporters' ledger, the review, and what must be reported."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import CaseForm, DayField, Line, LongText
from bollkoll.cases.forms.promising import with_known_places
from bollkoll.cases.models import Message
from bollkoll.incidents import rules
from bollkoll.incidents.forms.declaring import StaleForm
from bollkoll.incidents.forms.room import RowForm
from bollkoll.incidents.models import Report, ReportRule
from bollkoll.kit.spent import OnceInput
from bollkoll.people.models import Person
from bollkoll.ui import dates
from bollkoll.ui.asseen import AsSeen

THEN = [
    (Message.Then.KEEP, _("The cases go on as they are")),
    (Message.Then.SOLVED, _("The cases are solved by it")),
]


class AnswerAllForm(forms.Form):
    """One answer to all who are affected."""

    use_required_attribute = False
    text_sv = LongText(
        label=_("Text in Swedish"), widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("For everybody who has not chosen English."),
    )  # fmt: skip
    text_en = LongText(
        label=_("Text in English"), required=False, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("For those who have chosen English. Empty: they get the Swedish."),
    )  # fmt: skip
    is_final = forms.BooleanField(
        label=_("This is the final answer"), required=False,
        help_text=_("Nothing more is owed to those who get it; the incident can be closed when all have."),
    )  # fmt: skip
    then = forms.ChoiceField(
        label=_("What becomes of the cases?"), choices=THEN, widget=forms.RadioSelect, initial=Message.Then.KEEP
    )
    once = forms.CharField(widget=OnceInput, required=False, max_length=64)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_text_sv(self) -> str:
        return with_known_places(self.cleaned_data["text_sv"], rules.FILLED)

    def clean_text_en(self) -> str:
        return with_known_places(self.cleaned_data["text_en"], rules.FILLED)


class ToldForm(RowForm):
    heading, action, said = _("They know already"), _("Save"), _("Noted: they need no more.")
    rows, argument = "affected", "affected"
    how = Line(label=_("How were they told?"), max_length=200, help_text=_("For example: by telephone 14.20"))


class ReviewForm(AsSeen):
    """What is known; saved as often as one likes."""

    use_required_attribute = False
    happened = LongText(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    causes = LongText(label=_("Causes"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    worked = LongText(label=_("What worked"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    better = LongText(label=_("What can be better"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SkipReviewForm(CaseForm):
    heading, action, said = _("No review is needed"), _("Save"), _("Noted.")
    reason = Line(label=_("Why"), max_length=200)


class ActionForm(CaseForm):
    heading, action, said = _("Something to do"), _("Add"), _("Added: it is their ball.")
    icon = "plus"
    what = Line(label=_("What is to be done"), max_length=200)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), empty_label=_("choose"))
    due_at = DayField(label=_("At the latest"), required=False, help_text=_("Left empty: within a month."))

    def prepare(self) -> None:
        self.fields["owner"].queryset = Person.objects.active().filter(line__gt=0)


class ActionDoneForm(RowForm):
    heading, action, said = _("It is done"), _("Save"), _("Done.")
    rows, argument = "actions", "action"
    outcome = Line(label=_("What came of it"), max_length=200, required=False)


class ReportRowForm(RowForm):
    """About one clock for reporting: which, and until when."""

    rows, argument = "reports", "report"

    def clock(self) -> Report | None:
        key = str(self.initial.get("row") or self.data.get("row", ""))
        is_key = key.isascii() and key.isdigit()
        return self.case.reports.select_related("rule").filter(pk=key).first() if is_key else None

    @property
    def intro(self) -> Any:  # type: ignore[override]
        row = self.clock()
        if row is None:
            return ""
        when = dates.clock_time(row.due_at, timezone.now(), get_language() or "sv")
        return _("%(rule)s, at the latest %(when)s") % {"rule": row.rule.name, "when": when}


class ReportForm(StaleForm, ReportRowForm):
    own = ("row", "verdict", "reason")
    heading, action, said = _("Is it to be reported?"), _("Save the decision"), _("The decision is kept.")
    verdict = forms.ChoiceField(label=_("Decision"), choices=Report.Verdict.choices, widget=forms.RadioSelect)
    reason = LongText(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        super().prepare()
        row = self.clock()
        if row is not None and row.decided_at:
            self.initial.update(verdict=row.verdict, reason=row.reason)


class ReportSentForm(ReportRowForm):
    heading, action, said = _("It has been reported"), _("Save"), _("Noted.")
    reference = Line(label=_("The authority's reference"), max_length=120, required=False)


class RuleForm(forms.Form):
    """One clock for reporting."""

    use_required_attribute = False
    key = forms.SlugField(widget=forms.HiddenInput)
    name_sv = Line(label=_("Name in Swedish"), max_length=120)
    name_en = Line(label=_("Name in English"), max_length=120, required=False)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=8760)
    applies = forms.ChoiceField(label=_("Begins with"), choices=ReportRule.Applies.choices)

    def changes(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
