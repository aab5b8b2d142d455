"""People who work here: what they may do, when they work, when they are away."""

from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from bollkoll.people.forms.accounts import PersonForm
from bollkoll.people.forms.fields import HoursField
from bollkoll.people.models import Absence, Person

WORKDAYS = range(5)


class StaffForm(PersonForm):
    """Details, rights and hours of somebody in second or third line, or of an administrator in neither."""

    share = forms.IntegerField(
        label=_("Working share, per cent"),
        min_value=5,
        max_value=100,
        initial=100,
        help_text=_("What they work here. Suggestions of whom to give a case go by it."),
        widget=forms.NumberInput(attrs={"step": 5}),
    )

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "line", "is_coordinator", "is_administrator"]
        widgets = PersonForm.Meta.widgets | {"line": forms.RadioSelect}
        help_texts = PersonForm.Meta.help_texts | {
            "is_coordinator": _("Leads the second line: hours, notices, everybody's absences."),
            "is_administrator": _("Keeps accounts, institutions, teams and services."),
        }

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        kwargs["instance"] = person
        super().__init__(*args, **kwargs)
        employment = getattr(person, "employment", None) if person else None
        hours = employment.hours if employment else {}
        if employment:
            self.fields["share"].initial = employment.share
        if not person:
            self.fields["line"].initial = Person.Line.SECOND
        for day in WORKDAYS:
            pair = hours.get(str(day))
            label = str(WEEKDAYS[day]).capitalize()
            self.fields[f"hours_{day}"] = HoursField(label=label, at_most=1, initial=[pair] if pair else [])

    def week(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day in WORKDAYS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_coordinator") and cleaned.get("line") != Person.Line.SECOND:
            self.add_error("is_coordinator", _("The incident manager works in second line."))
        if cleaned.get("line") == Person.Line.NONE and not cleaned.get("is_administrator"):
            self.add_error("line", _("Choose a line, or make the person an administrator."))
        return cleaned

    def hours(self) -> dict[str, list[str]]:
        """Per weekday with hours: ``{"0": ["08.00", "16.30"]}``; empty when it is the support's own hours."""
        found = {str(day): self.cleaned_data[f"hours_{day}"] for day in WORKDAYS}
        return {day: hours[0] for day, hours in found.items() if hours}


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["kind", "first_day", "last_day", "deputy"]
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.active().filter(line=person.line).exclude(pk=person.pk)
        deputy = cast(forms.ModelChoiceField, self.fields["deputy"])
        deputy.queryset, deputy.empty_label = others, str(_("nobody in particular"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return cleaned
