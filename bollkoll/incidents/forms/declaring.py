"""Declaring an incident, and its facts."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.forms.base import CaseForm, Line
from bollkoll.incidents.models import Incident
from bollkoll.incidents.queries.meanwhile import last
from bollkoll.kit import personal
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service
from bollkoll.ui.asseen import AsSeen
from bollkoll.ui.fields import Moment, Several

SEVERITIES = [("", pgettext_lazy("severity", "not known yet")), *Incident.Severity.choices]
STATES = [
    (Incident.State.ONGOING, pgettext_lazy("declare", "It goes on")),
    (Incident.State.SUSPECTED, pgettext_lazy("declare", "Suspected only")),
]


LONG_AGO = timedelta(days=366)


class SinceField(Moment):
    """When it began: a moment that has been."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and moment > timezone.now():
            raise forms.ValidationError(_("That time has not come yet."), code="future")
        if moment and moment < timezone.now() - LONG_AGO:
            raise forms.ValidationError(_("That is more than a year ago: look at the year."), code="year")
        return moment


class Title(Line):
    """It stands on boards, in mail and in documents, where no identity number may be."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs["data-identity"] = "never"

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(one.certain for one in personal.find(value or "")):
            raise forms.ValidationError(
                _("A personal identity number may not stand in what it is about. Take it out."), "identity"
            )


class Facts(forms.Form):
    """What it is about, where, since when."""

    title = Title(
        label=pgettext_lazy("incident", "What it is about"), required=False,
        help_text=_("In a few words. Left empty, the services say it."),
    )  # fmt: skip
    services = Several(Service.objects.none(), label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple)
    environments = Several(
        Environment.objects.none(), label=_("Environments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    started_at = SinceField(label=_("Since"), required=False)
    is_everywhere = forms.BooleanField(label=_("All institutions are affected"), required=False)
    institutions = Several(
        Institution.objects.none(), label=_("Institutions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = Service.objects.filter(ended_at=None)
        self.fields["environments"].queryset = Environment.objects.all()
        self.fields["institutions"].queryset = Institution.objects.filter(ended_at=None)


class DeclareForm(Facts):
    """One form, one step. Everything may be left as it stands."""

    use_required_attribute = False

    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=SEVERITIES, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, widget=forms.RadioSelect, initial="ongoing")
    lead = forms.ModelChoiceField(
        Person.objects.none(), label=pgettext_lazy("incident", "Leads"), required=False,
        empty_label=_("nobody yet: somebody is reminded"),
    )  # fmt: skip
    communicator = forms.ModelChoiceField(
        Person.objects.none(), label=_("Communicator"), required=False, empty_label=_("whoever leads"),
        help_text=_("Writes what the world and the reporters are told."),
    )  # fmt: skip

    field_order = ("title", "services", "severity", "lead", "state", "environments", "started_at", "communicator")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Person.objects.second_line().present()
        self.fields["lead"].queryset = self.fields["communicator"].queryset = here


class StaleForm(AsSeen, CaseForm):
    """A form of what others change too: a page that is older than the other's change is refused, with all text kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = last(self.case)  # type: ignore[arg-type]
        self.remember()

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "was"}


class FactsForm(Facts, StaleForm):
    heading, action, said = _("What the incident is about"), _("Save"), _("Changed.")
    inline, says_optional = ("services", "environments", "institutions"), False
    field_order = ("title", "started_at", "services", "environments", "is_everywhere", "institutions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Q(pk__in=self.case.institutions.values("pk"))  # one that has left was affected all the same
        self.fields["institutions"].queryset = Institution.objects.filter(Q(ended_at=None) | named)

    def prepare(self) -> None:
        incident = self.case
        self.initial = {
            "title": incident.title, "services": list(incident.services.all()),
            "environments": list(incident.environments.all()), "institutions": list(incident.institutions.all()),
            "started_at": timezone.localtime(incident.started_at), "is_everywhere": incident.is_everywhere,
        }  # fmt: skip

    @property
    def is_idle(self) -> bool:
        """Sent as it was drawn: there is nothing to do."""
        return set(self.arguments()) <= {"seen"}

    def arguments(self) -> dict[str, Any]:
        """What was left alone is not said: a case that was linked meanwhile has brought its institution."""
        return {name: value for name, value in super().arguments().items() if name == "seen" or self.is_touched(name)}


class SeverityForm(StaleForm):
    heading, action, said = _("Severity"), _("Save"), _("The severity is set.")
    intro = _("1 and 2 begin the clocks for reporting to authorities.")
    severity = forms.TypedChoiceField(
        label=_("How severe is it?"), choices=Incident.Severity.choices, coerce=int, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        self.initial = {"severity": self.case.severity}
