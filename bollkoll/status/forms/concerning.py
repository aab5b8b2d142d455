"""Whom a notice concerns, where, how severe it is, and what one can do meanwhile: in the editor, and in what is said later."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.people.models import Institution
from bollkoll.services.models import Environment
from bollkoll.status.forms.fields import Words
from bollkoll.status.models import Notice
from bollkoll.ui.fields import Several


class Concerning(forms.Form):
    """Call :meth:`offer_institutions` when the fields are there."""

    severity = forms.ChoiceField(
        label=pgettext_lazy("notice", "Severity"), choices=Notice.Severity.choices, required=False, widget=forms.RadioSelect
    )  # fmt: skip
    environments = Several(Environment.objects.all(), label=_("Environments"), widget=forms.CheckboxSelectMultiple)
    whom = forms.ChoiceField(
        label=_("Institutions"), choices=[("all", _("all")), ("some", _("some of them"))], widget=forms.RadioSelect
    )  # fmt: skip
    institutions = Several(
        Institution.objects.none(), label=_("Which institutions"), required=False,
        widget=forms.CheckboxSelectMultiple, to_field_name="code",
    )  # fmt: skip
    workaround_sv = Words(_("What to do meanwhile, in Swedish"), "sv", rows=2, required=False)
    workaround_en = Words(_("What to do meanwhile, in English"), "en", rows=2, required=False)

    def offer_institutions(self, notice: Notice | None) -> None:
        """Those there are, and those that the notice names though they have left."""
        named = Q(pk__in=notice.institutions.all().values("pk")) if notice else Q()
        self.fields["institutions"].queryset = Institution.objects.filter(Q(ended_at=None) | named).order_by("sort")
        self.fields["institutions"].label_from_instance = lambda one: one.code

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("whom") == "some" and not given.get("institutions") and "institutions" not in self.errors:
            self.add_error("institutions", _("Choose the institutions, or all of them."))
        return given

    def chosen_institutions(self) -> Any:
        """``None``: all."""
        return self.cleaned_data["institutions"] if self.cleaned_data["whom"] == "some" else None


NAMES = tuple(Concerning.base_fields)


def concerned(notice: Notice) -> dict[str, Any]:
    """How the fields stand for a notice."""
    plain = {name: getattr(notice, name) for name in ("severity", "workaround_sv", "workaround_en")}
    return plain | {
        "whom": "all" if notice.is_for_all else "some",
        "environments": [one.pk for one in notice.environments.all()],
        "institutions": [one.code for one in notice.institutions.all()],
    }


class StillConcerning(Concerning):
    """The same of a notice that is out, folded. A page that does not have the fields changes none of them."""

    def offer_concern(self, notice: Notice) -> None:
        self.offer_institutions(notice)
        left_out = set()
        if notice.kind != Notice.Kind.DISTURBANCE:
            left_out.add("severity")
        if notice.kind == Notice.Kind.INFORMATION:
            left_out |= {"workaround_sv", "workaround_en"}
        if self.is_bound and "whom" not in self.data:
            left_out |= set(NAMES)
        for name in left_out:
            del self.fields[name]
        if "environments" in self.fields:  # what was written while the database was away may name none
            self.fields["environments"].required = bool(
                self.get_initial_for_field(self.fields["environments"], "environments")
            )

    @property
    def concern(self) -> dict[str, forms.BoundField]:
        """The fields that there are, by name, for the page."""
        return {name: self[name] for name in NAMES if name in self.fields}

    @property
    def is_concern_wrong(self) -> bool:
        return any(name in self.errors for name in NAMES) if self.is_bound else False

    def concern_changes(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in self.concern if name not in ("whom", "institutions")}
        return given | ({"institutions": self.chosen_institutions()} if "whom" in self.fields else {})
