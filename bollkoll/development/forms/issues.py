"""Issues, trackers, and the link from a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.forms.base import CaseForm, Line
from bollkoll.development import rules
from bollkoll.development.models import Issue, Tracker, Version
from bollkoll.services.models import Environment, Team

NOT_A_KEY = _("Write the key as the tracker does, such as LTRE-41494.")


class KeyField(Line):
    """An issue's key as people paste it: in any case, or as the end of its address. The value is the key."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Key"))
        kwargs.setdefault("help_text", _("As the tracker writes it: LTRE-41494. Its whole address will do."))
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=400, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        found = rules.issue_key(super().clean(value))
        if found is None:
            raise forms.ValidationError(NOT_A_KEY, code="key")
        if not Tracker.objects.filter(prefix=found[0]).exists():
            raise forms.ValidationError(
                _("There is no tracker for %(prefix)s. Add it in the settings."), params={"prefix": found[0]}
            )
        return f"{found[0]}-{found[1]}"


class LinkIssueForm(CaseForm):
    heading, action, icon, said = (
        _("Link a development issue"),
        _("Link"),
        "link",
        _("The issue is linked."),
    )

    key = KeyField()
    title = Line(
        label=pgettext_lazy("issue", "Title"),
        max_length=200,
        required=False,
        help_text=_("What the developers call it. Kept once for all cases."),
    )
    is_shown = forms.BooleanField(
        label=_("The reporter sees it"), required=False, initial=True,
        help_text=_("Key, title, status and the version it is fixed in stand on the reporter's page."),
    )  # fmt: skip


class NewIssueForm(forms.Form):
    use_required_attribute = False

    key = KeyField()
    title = Line(label=pgettext_lazy("issue", "Title"), max_length=200, required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team that works with it"), required=False, empty_label=_("no team")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(ended_at=None, line=3)


class IssueForm(forms.Form):
    """All that is known of an issue, in one place."""

    use_required_attribute = False

    title = Line(label=pgettext_lazy("issue", "Title"), max_length=200, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Issue.Status.choices)
    fixed_in = forms.ModelChoiceField(
        Version.objects.none(), label=_("Fixed in version"), required=False, empty_label=_("not known")
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team that works with it"), required=False, empty_label=_("no team")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fixed_in"].queryset = Version.objects.all()
        self.fields["team"].queryset = Team.objects.filter(ended_at=None, line=3)


class FilterForm(forms.Form):
    """What a list of issues is narrowed by; the rest of the address goes along."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("all"))
    version = forms.ModelChoiceField(Version.objects.none(), label=_("Version"), required=False, empty_label=_("all"))
    view = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(ended_at=None, line=3)
        self.fields["version"].queryset = Version.objects.all()


class TrackerForm(forms.Form):
    use_required_attribute = False

    prefix = Line(label=_("Prefix"), max_length=20, help_text=_("What its keys begin with: LTRE."))
    name = Line(label=_("Name"), max_length=80)
    address = Line(
        label=_("Address of an issue"), max_length=300,
        help_text=_("With {key} where the key goes: https://tracker.example/browse/{key}"),
    )  # fmt: skip


class ProductionForm(forms.Form):
    use_required_attribute = False

    environment = forms.ModelChoiceField(
        Environment.objects.all(), label=_("Where the institutions work"), empty_label=None,
        help_text=_("When a version comes here, those who reported what it fixes are to be told."),
    )  # fmt: skip
