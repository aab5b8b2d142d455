"""Answering and noting."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries, rules
from bollkoll.cases.forms.base import CaseForm, DayField, FilesField, LongText, MomentField
from bollkoll.cases.models import Message
from bollkoll.kit.spent import OnceInput
from bollkoll.services import opening
from bollkoll.services import queries as services
from bollkoll.ui.doubts import Doubting

WAIT_DAYS = 3
"""Working days until somebody is reminded of a case that waits for the reporter, when nobody has said."""


def wait_until() -> Any:
    """The day that is three working days ahead, by the support's calendar."""
    days = services.calendar().opening_days(timezone.localdate() + timedelta(days=1))
    return [next(days) for _day in range(WAIT_DAYS)][-1]


KEPT = (Message.Then.KEEP, Message.Then.MINE)


class Written(CaseForm):
    """What both forms of the composer have."""

    text = LongText(label=_("Text"))
    files = FilesField()
    once = forms.CharField(required=False, max_length=64, widget=OnceInput)

    def prepare(self) -> None:
        self.fields["files"].actor = self.actor

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("text", "").strip() and given.get("files") and "text" in self.errors:
            del self.errors["text"]  # a file alone is an answer too
            given["text"] = ""
        elif "text" not in self.errors and not given.get("text", "").strip():
            self.add_error("text", _("Write something first."))
        return given


class MarksField(forms.MultipleChoiceField):
    """What an answer does besides, as apps above name it: their boxes in the composer. Cases know the shape alone."""

    MARK = re.compile(r"[a-z]{1,20}:[0-9]{1,12}")
    MOST = 20

    def valid_value(self, value: str) -> bool:
        return bool(self.MARK.fullmatch(value))

    def validate(self, value: list[str]) -> None:
        super().validate(value[: self.MOST + 1])
        if len(value) > self.MOST:
            raise forms.ValidationError(_("Choose fewer."), "too_many")


class ThenField(forms.ChoiceField):
    """Who has the ball afterwards. What an older page offered is understood also when the case is another's by now."""

    def valid_value(self, value: str) -> bool:
        return value in KEPT or super().valid_value(value)

    def prepare_value(self, value: Any) -> Any:
        return value if value in dict(self.choices) else self.initial  # type: ignore[arg-type]


class AnswerForm(Doubting, Written):
    then = ThenField(
        label=_("When it has been sent"),
        choices=[
            (Message.Then.MINE, _("I keep the ball")),
            (Message.Then.WAITING, _("Wait for the reporter")),
            (Message.Then.SOLVED, _("Solved: ask if it helped")),
        ],
        widget=forms.RadioSelect,
        initial=Message.Then.MINE,
    )
    remind_at = DayField(label=_("Remind me"), required=False)
    promise_at = MomentField(label=_("Promise the next word by"), required=False)
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    template = forms.IntegerField(required=False, widget=forms.HiddenInput)
    marks = MarksField(required=False, widget=forms.MultipleHiddenInput)

    def prepare(self) -> None:
        super().prepare()
        then, who = self.fields["then"], queries.who_keeps(self.case)
        own, *others = then.choices
        if self.case.is_with_third_line:
            then.choices, then.initial = (
                [(Message.Then.KEEP, _("Third line keeps the ball")), *others],
                Message.Then.KEEP,
            )
        elif who is not None and who.pk != self.actor.person_id:
            theirs = (Message.Then.KEEP, gettext("%(name)s keeps the ball") % {"name": who})
            then.choices, then.initial = [theirs, own, *others], Message.Then.KEEP
        if self.case.is_in_procedure:
            then.choices, then.initial = [(Message.Then.KEEP, _("The steps of the order go on"))], Message.Then.KEEP
            then.error_messages["invalid_choice"] = rules.STEPS_GO_ON
            self.initial["then"] = Message.Then.KEEP
        self.fields["remind_at"].initial = wait_until()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not queries.recipients(self.case):
            raise forms.ValidationError(
                _(
                    "Nobody at %(institution)s gets it: whoever reported the case has no account there any more. Add a follower "
                    "from there first, or write a note. Your text is kept."
                ),
                params={"institution": self.case.institution}, code="nobody",
            )  # fmt: skip
        then = given.get("then")
        # Fields that the choice hides say nothing, whatever is in them.
        for name, wanted in (("remind_at", (Message.Then.WAITING,)), ("promise_at", KEPT)):
            if then not in wanted:
                self.errors.pop(name, None)
                given[name] = None
        return given

    def doubts(self) -> list[str]:
        at = self.cleaned_data["promise_at"]
        return [closed] if at and (closed := opening.away_at(self.actor.person, at)) else []

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given.pop("template")
        key = given.pop("seen")
        given["seen"] = self.case.messages.filter(pk=key).first() if key else None
        return given


class NoteForm(Written):
    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if "@" in given["text"]:
            staff = {person.pk: person for person in queries.mentionable(self.case)}
            names = [(key, person.name) for key, person in staff.items()]
            given["mentioned"] = [staff[key] for key in rules.mentioned(given["text"], names)]
        return given
