"""Who sees it and who follows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries
from bollkoll.cases.forms.base import CaseForm
from bollkoll.people.models import Institution, Person


class ProtectForm(CaseForm):
    icon = "shield"

    def prepare(self) -> None:
        if self.case.subject.is_protected:
            self.heading, self.action = _("Lift the protection"), _("Lift the protection")
            self.intro, self.said = (
                _("Everyone at the desk, and the institution's support, sees the case again."),
                _("The protection is lifted."),
            )
        else:
            self.heading, self.action = _("Protect the case"), _("Protect")
            self.intro = _(
                "Only named persons see it, in lists, search, mail and counts as well: you, its agent and the reporter to "
                "begin with."
            )
            self.said = _("The case is protected.")

    def arguments(self) -> dict[str, Any]:
        return {"is_protected": not self.case.subject.is_protected}


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        if person.line:
            return f"{person.name} – {person.get_line_display()}"
        return f"{person.name} – {person.email}"


class InstitutionForm(CaseForm):
    heading, action, icon, said = _("Another institution"), _("Change"), "building", _("The institution is changed.")
    intro = _(
        "The reporter has accounts at several. Those who see the matters of the one you choose see this one from now on, and "
        "those of the one before do not; colleagues who are not there stop following."
    )

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=_("choose"))

    def prepare(self) -> None:
        others = self.fields["institution"].queryset = queries.other_institutions(self.case)
        if len(others) == 1:
            self.fields["institution"].initial = others[0].pk


class WatcherForm(CaseForm):
    heading, action, icon, said = _("Add a follower"), _("Add"), "eye", _("They follow the case now.")
    intro = _(
        "Colleagues of the reporter get what is sent to the reporter; colleagues at the support see what happens."
    )

    person = PersonChoice(Person.objects.none(), label=_("Person"), empty_label=_("choose"))

    def prepare(self) -> None:
        self.fields["person"].queryset = queries.colleagues_to_add(self.actor, self.case)


class NamePersonForm(CaseForm):
    heading, action, icon, said = _("Let one more see it"), _("Let in"), "eye", _("They see the case now.")

    person = PersonChoice(Person.objects.none(), label=_("Person"), empty_label=_("choose"))

    def prepare(self) -> None:
        self.fields["person"].queryset = queries.nobody_named_yet(self.case)
