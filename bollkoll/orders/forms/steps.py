"""The few words that a step asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import FilesField, Line, LongText
from bollkoll.kit.personnummer import masked
from bollkoll.orders.forms.numbers import has_number
from bollkoll.orders.models import Order, Run
from bollkoll.orders.queries.before import of_orderer
from bollkoll.orders.queries.sealed import lies_once
from bollkoll.orders.queries.whom import performer
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


class StepForm(forms.Form):
    """A form about one step. ``arguments()`` are the keyword arguments of the command of the same name."""

    heading: Any = ""
    action: Any = ""
    said: Any = ""
    icon = "check"
    is_danger = False
    takes_files = False
    use_required_attribute = False

    def __init__(self, *args: Any, actor: Actor, order: Order, run: Run | None, **kwargs: Any) -> None:
        self.actor, self.order, self.run = actor, order, run
        super().__init__(*args, **kwargs)
        if "files" in self.fields:
            self.fields["files"].actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fit the form to the step."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @property
    def typed(self) -> list[str]:
        """The words that somebody wrote, to be given back when they can be sent no more."""
        texts = [name for name, field in self.fields.items() if isinstance(field, LongText)]
        return [words for name in texts if (words := str(self.data.get(name, "")).strip())]


class WithoutNumbers:
    """Words about a step. They may go into a locked record, so no number of a person stands in them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["data-identity"] = "apart"  # type: ignore[attr-defined]

    def validate(self, value: Any) -> None:
        super().validate(value)  # type: ignore[misc]
        if has_number(value):
            raise ValidationError(
                _(
                    "A personal identity number may not stand here. Mask it, or put it under “Protected data” in the case."
                ),
                "identity",
            )


class DoneText(WithoutNumbers, LongText):
    """What was done, or why it was not."""


class DoneLine(WithoutNumbers, Line):
    """The same on one line."""


WAYS = {
    "telephone": _("On the telephone"),
    "sms": _("By text message"),
    "meeting": _("At a meeting"),
    "sealed": _("It lies protected in the case, to be shown once"),
}


class FinishStepForm(StepForm):
    action, said, takes_files = _("Done"), _("The step is done."), True

    way = forms.ChoiceField(label=_("By which way?"), choices=list(WAYS.items()), widget=forms.RadioSelect)
    whom = DoneLine(
        label=_("Whom did you tell?"), max_length=200, required=False,
        help_text=_("Name, and when. Never the password itself."),
    )  # fmt: skip
    text = DoneText(label=_("What was done"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    files = FilesField()

    def prepare(self) -> None:
        stage: Any = self.run.definition  # type: ignore[union-attr]
        self.heading = str(stage.title)
        if stage.is_approval:
            return
        if stage.evidence == "told":
            self.fields["text"].widget = forms.HiddenInput()
        else:
            del self.fields["way"], self.fields["whom"]
        if stage.evidence == "text":
            self.fields["text"].required = True
        if stage.shares:
            self.fields["text"].label = _("To the orderer")
        elif stage.who == "orderer":
            self.fields["text"].label = _("A word to the support")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("way") and given["way"] != "sealed" and not given.get("whom") and "whom" not in self.errors:
            self.add_error("whom", _("Write whom you told, and when."))
        if given.get("way") == "sealed" and not lies_once(self.order):
            self.add_error("way", _("Nothing lies there to be shown once. Put it among the protected data first."))
        for file in given.get("files") or ():
            if has_number(file.name):
                said = _(
                    "The name of “%(name)s” has a personal identity number in it. Give the file another name, and add it again."
                )
                self.add_error(None, said % {"name": masked(file.name)})
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        way, whom = given.pop("way", ""), given.pop("whom", "")
        return given | ({"text": ", ".join(str(part) for part in (WAYS[way], whom) if part)} if way else {})


class ApproveForm(StepForm):
    heading, action, said = _("Approve"), _("Approve"), _("You have approved the order.")

    words = DoneText(label=_("A word along with it"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DeclineForm(StepForm):
    heading, action, icon = _("Decline"), _("Decline"), "x"
    said, is_danger = _("You have declined the order, and the orderer is told why."), True

    reason = DoneText(label=_("Why? The orderer reads it."), widget=forms.Textarea(attrs={"rows": 3}))


class ReturnOrderForm(StepForm):
    heading, action, icon = _("Return to be corrected"), _("Return"), "undo"
    said = _("The order is returned, and the orderer has the ball.")

    step = forms.ChoiceField(label=_("What is to be corrected"), required=False, widget=forms.RadioSelect, initial="")
    reason = DoneText(label=_("What is wrong? The orderer reads it."), widget=forms.Textarea(attrs={"rows": 3}))
    rows = DoneLine(label=_("In which rows"), required=False, max_length=500)

    def prepare(self) -> None:
        again = [(stage.key, str(stage.title)) for stage in of_orderer(self.order)]
        if again:
            self.fields["step"].choices = [("", _("What was filled in")), *again]
        else:
            del self.fields["step"]


class RefuseCheckForm(StepForm):
    heading, action, icon = _("Do not sign"), _("Do not sign"), "undo"
    said, is_danger = _("The step is done again, and whoever did it hears why."), True

    reason = DoneText(label=_("What is not as it should be?"), widget=forms.Textarea(attrs={"rows": 3}))


class StartOverForm(StepForm):
    heading, action, icon = _("Begin again from this step"), _("Begin again"), "refresh"
    said = _("The order goes on from the step; what was done before is kept.")

    reason = DoneText(
        label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When the step is the orderer's, they read it."),
    )  # fmt: skip


class AskInsteadForm(StepForm):
    heading, action, icon = _("Ask somebody else"), _("Ask"), "people"
    said = _("Somebody else is asked.")

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Whom"), empty_label=_("Choose"))

    def prepare(self) -> None:
        case = self.order.case
        found = Person.objects.active().filter(line__gt=0)
        found |= Person.objects.active().filter(roles__institution=case.institution_id, roles__ended_at=None)
        stage = self.run.definition  # type: ignore[union-attr]
        concerned = [key for key in (case.reporter_id, self.order.user_id, performer(self.order, stage)) if key]
        self.fields["person"].queryset = found.exclude(pk__in=concerned).distinct().order_by("sort")


class CancelForm(StepForm):
    heading, action, icon = _("Stop the order"), _("Stop the order"), "x"
    said, is_danger = _("The order is stopped."), True

    reason = DoneText(label=_("Why? The orderer reads it."), widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(StepForm):
    heading, action, icon = _("Withdraw the order"), _("Withdraw the order"), "x"
    said, is_danger = _("The order is withdrawn."), True

    reason = DoneText(label=_("Do you want to say why?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
