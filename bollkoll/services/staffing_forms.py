"""The shape of a period of the staffing calendar, and of the targets."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bollkoll.services import queries, rules
from bollkoll.services.forms import NOTICE_KINDS, ReadByAll
from bollkoll.services.models import StaffingPeriod


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class PeriodForm(ReadByAll, forms.Form):
    """A period of the staffing calendar. Its rules are those of the command, which are said beside the field."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of case"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each kind gets a period of its own, which can be changed by itself afterwards."),
    )
    also = forms.MultipleChoiceField(
        label=_("change at the same time"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their periods say the same now."),
    )
    first_day = _day(_("first day"))
    last_day = _day(_("last day"))
    level = forms.ChoiceField(
        label=_("staffing"),
        choices=StaffingPeriod.Level.choices,
        widget=forms.RadioSelect,
        help_text=_("Acute is priority 1, and, when only that is handled, what the reporter says hits everybody."),
    )
    extra_days = forms.IntegerField(
        label=_("working days more than usual"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("When it takes longer. Targets promise as much later."),
    )
    order_before = _day(_("send before"), required=False)
    handled_before = _day(_("to have it handled before"), required=False)
    text_sv = forms.CharField(
        label=_("own text in Swedish"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
        help_text=_("Without it reporters read what the period itself says."),
    )
    text_en = forms.CharField(
        label=_("own text in English"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    PLACES = {
        "overlap": "first_day", "order": "last_day", "extra_days": "extra_days", "cut_off": "handled_before",
        "kind": "kinds", "text": "text_sv", "level": "level",
    }  # fmt: skip
    """Where what the command refuses is said, by its code."""

    def __init__(self, period: StaffingPeriod | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.like = {str(row.pk): row for row in queries.like(period)} if period else {}
        if period:
            del self.fields["kinds"]
            for name in self.fields:
                self.initial.setdefault(name, list(self.like) if name == "also" else getattr(period, name))
            also = cast(forms.MultipleChoiceField, self.fields["also"])
            also.choices = [(pk, row.kind_name) for pk, row in self.like.items()]
        else:
            kinds = cast(forms.MultipleChoiceField, self.fields["kinds"])
            kinds.choices = [(kind, rules.kind_in_words(kind)) for kind in queries.kinds()]
        if not self.like:
            del self.fields["also"]
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def facts(self) -> dict[str, Any]:
        """What the command asks for."""
        given = dict(self.cleaned_data)
        if "also" in given:
            given["also"] = [self.like[pk] for pk in given["also"]]
        return given

    def refused(self, code: str, message: Any) -> None:
        place = self.PLACES.get(code)
        self.add_error(place if place in self.fields else None, str(message))

    def period(self, kind: str) -> StaffingPeriod:
        """The period as it is written, not kept."""
        return StaffingPeriod(kind=kind, **{k: v for k, v in self.cleaned_data.items() if k not in ("kinds", "also")})


class TargetsForm(forms.Form):
    """First answer and solved, per kind and priority. An empty field promises nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = queries.targets()
        for kind in NOTICE_KINDS:
            for priority, name in rules.PRIORITIES.items():
                row = known.get((kind, priority))
                for what, label in (("answer", _("first answer, working hours")), ("solve", _("solved, working days"))):
                    self.fields[f"{kind}_{priority}_{what}"] = forms.IntegerField(
                        label=f"{rules.kind_in_words(kind)}, {name}: {label}",
                        required=False,
                        min_value=1,
                        max_value=300,
                        initial=getattr(row, f"{what}_within", None),
                        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                    )

    def tables(self) -> list[tuple[str, list[tuple[Any, forms.BoundField, forms.BoundField]]]]:
        """``[(kind, [(priority in words, first answer, solved)])]``."""
        return [
            (
                kind,
                [
                    (name, self[f"{kind}_{priority}_answer"], self[f"{kind}_{priority}_solve"])
                    for priority, name in rules.PRIORITIES.items()
                ],
            )
            for kind in NOTICE_KINDS
        ]

    def targets(self) -> dict[tuple[str, int], tuple[int | None, int | None]]:
        given = self.cleaned_data
        return {
            (kind, priority): (given[f"{kind}_{priority}_answer"], given[f"{kind}_{priority}_solve"])
            for kind in NOTICE_KINDS
            for priority in rules.PRIORITIES
        }
