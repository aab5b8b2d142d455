"""The shape of what the support says about itself."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bollkoll.kit import personal
from bollkoll.people.forms.fields import HoursField, Lines
from bollkoll.people.models import Person
from bollkoll.services.models import (
    Environment,
    Membership,
    Organisation,
    SeasonNotice,
    Service,
    Team,
)
from bollkoll.ui.looks import KINDS

NOTICE_KINDS = ("fault", "question", "change")


def free_key(model: type[Model], name: str) -> str:
    """A key from a name, in a–z, that no other row has: ``resultat``, ``resultat-2``."""
    stem = slugify(name)[:34] or str(model._meta.model_name)
    taken = set(model._default_manager.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if key not in taken)


class OrganisationForm(Lines, forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [
            *("name_sv", "name_en", "system_name", "support_address", "phone", "who_may_sv", "who_may_en"),
            *("close_solved_after", "first_look_within", "accept_within", "look_again_within", "orders_last"),
        ]
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "who_may_sv": forms.Textarea(attrs={"rows": 4, "lang": "sv"}),
            "who_may_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        }
        help_texts = {
            "system_name": _("The system that cases are about. Used in texts to reporters."),
            "support_address": _("Reporters' answers go here, and mail to it becomes cases."),
            "phone": _("Shown to those who are logged in. For what is urgent."),
            "who_may_sv": _("Stands on the front page, also for those who are not logged in."),
            "close_solved_after": _("Calendar days. The reporter is told, and an answer opens the case again."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (
            ("close_solved_after", 90),
            ("first_look_within", 80),
            ("accept_within", 80),
            ("look_again_within", 200),
        ):
            field = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=field.label, help_text=field.help_text, min_value=1, max_value=most
            )
            self.fields[name].widget.attrs["inputmode"] = "numeric"


class WeekForm(forms.Form):
    """Opening hours per weekday; an empty day is closed."""

    holidays = forms.BooleanField(
        label=_("Closed on public holidays, and on Christmas, New Year's and Midsummer Eve"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in WEEKDAYS.items():
            self.fields[f"hours_{day}"] = HoursField(label=str(name).capitalize())

    def days(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day in WEEKDAYS]

    def week(self) -> dict[str, list[list[str]]]:
        hours = {str(day): self.cleaned_data[f"hours_{day}"] for day in WEEKDAYS}
        return {day: pairs for day, pairs in hours.items() if pairs}


class ExceptionForm(Lines, forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hours = HoursField(label=_("Hours"), help_text=_("Empty: closed."))
    why = forms.CharField(label=_("Reason"), max_length=120, required=False, help_text=_("Only seen at the desk."))

    def clean_day(self) -> date:
        if self.cleaned_data["day"] < timezone.localdate():
            raise forms.ValidationError(_("That day has passed."), code="past")
        return self.cleaned_data["day"]


class ReadByAll(Lines):
    """Beside a form whose ``text_sv`` and ``text_en`` everybody reads: no personal identity number stands there."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("text_sv", "text_en"):
            if any(found.certain for found in personal.find(cleaned.get(name) or "")):
                self.add_error(name, _("Everybody reads this: no personal identity number may stand here."))
        return cleaned


class NoticeForm(ReadByAll, forms.ModelForm):
    kind = forms.ChoiceField(label=_("Shown to those who write"), required=False, widget=forms.RadioSelect)

    class Meta:
        model = SeasonNotice
        fields = ["kind", "first_day", "last_day", "text_sv", "text_en"]
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text_sv": forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
            "text_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }
        help_texts = {"text_en": _("Without it, those who read English see the Swedish text.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            ("", _("anything")),
            *((kind, KINDS[kind][1]) for kind in (*NOTICE_KINDS, "order")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return cleaned


class TeamForm(Lines, forms.ModelForm):
    line = forms.TypedChoiceField(
        label=_("Line"),
        coerce=int,
        choices=[(2, _("second line")), (3, _("third line"))],
        initial=3,
        widget=forms.RadioSelect,
    )
    is_ended = forms.BooleanField(label=_("No longer exists"), required=False)

    class Meta:
        model = Team
        fields = ["name", "line", "email"]
        help_texts = {"email": _("Where the team as such is told; empty when its members are told one by one.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["line"]
        else:
            del self.fields["is_ended"]


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose somebody"))
    part = forms.ChoiceField(
        label=_("Part"), choices=Membership.Part.choices, initial=Membership.Part.MEMBER, widget=forms.RadioSelect
    )

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.active().filter(line__gt=0).exclude(memberships__team=team)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = others.order_by("line", "sort")
        if team.line == 2:
            del self.fields["part"]
        else:
            self.fields["part"].help_text = _("Second line follows a team of third line: attends its meetings.")


class ServiceForm(Lines, forms.ModelForm):
    is_ended = forms.BooleanField(
        label=_("No longer exists"),
        required=False,
        help_text=_("New cases cannot choose it. Cases that have it keep it."),
    )

    class Meta:
        model = Service
        fields = ["name_sv", "name_en", "hint_sv", "hint_en", "team", "specialist"]
        help_texts = {"hint_sv": _("One line that helps reporters choose.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("team", Team.objects.filter(line=3, ended_at=None)),
            ("specialist", Person.objects.second_line()),
        ):
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.queryset, field.empty_label = rows, str(_("nobody yet"))
        if self.instance.pk:
            self.fields["is_ended"].initial = self.instance.ended_at is not None
        else:
            del self.fields["is_ended"]


class EnvironmentForm(Lines, forms.ModelForm):
    class Meta:
        model = Environment
        fields = ["name_sv", "name_en", "order"]
        labels = {"order": _("Place in the list")}
