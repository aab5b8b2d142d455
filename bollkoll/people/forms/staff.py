"""People who work here: what they may do, when they work, when they are away."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.people import queries
from bollkoll.people.forms.accounts import PersonForm
from bollkoll.people.forms.fields import HoursField
from bollkoll.people.models import Absence, Person
from bollkoll.ui.doubts import Doubting

WORKDAYS = range(5)
FAR_AHEAD = timedelta(days=366)


class StaffForm(Doubting, PersonForm):
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

    def doubts(self) -> Iterator[str]:
        person, given = self.instance, self.cleaned_data
        if person.pk and not given["is_coordinator"] and queries.is_last_incident_manager(person):
            yield gettext("%(name)s is the only incident manager. Then nobody is.") % {"name": person.name}

    def hours(self) -> dict[str, list[str]]:
        """Per weekday with hours: ``{"0": ["08.00", "16.30"]}``; empty when it is the support's own hours."""
        found = {str(day): self.cleaned_data[f"hours_{day}"] for day in WORKDAYS}
        return {day: hours[0] for day, hours in found.items() if hours}


class AbsenceForm(Doubting, forms.ModelForm):
    """When somebody is away and who stands in. What would leave nobody there is said, and asked."""

    class Meta:
        model = Absence
        fields = ["kind", "first_day", "last_day", "deputy"]
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        others = Person.objects.active().filter(line=person.line).exclude(pk=person.pk)
        deputy = cast(forms.ModelChoiceField, self.fields["deputy"])
        deputy.queryset, deputy.empty_label = others, str(_("nobody in particular"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return cleaned

    def doubts(self) -> Iterator[str]:
        given, name = self.cleaned_data, self.person.name
        first, last, deputy = given["first_day"], given["last_day"], given["deputy"]
        yield from _unusual(first, last)
        if deputy is not None and (away := queries.absent_between(deputy, first, last)) is not None:
            yield gettext("%(deputy)s is away too, %(days)s, and cannot stand in then.") % {
                "deputy": deputy, "days": days_in_words(away.first_day, away.last_day),
            }  # fmt: skip
        if deputy is None and queries.is_only_incident_manager(self.person, first, last):
            yield gettext(
                "%(name)s is the only incident manager then, and nobody stands in: what is acute and what nobody accepts "
                "lies with the desk. Choose who stands in."
            ) % {"name": name}  # fmt: skip
        for away in queries.stands_in_for(self.person, first, last):
            yield gettext("%(name)s stands in for %(other)s, %(days)s. Then nobody does.") % {
                "name": name, "other": away.person, "days": days_in_words(away.first_day, away.last_day),
            }  # fmt: skip


def _unusual(first: date, last: date) -> Iterator[str]:
    """Of the days themselves: what is mostly a slip of the hand."""
    today = timezone.localdate()
    if last < today:
        yield gettext("%(days)s is over already.") % {"days": days_in_words(first, last)}
    if first > today + FAR_AHEAD:
        yield gettext("It begins more than a year from now, %(day)s.") % {"day": date_format(first, "j F Y")}
    if last - first > FAR_AHEAD:
        yield gettext("It is longer than a year, to %(day)s.") % {"day": date_format(last, "j F Y")}


def days_in_words(first: date, last: date) -> str:
    """As they stand in a sentence: "1–5 December"."""
    return date_format(first, "j F") if first == last else f"{date_format(first, 'j F')}–{date_format(last, 'j F')}"
