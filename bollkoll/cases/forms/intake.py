"""The desk opens a case for a contact: somebody telephones."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import FilesField, LongText, SubjectLine
from bollkoll.cases.forms.triage import capitalised
from bollkoll.cases.models import Case
from bollkoll.kit.spent import OnceInput
from bollkoll.people.actor import Actor
from bollkoll.people.models import Role
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service


class NewCaseForm(forms.Form):
    """``role`` is the reporter at an institution, so that somebody with two of them is asked which."""

    use_required_attribute = False

    role = forms.ModelChoiceField(Role.objects.none(), label=_("Who calls?"), empty_label=_("choose a contact"))
    title = SubjectLine(label=_("Subject line"))
    kind = forms.ChoiceField(label=_("Kind"), choices=capitalised(Case.BY_HAND), initial=Case.Kind.QUESTION)
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("not known")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.all(), label=_("Environment"), required=False, empty_label=_("not known")
    )
    text = LongText(label=_("What they said"))
    is_mine = forms.BooleanField(label=_("I take the case"), required=False, initial=True)
    files = FilesField()
    once = forms.CharField(required=False, max_length=64, widget=OnceInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].actor = actor
        roles = Role.objects.active().filter(person__ended_at=None, institution__ended_at=None)
        field = self.fields["role"]
        field.queryset = roles.select_related("person", "institution").order_by("institution__sort", "person__sort")
        grouped = groupby(field.queryset, key=lambda role: role.institution)
        field.choices = [
            ("", field.empty_label),
            *(
                (str(place), [(role.pk, f"{role.person.name} · {place.code}") for role in there])
                for place, there in grouped
            ),
        ]
        self.fields["service"].queryset = services.services()

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not title.strip():
            raise forms.ValidationError(_("Write a subject."))
        return title

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Write something first."))
        return text

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        role = given.pop("role")
        given.pop("is_mine")
        return {**given, "reporter": role.person, "institution": role.institution, "via": "phone"}
