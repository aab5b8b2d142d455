"""The forms of lists: filters, many at once, a view to keep."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.lists import ADDRESS, PRIORITIES, Listing
from bollkoll.cases.models import Case
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service

PRIORITY_WORDS = {"acute": _("Acute"), "high": _("High"), "normal": _("Normal"), "low": _("Low")}


@dataclass(frozen=True)
class Known:
    """What lists can be narrowed by, each read once per page."""

    actor: Actor

    @cached_property
    def services(self) -> dict[str, Service]:
        return {row.key: row for row in Service.objects.order_by("sort")}

    @cached_property
    def environments(self) -> dict[str, Environment]:
        return {row.key: row for row in Environment.objects.all()}

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        rows = Institution.objects.all() if self.actor.is_staff else people.institutions(self.actor)
        return {row.code: row for row in rows}

    @cached_property
    def agents(self) -> dict[str, Person]:
        return {str(row.pk): row for row in Person.objects.second_line()}

    def reporters(self, listing: Listing) -> dict[str, Person]:
        """Those of the chosen institution, and the chosen one."""
        if not listing.institution and not listing.reporter:
            return {}
        rows = Person.objects.filter(pk=listing.reporter or 0)
        if listing.institution in self.institutions:
            rows = (
                Person.objects.filter(
                    pk__in=Institution.objects.filter(code=listing.institution).values("roles__person")
                )
                | rows
            )
        return {str(row.pk): row for row in rows.order_by("sort")[:200]}


def _choices(rows: dict[str, Any], empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((key, str(row)) for key, row in rows.items())]


class FilterForm(forms.Form):
    """The filters as fields, named as in the address. Sent by GET and read by ``lists.read``, so it is never wrong."""

    state = forms.MultipleChoiceField(
        label=_("State"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(value, capfirst(label)) for value, label in Case.State.choices],
    )  # fmt: skip
    kind = forms.MultipleChoiceField(
        label=_("Kind"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(value, capfirst(label)) for value, label in Case.Kind.choices],
    )  # fmt: skip
    priority = forms.MultipleChoiceField(
        label=_("Priority"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, PRIORITY_WORDS[name]) for key, name in PRIORITIES.items()],
    )  # fmt: skip
    reproduction = forms.MultipleChoiceField(
        label=_("Reproduction"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[*((value, capfirst(label)) for value, label in Case.Verdict.choices), ("none", _("Not tried"))],
    )  # fmt: skip
    service = forms.ChoiceField(label=_("Service"), required=False)
    environment = forms.ChoiceField(label=_("Environment"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    reporter = forms.ChoiceField(label=_("Reporter"), required=False)
    assignee = forms.ChoiceField(label=_("Agent"), required=False)
    opened_from = forms.DateField(
        label=_("Opened from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opened_to = forms.DateField(
        label=_("Opened to"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    overdue = forms.BooleanField(
        label=_("Only overdue balls"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"})
    )

    def __init__(self, listing: Listing, known: Known) -> None:
        super().__init__(
            auto_id="filter-%s",
            initial={
                name: list(value) if isinstance(value, tuple) else value
                for name, value in ((ADDRESS.get(f, f), getattr(listing, f)) for f in Listing.__dataclass_fields__)
            }
            | {"opened_from": listing.opened_from, "opened_to": listing.opened_to},
        )
        self.fields["service"].choices = _choices(known.services, _("All services"))
        self.fields["environment"].choices = _choices(known.environments, _("All environments"))
        self.fields["institution"].choices = _choices(known.institutions, _("All institutions"))
        agents = [("", _("All agents")), ("me", _("Me")), ("none", _("Nobody yet"))]
        self.fields["assignee"].choices = agents + _choices(known.agents, "")[1:]
        reporters = known.reporters(listing)
        self.fields["reporter"].choices = _choices(reporters, _("All reporters"))
        if not reporters:
            del self.fields["reporter"]

    def add_prefix(self, field_name: str) -> str:
        return {"opened_from": "from", "opened_to": "to"}.get(field_name, field_name)


class ManyForm(forms.Form):
    """What is to be done with the chosen cases. An empty field of the triage leaves things as they are."""

    VERBS = ("take", "assign", "triage", "solve", "close")

    do = forms.ChoiceField(choices=[(verb, verb) for verb in VERBS])
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Agent"), required=False, empty_label=_("Choose an agent")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("As it is")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.none(), label=_("Environment"), required=False, empty_label=_("As it is")
    )
    impact = forms.TypedChoiceField(label=_("Impact"), required=False, coerce=int, empty_value=None)
    urgency = forms.TypedChoiceField(label=_("Urgency"), required=False, coerce=int, empty_value=None)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="many-%s", **kwargs)
        as_is = [("", _("As it is"))]
        self.fields["person"].queryset = Person.objects.second_line()
        self.fields["service"].queryset = Service.objects.filter(ended_at=None).order_by("sort")
        self.fields["environment"].queryset = Environment.objects.all()
        self.fields["kind"].choices = as_is + [(value, capfirst(label)) for value, label in Case.BY_HAND]
        self.fields["impact"].choices = self.fields["urgency"].choices = as_is + [
            (value, capfirst(label)) for value, label in Case.Level.choices
        ]
        for name in ("person", "kind"):
            self.fields[name].widget.attrs["autofocus"] = True
        for name in self.fields:
            if name != "do":
                self.fields[name].widget.attrs["form"] = "many"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("do") == "assign" and not given.get("person"):
            self.add_error("person", _("Choose who gets the cases."))
        if given.get("do") == "triage" and not self.changes:
            self.add_error(None, _("Choose what to change."))
        return given

    @property
    def changes(self) -> dict[str, Any]:
        """What the triage sets; what is empty is left alone."""
        names = ("kind", "service", "environment", "impact", "urgency", "reason")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class ViewForm(forms.Form):
    """A list to keep under a name."""

    name = forms.CharField(label=_("Name"), max_length=60)
    is_shared = forms.BooleanField(label=_("Everybody at the desk sees it"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
