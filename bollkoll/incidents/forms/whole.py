"""The whole of an incident: it ends, it is one with another, it is two."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.forms.base import CaseForm, Line
from bollkoll.cases.models import Case
from bollkoll.incidents.forms.declaring import SEVERITIES, Title
from bollkoll.incidents.models import Affected, Decision, Incident, Task
from bollkoll.people.models import Person
from bollkoll.services.models import Service
from bollkoll.ui.fields import Several


class EndForm(CaseForm):
    """Before the incident is resolved, or closed: what is still open, each to be answered for, and how severe it was when
    nobody has said. ``standing``: what other parts of the system have out about it, drawn. Else nobody is asked."""

    asked = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
    says_optional = False
    standing: tuple[str, ...] = ()

    @property
    def has_something(self) -> bool:
        return len(self.fields) > 1

    def prepare(self) -> None:
        if self.case.severity is None:
            self.fields["severity"] = forms.TypedChoiceField(
                label=_("Severity"), choices=Incident.Severity.choices, coerce=int, widget=forms.RadioSelect,
                help_text=_("Nobody has said how severe it was. Clocks for reporting begin by it."),
            )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name == "severity"}


class ResolveForm(EndForm):
    heading, action = _("Is it resolved?"), _("Resolved")
    said, icon = _("Resolved. Give everybody who waits the final answer."), "state-solved"

    @property
    def has_something(self) -> bool:
        return bool(self.standing) or super().has_something

    def prepare(self) -> None:
        self.open_rows = [
            *((f"task_{row.pk}", row, row.owner or self.case.lead) for row in self.case.tasks.filter(done_at=None)),
            *((f"decision_{row.pk}", row, row.asked_of) for row in self.case.decisions.filter(answered_at=None)),
        ]
        for name, row, person in self.open_rows:
            keep = _("goes on: %(name)s keeps the ball") % {"name": person} if person else _("goes on as a ball")
            self.fields[name] = forms.ChoiceField(
                label=str(row), choices=[("keep", keep), ("drop", _("is not needed any more"))], initial="keep",
                widget=forms.RadioSelect, required=False,
            )  # fmt: skip
        if self.open_rows:
            self.intro = _("This is still open. What becomes of it?")
            self.fields["reason"] = Line(label=_("Why what is let go is not needed"), max_length=200, required=False)
            self.inline = tuple(name for name, _row, _person in self.open_rows)
        super().prepare()

    def _dropped(self, model: type) -> list[Any]:
        given = self.cleaned_data
        return [row for name, row, _who in self.open_rows if given.get(name) == "drop" and isinstance(row, model)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (self._dropped(Task) or self._dropped(Decision)) and not given.get("reason", "").strip():
            self.add_error("reason", _("Say why it is not needed."))
        return given

    def arguments(self) -> dict[str, Any]:
        reason = self.cleaned_data.get("reason", "")
        let_go = {"drop": self._dropped(Task), "withdraw": self._dropped(Decision), "reason": reason}
        return super().arguments() | let_go


class CloseForm(EndForm):
    heading, action, said = _("Close it?"), _("Close"), _("Closed. The review is next.")
    icon = "state-closed"

    def prepare(self) -> None:
        """Who waits for the final answer goes before: then it cannot be closed, whatever is answered."""
        if not self.case.affected.waiting().exists():
            super().prepare()


class IncidentChoice(forms.ModelChoiceField):
    """Incidents with how far each has come."""

    def label_from_instance(self, obj: Any) -> str:
        return f"#{obj.number} {obj.title} ({obj.get_state_display()})"


class MergeForm(CaseForm):
    heading, action, said = (
        pgettext_lazy("incident", "Merge into another"),
        _("Merge"),
        _("Merged: everything goes on here."),
    )
    icon, is_danger = "merge", True
    intro = _(
        "Cases, reporters, notices, those who are in and what is to be done go along. If either goes on, both do. This "
        "cannot be undone."
    )
    target = IncidentChoice(Incident.objects.none(), label=_("Into"), empty_label=None)

    def prepare(self) -> None:
        rows = Incident.objects.visible_to(self.actor).going_on().exclude(pk=self.case.pk)
        self.fields["target"].queryset = rows.select_related("subject")


class Reporters(Several):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}, {obj.institution.code}"


class SplitForm(CaseForm):
    heading, action, said = _("Split off another"), _("Split"), _("Split: this is the new one.")
    icon = "split"
    intro = _("Choose what goes along. The rest stays here, and so do those who are in.")
    inline, says_optional = ("severity", "services"), False
    field_order = ("title", "cases", "reporters", "tasks", "decisions", "lead", "severity", "services")
    title = Title(label=pgettext_lazy("incident", "What the new one is about"))
    services = Several(Service.objects.none(), label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple)
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=SEVERITIES, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    cases = Several(
        Case.objects.none(), label=_("Cases that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reporters = Reporters(
        Affected.objects.none(), label=_("Reporters without a case who go along"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tasks = Several(
        Task.objects.none(), label=_("Tasks that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    decisions = Several(
        Decision.objects.none(), label=_("Questions that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ModelChoiceField(
        Person.objects.none(), label=pgettext_lazy("incident", "Leads"), required=False,
        empty_label=_("nobody yet: somebody is reminded"),
    )  # fmt: skip

    def prepare(self) -> None:
        visible = Case.objects.visible_to(self.actor).filter(incident_link__incident=self.case)
        choices = {
            "cases": visible.select_related("subject"),
            "reporters": self.case.affected.filter(case=None).select_related("person", "institution"),
            "tasks": self.case.tasks.filter(done_at=None),
            "decisions": self.case.decisions.filter(answered_at=None),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows
            if not rows.exists():
                del self.fields[name]
        self.fields["services"].queryset = Service.objects.filter(ended_at=None)
        self.fields["lead"].queryset = Person.objects.second_line().present()
        self.initial = {"severity": self.case.severity or ""}


class JoinIncidentForm(CaseForm):
    """From a case: which incident it belongs to."""

    heading, action, said = _("Link to an incident"), _("Link"), _("Linked to the incident.")
    icon = "incident"
    incident = IncidentChoice(Incident.objects.none(), label=_("Incident"), empty_label=None)

    def prepare(self) -> None:
        self.fields["incident"].queryset = Incident.objects.visible_to(self.actor).going_on().select_related("subject")
