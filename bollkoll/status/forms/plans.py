"""Templates, and work that comes back."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.forms.fields import ForEverybody, Title, Words
from bollkoll.status.models import Notice, Series, Template
from bollkoll.status.models.notices import Degree
from bollkoll.ui.asseen import AsSeen
from bollkoll.ui.fields import Day, Several


class TemplateForm(ForEverybody, AsSeen):
    use_required_attribute = False
    own = ("unpersonal",)

    name = Line(label=_("Name"), max_length=80, help_text=_("What one looks for in the list."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Notice.Kind.choices, widget=forms.RadioSelect)
    title_sv = Title(_("Title in Swedish"), "sv")
    title_en = Title(_("Title in English"), "en", required=False)
    text_sv = Words(_("Text in Swedish"), "sv")
    text_en = Words(_("Text in English"), "en", required=False)
    workaround_sv = Words(_("What to do meanwhile, in Swedish"), "sv", rows=2, required=False)
    workaround_en = Words(_("What to do meanwhile, in English"), "en", rows=2, required=False)
    environments = Several(
        Environment.objects.all(), label=_("Environments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = Several(Service.objects.none(), label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple)
    degree = forms.ChoiceField(label=_("How they work then"), choices=Degree.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = services.services()
        self.ask_of_doubtful()
        self.remember()

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "was"} | self.said_of_doubtful()

    @staticmethod
    def standing(template: Template) -> dict[str, Any]:
        names = (
            "name",
            "kind",
            "title_sv",
            "title_en",
            "text_sv",
            "text_en",
            "workaround_sv",
            "workaround_en",
            "degree",
        )
        return {name: getattr(template, name) for name in names} | {
            "seen": template.version, "environments": list(template.environments.all()), "services": list(template.services.all())
        }  # fmt: skip


class SeriesForm(AsSeen):
    use_required_attribute = False

    template = forms.ModelChoiceField(Template.objects.none(), label=_("Template"), empty_label=None)
    first_on = Day(label=_("First day"))
    begins = forms.TimeField(
        label=_("Begins"), input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Takes, minutes"), min_value=1, max_value=10_080)
    every_weeks = forms.IntegerField(label=_("Every so many weeks"), min_value=1, max_value=53)
    announce_days = forms.IntegerField(label=_("Announced so many days before"), min_value=0, max_value=90)
    announce_time = forms.TimeField(
        label=_("Announced at"), input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip
    begins_itself = forms.BooleanField(label=_("Begins by itself at its time"), required=False)
    ends_itself = forms.BooleanField(label=_("Ends by itself at the expected end"), required=False)

    NAMES = (
        "first_on",
        "begins",
        "minutes",
        "every_weeks",
        "announce_days",
        "announce_time",
        "begins_itself",
        "ends_itself",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = Template.objects.present().filter(kind=rules.PLANNED)
        self.remember()

    @classmethod
    def standing(cls, row: Series) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.NAMES} | {"template": row.template_id, "seen": row.version}

    def clean_first_on(self) -> date:
        day: date = self.cleaned_data["first_on"]
        if day > timezone.localdate() + rules.FARTHEST:
            raise forms.ValidationError(_("That is more than two years away. Look at the year."), "far")
        return day

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*self.NAMES, "template", "seen")}


class DayForm(forms.Form):
    day = Day(label=_("Day"))
