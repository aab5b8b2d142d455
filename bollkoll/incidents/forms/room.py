"""What is done in the room."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import CaseForm, Line, LongText, MomentField
from bollkoll.cases.models import Case
from bollkoll.incidents.forms.declaring import StaleForm
from bollkoll.incidents.models import Incident, Participant, ProcessStep
from bollkoll.incidents.queries.room import who_may_do
from bollkoll.kit import personnummer
from bollkoll.people.models import Person
from bollkoll.services.models import Environment, Freeze, Team


class NoteForm(forms.Form):
    """The one field that is always open in the room."""

    use_required_attribute = False
    text = LongText(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}))


class AttemptForm(CaseForm):
    heading, action, said = _("Attempt to reproduce"), _("Save the attempt"), _("The attempt is noted.")
    icon = "flask"
    verdict = forms.ChoiceField(label=_("What came of it"), choices=Case.Verdict.choices, widget=forms.RadioSelect)
    environment = forms.ModelChoiceField(
        Environment.objects.none(), label=_("Environment"), required=False, empty_label=_("not said")
    )
    text = LongText(label=_("What you did and saw"), widget=forms.Textarea(attrs={"rows": 4, "data-identity": "on"}))

    def prepare(self) -> None:
        self.fields["environment"].queryset = Environment.objects.all()


class HandOverForm(StaleForm):
    own = ("person", "summary")
    heading, action, said = _("Hand over the lead"), _("Hand over"), _("The lead is handed over.")
    icon = "hand-over"
    person = forms.ModelChoiceField(Person.objects.none(), label=_("To"), empty_label=_("choose"))
    summary = LongText(
        label=_("Summary"), widget=forms.Textarea(attrs={"rows": 6, "data-identity": "on"}),
        help_text=_("Where it stands, what is under way and by whom, what comes next."),
    )  # fmt: skip

    def prepare(self) -> None:
        here = Person.objects.second_line().present()
        self.fields["person"].queryset = here.exclude(pk=self.case.lead_id)


class CommunicatorForm(StaleForm):
    heading, action, said = _("Communicator"), _("Save"), _("Changed.")
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Communicator"), required=False, empty_label=_("whoever leads")
    )

    def prepare(self) -> None:
        self.fields["person"].queryset = Person.objects.second_line().present()
        self.initial = {"person": self.case.communicator_id}


class StepForm(StaleForm):
    """One step of the process, which the address names."""

    own = ("kind", "person", "due_at", "reason")
    kind = forms.ChoiceField(choices=ProcessStep.Kind.choices, widget=forms.HiddenInput)

    @property
    def asked_kind(self) -> str:
        return str(self.initial.get("kind") or self.data.get("kind", ""))

    @property
    def intro(self) -> Any:  # type: ignore[override]
        return capfirst(dict(ProcessStep.Kind.choices).get(self.asked_kind, ""))


class AssignStepForm(StepForm):
    heading, action, said = _("Who does it?"), _("Save"), _("Changed.")
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), empty_label=_("choose"))
    due_at = MomentField(label=_("Until"), required=False)

    def prepare(self) -> None:
        kind = self.asked_kind
        self.fields["person"].queryset = who_may_do(kind).present()
        row = self.case.process.filter(kind=kind).first()
        self.initial["person"] = row.owner_id if row else None


class SkipStepForm(StepForm):
    heading, action, said = _("Not needed"), _("Save"), _("Noted.")
    reason = Line(label=_("Why"), max_length=200)

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "reason")}


class RowForm(CaseForm):
    """About one row of the incident, named by its key. ``rows``: the name of the relation."""

    rows = ""
    row = forms.ModelChoiceField(Incident.objects.none(), widget=forms.HiddenInput)
    argument = ""

    def prepare(self) -> None:
        self.fields["row"].queryset = getattr(self.case, self.rows).all()

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given[self.argument] = given.pop("row")
        return given


class AskForm(CaseForm):
    heading, action, said = _("Ask for a decision"), _("Ask"), _("The question is asked; it is their ball now.")
    icon = "ask"
    question = Line(
        label=_("Question"), max_length=300, widget=forms.TextInput(attrs={"data-identity": "on"}),
        help_text=_("So that it can be answered in a line: may Ladok be restarted now?"),
    )  # fmt: skip
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who decides"), empty_label=_("choose"))
    due_at = MomentField(label=_("At the latest"), required=False, help_text=_("Left empty: within half an hour."))

    def prepare(self) -> None:
        self.fields["person"].queryset = Person.objects.active().filter(line__gt=0).present()


class DecideForm(RowForm):
    heading, action, said = _("Decide"), _("Save the decision"), _("The decision is kept.")
    rows, argument = "decisions", "decision"
    answer = Line(label=_("Decision"), max_length=300)
    reason = LongText(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "data-identity": "on"}))

    @property
    def intro(self) -> Any:  # type: ignore[override]
        key = str(self.initial.get("row") or self.data.get("row", ""))
        row = self.case.decisions.filter(pk=key).first() if key.isascii() and key.isdigit() else None
        return row.question if row else ""


class RecordDecisionForm(CaseForm):
    heading, action, said = _("Write down a decision"), _("Save the decision"), _("The decision is kept.")
    question = Line(label=_("What it was about"), max_length=300)
    answer = Line(label=_("Decision"), max_length=300)
    reason = LongText(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "data-identity": "on"}))


class PullInForm(CaseForm):
    """One choice: somebody, or a team of third line, never both."""

    heading, action, said = _("Pull in"), _("Ask them to join"), _("They are asked, and the time runs.")
    icon = "people"
    who = forms.ChoiceField(
        label=_("Who"), help_text=_("Of a team, whoever can comes: all of it are asked, and the first to say so is in.")
    )
    wanted_for = Line(label=_("Needed for"), max_length=120, required=False)

    def prepare(self) -> None:
        busy = Participant.objects.filter(incident=self.case, state__in=("asked", "accepted"))
        there = Person.objects.active().filter(line__gt=0).present()
        there = there.exclude(pk__in=busy.filter(person__isnull=False).values("person")).order_by("sort")
        teams = Team.objects.filter(ended_at=None, line=3).exclude(pk__in=busy.filter(person=None).values("team"))
        self.known = {
            f"{kind}-{row.pk}": {kind: row} for kind, rows in (("team", teams), ("person", there)) for row in rows
        }
        lines = [
            (_("Teams"), teams),
            (_("Third line"), [one for one in there if one.line == Person.Line.THIRD]),
            (_("Second line"), [one for one in there if one.line == Person.Line.SECOND]),
        ]
        groups = [
            (label, [(f"{'team' if rows is teams else 'person'}-{row.pk}", str(row)) for row in rows])
            for label, rows in lines
        ]
        self.fields["who"].choices = [("", _("choose")), *((label, rows) for label, rows in groups if rows)]

    def arguments(self) -> dict[str, Any]:
        return {**self.known[self.cleaned_data["who"]], "wanted_for": self.cleaned_data["wanted_for"]}


class DeclineForm(RowForm):
    heading, action, said = _("Cannot join"), _("Save"), _("Noted: whoever leads knows.")
    rows, argument = "participants", "participant"
    reason = Line(label=_("Why"), max_length=200, required=False)


class TaskForm(CaseForm):
    heading, action, said = _("Add a task"), _("Add"), _("The task is added.")
    icon = "plus"
    what = Line(label=_("What is to be done"), max_length=200)
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who"), required=False, empty_label=_("whoever leads")
    )
    due_at = MomentField(label=_("Until"), required=False, help_text=_("Left empty: within half an hour."))

    def prepare(self) -> None:
        self.fields["owner"].queryset = Person.objects.active().filter(line__gt=0).present()


class LinkCaseForm(CaseForm):
    heading, action, said = _("Link cases"), _("Link"), _("Linked; their reporters stand in the ledger.")
    icon = "link"
    numbers = Line(label=_("Numbers"), help_text=_("One or several, with spaces or commas between."), max_length=400)

    def clean_numbers(self) -> list[Case]:
        words = self.cleaned_data["numbers"].replace(",", " ").replace("#", " ").split()
        numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
        visible = Case.objects.visible_to(self.actor).select_related("subject").filter(subject__kind="case")
        found = {case.number: case for case in visible.filter(subject__number__in=numbers)}
        missing = [str(number) for number in numbers if number not in found]
        if missing or not found:
            said = _("There is no such case: %(numbers)s")
            raise forms.ValidationError(said, params={"numbers": ", ".join(missing or words)})
        return list(found.values())


class FreezeForm(CaseForm):
    """What may not be done while it goes on; who does such things sees it before they begin."""

    heading, action, said = _("Freeze something"), _("Freeze"), _("Frozen until somebody lifts it.")
    icon = "lock"
    what = forms.ChoiceField(label=_("What may not be done now?"), widget=forms.RadioSelect)
    reason = Line(
        label=_("Why"), max_length=200, required=False, widget=forms.TextInput(attrs={"data-identity": "never"}),
        help_text=_("Every institution reads this before it orders, and everybody who does such a step. Name nobody."),
    )  # fmt: skip
    until = MomentField(
        label=_("Thought to be over"), required=False,
        help_text=_("Told to whoever orders. It stands until somebody lifts it, also when the time has passed."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        if personnummer.has_certain(self.cleaned_data["reason"]):
            raise forms.ValidationError(
                _("Every institution reads this: no personal identity number may stand here."), "identity"
            )
        return self.cleaned_data["reason"]

    def prepare(self) -> None:
        self.fields["what"].choices = [(key, capfirst(name)) for key, name in Freeze.What.choices]
