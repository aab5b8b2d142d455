"""Shape of what agents write about held mail, and of the ledger's filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.log.models import Delivery
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


class PersonField(forms.Field):
    """A person by their address; the page offers the known ones in a list."""

    def to_python(self, value: object) -> Person | None:
        text = str(value or "").strip()
        if not text:
            return None
        person = people.by_address(text.strip("<>").rpartition(" ")[2].strip("<>"))
        if person is None:
            raise forms.ValidationError(_("There is nobody with that address. Choose one of the list."))
        return person


class LetInForm(forms.Form):
    person = PersonField(
        label=_("From"), help_text=_("The registered contact whose case it becomes. Write a part of the name.")
    )
    remember = forms.BooleanField(label=_("Remember that they write from this address"), required=False)


class AddToCaseForm(forms.Form):
    number = forms.IntegerField(
        label=_("Case number"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    person = PersonField(label=_("From"), help_text=_("Whose words they are."))

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> Case:
        number = self.cleaned_data["number"]
        case = Case.objects.visible_to(self.actor).filter(subject__number=number).select_related("subject").first()
        if case is None:
            raise forms.ValidationError(_("There is no case with that number."))
        return case


class LedgerFilter(forms.Form):
    """``state``: a stage of the work, or ``bounced``."""

    state = forms.ChoiceField(label=_("How it went"), required=False)
    person = forms.CharField(label=_("Recipient"), required=False)
    case = forms.IntegerField(
        label=_("Case number"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        states = [("", _("all")), *Delivery.Stage.choices, ("bounced", _("came back"))]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
