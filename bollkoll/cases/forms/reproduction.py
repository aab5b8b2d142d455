"""An attempt to reproduce what was reported."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import policy
from bollkoll.cases.forms.base import CaseForm, FilesField, Line, LongText
from bollkoll.cases.forms.triage import capitalised
from bollkoll.cases.models import Case, Reproduction
from bollkoll.kit import personnummer
from bollkoll.kit.spent import OnceInput
from bollkoll.services.models import Environment

WRITTEN = ("version", "steps", "used", "expected", "actual")


def _prose(label: Any, rows: int, **more: Any) -> LongText:
    """Prose that never keeps an identity number: the page says so while it is typed, and offers only to mask it."""
    attrs = {"rows": rows, "data-identity": "never", "data-autogrow": "on"}
    return LongText(label=label, widget=forms.Textarea(attrs=attrs), **more)


class ReproduceForm(CaseForm):
    heading, action, icon = _("Try to reproduce"), _("Save the attempt"), "flask"
    said = _("The attempt is saved.")
    is_paired, wide, inline = True, ("steps", "used"), ("verdict",)
    takes_files = True

    environment = forms.ModelChoiceField(Environment.objects.all(), label=_("Environment"), empty_label=_("choose one"))
    version = Line(
        label=_("Version"),
        required=False,
        max_length=Reproduction.LONGEST_VERSION,
        widget=forms.TextInput(attrs={"data-identity": "never", "autocomplete": "off"}),
    )
    steps = _prose(_("What you did"), 4)
    used = _prose(
        _("Data used"),
        2,
        required=False,
        help_text=_("Course and occasion codes, student UID. Identity numbers are masked."),
    )
    expected = _prose(_("What should happen"), 3, required=False)
    actual = _prose(_("What happened"), 3, required=False)
    verdict = forms.ChoiceField(
        label=_("What came of it"), choices=capitalised(Case.Verdict.choices), widget=forms.RadioSelect
    )
    files = FilesField()
    once = forms.CharField(required=False, max_length=64, widget=OnceInput)

    was_masked = False
    """Whether something in it was an identity number; the command has masked it."""

    def prepare(self) -> None:
        self.fields["files"].actor = self.actor
        self.fields["once"].initial = uuid.uuid4().hex
        here = self.fields["environment"]
        here.initial = self.case.environment_id
        here.required = here.queryset.exists()
        if policy.answer(self.actor, self.case):
            self.fields["verdict"].help_text = _(
                "When it needs data, a question to the reporter is drafted for you. Nothing is sent by itself."
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "steps" not in self.errors and not given.get("steps", "").strip():
            self.add_error("steps", _("Write what you did."))
        self.was_masked = any(one.certain for name in WRITTEN for one in personnummer.find(given.get(name, "")))
        return given
