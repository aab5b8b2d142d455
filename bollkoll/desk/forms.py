"""Dealing out: what a case is, how much it matters, who takes it. One small form."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.cases.queries import Suggested
from bollkoll.people.models import Person
from bollkoll.services.models import Environment, Service
from bollkoll.ui.fields import Several

LEVELS = [(str(value), capfirst(label)) for value, label in Case.Level.choices]


class DealOutForm(forms.Form):
    """Triage and assignment in one act. The agents stand in the order of the suggestion, each with the reasons."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(v, capfirst(label)) for v, label in Case.BY_HAND], widget=forms.RadioSelect
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("Not known yet")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.none(), label=_("Environment"), required=False, empty_label=_("Not known yet")
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=LEVELS, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=LEVELS, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason for the priority"), required=False, max_length=200)
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Give to"), required=False, empty_label=_("Nobody yet")
    )

    was = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """Who had the case when the form was opened, so that nobody takes it from a colleague unknowingly."""

    use_required_attribute = False

    def __init__(self, *args: Any, case: Case, suggested: list[Suggested], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="deal-%s", **kwargs)
        self.case = case
        services = Service.objects.filter(ended_at=None) | Service.objects.filter(pk=case.service_id or 0)
        self.fields["service"].queryset = services.order_by("sort")
        self.fields["environment"].queryset = Environment.objects.all()
        self.fields["person"].queryset = Person.objects.second_line().filter(
            pk__in=[one.person.pk for one in suggested]
        )
        self.fields["person"].choices = [
            ("", _("Nobody yet")), *((one.person.pk, f"{one.person} ({', '.join(one.reasons)})") for one in suggested)
        ]  # fmt: skip
        self.initial = {
            "was": case.assignee_id,
            "kind": case.kind, "service": case.service_id, "environment": case.environment_id, "impact": case.impact,
            "urgency": case.urgency, "reason": case.priority_reason, "person": case.assignee_id or _first(suggested),
        }  # fmt: skip
        self.fields["kind"].widget.attrs["autofocus"] = True

    def look_again(self, holder: Person) -> None:
        """The form is shown once more; saved again it knows who has the case now."""
        self.data = self.data.copy()
        self.data["was"] = str(holder.pk)

    @property
    def sorting(self) -> dict[str, Any]:
        """What the triage sets; empty when nothing was changed."""
        names = ("kind", "service", "environment", "impact", "urgency", "reason")
        return {name: self.cleaned_data[name] for name in names} if set(names) & set(self.changed_data) else {}


def _first(suggested: list[Suggested]) -> int | None:
    return next((one.person.pk for one in suggested if not one.is_away), None)


class AttendanceForm(forms.Form):
    """Who is at the stand-up."""

    present = Several(Person.objects.none(), label=_("Here"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = Person.objects.second_line().order_by("sort")


class NoteDownForm(forms.Form):
    """A decision or a question about an item."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(choices=[("decision", _("decision")), ("question", _("question"))])


class StandUpRulesForm(forms.Form):
    """What counts as too long, in working days."""

    stuck_after = forms.IntegerField(
        label=_("Stuck: working days without contact with the reporter"), min_value=1, max_value=60
    )
    third_line_after = forms.IntegerField(
        label=_("Long with third line: working days since it went there"), min_value=1, max_value=60
    )
